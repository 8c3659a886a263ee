//! Building packages of this workspace.

use std::path::PathBuf;
use std::process::Command;

/// Builds one package alone.
pub fn build(profile: &str, package: &str) -> Result<(), String> {
    run(Command::new(cargo()).args(["build", "--quiet", "--profile", profile, "--package", package]), package)
}

/// Builds one of the subjects alone into a folder within `target`, with these variables.
pub fn build_into(folder: &str, package: &str, variables: &[(&str, &str)]) -> Result<(), String> {
    let mut command = Command::new(cargo());
    command.args(["build", "--quiet", "--profile", "subject", "--package", package, "--target-dir"]);
    command.arg(root().join("target").join(folder)).envs(variables.iter().copied());
    run(&mut command, package)
}

fn cargo() -> &'static str {
    option_env!("CARGO").unwrap_or("cargo")
}

fn run(command: &mut Command, package: &str) -> Result<(), String> {
    let status =
        command.current_dir(root()).status().map_err(|error| format!("cannot run {}: {error}", cargo()))?;
    if status.success() { Ok(()) } else { Err(format!("{package} does not build")) }
}

/// The workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
