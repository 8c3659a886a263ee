//! The lamplight command: build a Rust Lambda function, run it on a local Lambda, see its telemetry.
//!
//! A library so that the repository's own tools can use its parts; the command's contract is its command
//! line, its `--output json` and its [exit codes](exit::Exit), all of them in the manual.

#![forbid(unsafe_code)]

mod args;
mod block;
mod compile;
mod context;
mod dev;
mod event_files;
pub mod exit;
mod failure;
mod flow;
mod invoke;
mod layer;
#[cfg(test)]
mod manual;
mod nearest;
mod outcome;
mod outside;
mod payload;
mod printer;
mod project;
mod signals;
mod span_of_time;
mod summary;
mod terminal;
mod text;
mod theme;

use std::ffi::OsString;

use clap::Parser as _;
use lamplight_core::lookup::Lookup;

use self::args::{Cli, Command};
use self::context::Context;
use self::exit::Exit;
use self::failure::{Failure, Result};

/// Runs the command that the arguments (the first of them the program) ask for, and says how it ended. What
/// there is to say of a failure has been printed then.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: &dyn Lookup) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are errors to clap, too: they go to standard output and are a success.
            let _unwritable = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Success };
        }
    };
    let mut context = Context::new(&cli.global, environment);
    match start(&mut context, cli.command) {
        Ok(exit) => exit,
        Err(failure) => {
            context.printer.failure(&failure);
            failure.exit
        }
    }
}

fn start(context: &mut Context, command: Command) -> Result<Exit> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
            |error| Failure::new(Exit::Internal, "cannot start the async runtime").because_of(&error),
        )?;
    runtime.block_on(async {
        match command {
            Command::Dev(arguments) => dev::run(context, arguments).await,
            Command::Invoke(arguments) => invoke::run(context, arguments).await,
            Command::Layer(arguments) => layer::run(context, arguments).await,
        }
    })
}
