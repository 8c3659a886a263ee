//! Comparisons that are programs of their own.

use std::process::Command;

use crate::build::{build, root};

/// Their names, among those of the comparisons: the hot paths, reading events, the local Lambda by itself, and what the
/// extension costs.
pub const NAMES: &[&str] = &["hot", "events", "emulator", "extension"];

/// Builds one.
pub fn prepare(name: &str) -> Result<(), String> {
    build("release", name)
}

/// Runs it; its output is passed on.
pub fn run(name: &str) -> Result<(), String> {
    let path = root().join("target/release").join(name);
    let status = Command::new(&path).status();
    let status = status.map_err(|error| format!("cannot run {}: {error}", path.display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} ended with {status}", path.display())) }
}
