//! The step `layer`: what a release publishes is built, and runs beside functions.
//!
//! The work is in `e2e/layer/run`; the linker and the toolchain that it needs are below `target/others/layer`.

use std::process::Command;

use super::Done;
use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

/// How the script ends where nothing can be built.
const NOTHING_TO_BUILD_WITH: i32 = 3;

/// Builds the layer for each architecture that there is a toolchain for, and runs what was built.
pub(super) fn check(repository: &Repository) -> Result<Done> {
    let tools = repository.target.join("others/layer");
    if !tools.is_dir() {
        return Ok(Done::Skipped("`e2e/layer/install target/others/layer` has fetched nothing".to_owned()));
    }
    process::run(&mut process::cargo(repository, &["build", "--quiet", "--package", "lamplight-cli"]))?;
    let mut script = Command::new(repository.root.join("e2e/layer/run"));
    script.arg(repository.target.join("debug/lamplight")).arg(tools).current_dir(&repository.root);
    let status = process::status(&mut script)?;
    match status.code() {
        Some(0) => Ok(Done::Ran),
        Some(NOTHING_TO_BUILD_WITH) => Ok(Done::Skipped("there is nothing to build it with".to_owned())),
        _ => Err(Failure::new(format!("`e2e/layer/run` ended with {status}"))),
    }
}
