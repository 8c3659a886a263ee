//! `cargo xtask layer`: the layer's zips, built by the command that users have for it.

use crate::failure::Result;
use crate::process;
use crate::repository::Repository;

/// Runs `lamplight layer build` with these arguments.
pub(crate) fn run(repository: &Repository, arguments: &[String]) -> Result {
    let mut cargo = process::cargo(repository, &["run", "--quiet", "--package", "lamplight-cli", "--"]);
    process::run(cargo.args(["layer", "build"]).args(arguments))
}
