//! `cargo xtask full`: all of `ci`, and what is too slow for every run: benchmarks and fuzzing.

use crate::failure::{Failure, Result};
use crate::repository::Repository;
use crate::{bench, ci, fuzz};

/// Runs all even if the first fails, so that one run shows everything.
pub(crate) fn run(repository: &Repository, _arguments: &[String]) -> Result {
    let failures: Vec<String> =
        [ci::run(repository, &[]), bench::run(repository, &[]), fuzz::run(repository)]
            .into_iter()
            .filter_map(Result::err)
            .map(|failure| failure.message)
            .collect();
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("; "))) }
}
