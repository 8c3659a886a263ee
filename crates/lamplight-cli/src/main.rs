//! The `lamplight` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use lamplight_core::lookup::ProcessEnvironment;

fn main() -> ExitCode {
    lamplight_cli::run(std::env::args_os(), &ProcessEnvironment).into()
}
