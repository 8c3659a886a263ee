//! Builds a function.

use std::io::{BufReader, ErrorKind};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use anstream::ColorChoice;
use cargo_metadata::Message;
use tokio::process::Command;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::project::{Binary, cargo_missing};

/// The number of the signal that Ctrl-C sends: 2 on every Unix.
const SIGINT: i32 = 2;

/// Runs `cargo build` for a binary and says where the executable is. Progress and diagnostics go to standard
/// error, as cargo writes them.
///
/// # Errors
///
/// That cargo is missing, or that the function does not compile.
///
/// # Cancellation
///
/// Dropping the future kills cargo.
pub(crate) async fn build(
    cargo: &str,
    binary: &Binary,
    release: bool,
    color: ColorChoice,
) -> Result<PathBuf> {
    let mut command = Command::new(cargo);
    command.args(["build", "--message-format=json-render-diagnostics"]);
    command.args(["-p", &binary.package, "--bin", &binary.name]);
    command.args(release.then_some("--release"));
    match color {
        ColorChoice::Always | ColorChoice::AlwaysAnsi => drop(command.arg("--color=always")),
        ColorChoice::Never => drop(command.arg("--color=never")),
        ColorChoice::Auto => {}
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    let cannot_run = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => cargo_missing(cargo),
        _ => Failure::new(Exit::Environment, format!("cannot run {cargo}")).because_of(&error),
    };
    let child = command.spawn().map_err(cannot_run)?;
    let output = child.wait_with_output().await.map_err(cannot_run)?;
    // Ctrl-C reaches cargo as well, and perhaps earlier than us.
    if output.status.signal() == Some(SIGINT) {
        return Err(Failure::new(Exit::Interrupted, format!("the build of {} was interrupted", binary.name)));
    }
    if !output.status.success() {
        return Err(Failure::new(Exit::Input, format!("cannot build {}", binary.name))
            .because(format!("cargo build ended with {}; what it says is above", output.status))
            .help(format!(
                "the same without Lamplight: cargo build -p {} --bin {}",
                binary.package, binary.name
            )));
    }
    executable(&output.stdout, &binary.name).ok_or_else(|| {
        Failure::new(Exit::Internal, format!("cannot find the executable of {}", binary.name))
            .because("cargo build succeeded, but named no executable")
    })
}

fn executable(messages: &[u8], name: &str) -> Option<PathBuf> {
    let messages = Message::parse_stream(BufReader::new(messages));
    messages.filter_map(Result::ok).find_map(|message| match message {
        Message::CompilerArtifact(artifact) if artifact.target.is_bin() && artifact.target.name == name => {
            artifact.executable.map(PathBuf::from)
        }
        _ => None,
    })
}
