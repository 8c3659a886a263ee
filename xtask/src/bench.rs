//! `cargo xtask bench`: the benchmarks, which are a workspace of their own in `bench/`.

use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

/// Runs them with the arguments as they are; their output and exit code are passed on.
pub(crate) fn run(repository: &Repository, arguments: &[String]) -> Result {
    if !repository.root.join("bench/Cargo.toml").is_file() {
        return Err(Failure::new("this tree has no benchmarks: there is no bench/Cargo.toml"));
    }
    let mut cargo =
        process::cargo(repository, &["run", "--release", "--manifest-path", "bench/Cargo.toml", "--"]);
    let status = process::status(cargo.args(arguments))?;
    if status.success() {
        return Ok(());
    }
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Err(Failure { message: format!("the benchmarks ended with {status}"), code })
}
