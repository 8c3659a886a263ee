//! Building packages of this workspace.

use std::path::PathBuf;
use std::process::Command;

/// Builds one package alone.
pub fn build(profile: &str, package: &str) -> Result<(), String> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--profile", profile, "--package", package])
        .current_dir(root())
        .status()
        .map_err(|error| format!("cannot run {cargo}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{package} does not build")) }
}

/// The workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
