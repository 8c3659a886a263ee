//! `cargo xtask full`: all of `ci`, and what is too slow for every run: many random lives of the extension, benchmarks
//! and fuzzing.

use crate::failure::{Failure, Result};
use crate::repository::Repository;
use crate::{bench, ci, fuzz, process};

/// How many lives of environments in which the extension runs beside a function, each a process of its own.
const EXTENSION_SEEDS: &str = "2000";

/// Runs all even if the first fails, so that one run shows everything.
pub(crate) fn run(repository: &Repository, _arguments: &[String]) -> Result {
    let results =
        [ci::run(repository, &[]), seeds(repository), bench::run(repository, &[]), fuzz::run(repository)];
    let failures: Vec<String> =
        results.into_iter().filter_map(Result::err).map(|failure| failure.message).collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("; "))) }
}

fn seeds(repository: &Repository) -> Result {
    let mut cargo = process::cargo(repository, &["test", "--package", "e2e", "--test", "extension_seeds"]);
    process::run(cargo.env("EXTENSION_SEEDS", EXTENSION_SEEDS))
}
