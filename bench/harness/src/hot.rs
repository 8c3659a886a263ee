//! The hot paths, which are a program of their own, as it counts allocations.

use std::process::Command;

use crate::build::{build, root};

/// Its name, among those of the comparisons.
pub const NAME: &str = "hot";

/// Builds it.
pub fn prepare() -> Result<(), String> {
    build("release", NAME)
}

/// Runs it; its output is passed on.
pub fn run() -> Result<(), String> {
    let path = root().join("target/release").join(NAME);
    let status = Command::new(&path).status();
    let status = status.map_err(|error| format!("cannot run {}: {error}", path.display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", path.display())) }
}
