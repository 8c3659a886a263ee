//! Builds the extension for an architecture, against a C library that every runtime of Lambda has.

use std::path::PathBuf;
use std::process::Stdio;

use anstream::ColorChoice;
use tokio::process::Command;

use super::architecture::Architecture;
use super::compiler::Compiler;
use super::glibc::Version;
use super::workspace::{PACKAGE, Workspace};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::project::cargo_missing;

/// The profile of the repository's manifest.
const PROFILE: &str = "layer";

/// Fails unless there is a linker for old C libraries.
pub(super) async fn check_linker(cargo: &str) -> Result<()> {
    let mut command = Command::new(cargo);
    command.args(["zigbuild", "--help"]).stdin(Stdio::null()).kill_on_drop(true);
    match command.output().await {
        Ok(output) if output.status.success() => Ok(()),
        Ok(_) => Err(Failure::new(Exit::Environment, "cannot link against an old C library")
            .because("cargo-zigbuild is not installed")
            .help(
                "pip install cargo-zigbuild ziglang, or cargo install cargo-zigbuild with zig on the path",
            )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(cargo_missing(cargo)),
        Err(error) => Err(Failure::new(Exit::Environment, format!("cannot run {cargo}")).because_of(&error)),
    }
}

/// Runs cargo and says where the executable is. Progress and diagnostics go to standard error.
///
/// # Errors
///
/// That it does not compile.
///
/// # Cancellation
///
/// Dropping the future kills cargo.
pub(super) async fn build(
    cargo: &str,
    workspace: &Workspace,
    compiler: &Compiler,
    architecture: Architecture,
    color: ColorChoice,
) -> Result<PathBuf> {
    let triple = architecture.target();
    // Of its own, so that nothing that was built otherwise is taken for it.
    let target = workspace.target.join("layer/build");
    let mut command = Command::new(cargo);
    command.args(["zigbuild", "--locked", "--package", PACKAGE, "--bin", PACKAGE, "--profile", PROFILE]);
    command.arg("--target").arg(format!("{triple}.{}", Version::OLDEST_OF_LAMBDA));
    command.arg("--target-dir").arg(&target);
    match color {
        ColorChoice::Always | ColorChoice::AlwaysAnsi => drop(command.arg("--color=always")),
        ColorChoice::Never => drop(command.arg("--color=never")),
        ColorChoice::Auto => {}
    }
    command.env("RUSTC", &compiler.path).env("CARGO_INCREMENTAL", "0");
    // It beats every other source of flags, and takes paths with spaces.
    command.env("CARGO_ENCODED_RUSTFLAGS", workspace.remaps(&target, compiler).join("\u{1f}"));
    // What comes of it must not depend on what else this shell says.
    for name in ["RUSTFLAGS", "CFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let status = command
        .status()
        .await
        .map_err(|error| Failure::new(Exit::Environment, format!("cannot run {cargo}")).because_of(&error))?;
    if !status.success() {
        return Err(Failure::new(Exit::Input, format!("cannot build the extension for {architecture}"))
            .because(format!("cargo zigbuild ended with {status}; what it says is above")));
    }
    Ok(target.join(triple).join(PROFILE).join(PACKAGE))
}
