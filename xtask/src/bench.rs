//! `cargo xtask bench`: the benchmarks, which are a workspace of their own in `bench/`.
//!
//! `cargo xtask bench logger`, or another of the hot paths, is that path alone.

use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

/// What the program `hot` measures.
const HOT_PATHS: [&str; 3] = ["logger", "bridge", "metrics"];

/// Runs them with the arguments as they are; their output and exit code are passed on.
pub(crate) fn run(repository: &Repository, arguments: &[String]) -> Result {
    if !repository.root.join("bench/Cargo.toml").is_file() {
        return Err(Failure::new("this tree has no benchmarks: there is no bench/Cargo.toml"));
    }
    let mut cargo = process::cargo(repository, &["run", "--manifest-path", "bench/Cargo.toml"]);
    if arguments.first().is_some_and(|name| HOT_PATHS.contains(&name.as_str())) {
        // As users build their functions, since it is what is measured.
        cargo.args(["--profile", "subject", "--package", "hot"]);
    } else {
        cargo.arg("--release");
    }
    cargo.arg("--");
    let status = process::status(cargo.args(arguments))?;
    if status.success() {
        return Ok(());
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Err(Failure { message: format!("the benchmarks ended with {status}"), code })
}
