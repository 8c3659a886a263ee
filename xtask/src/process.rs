//! Other programs: starting them with our output, and finding out whether they are there.

use std::process::{Command, ExitStatus, Stdio};

use crate::environment;
use crate::failure::{Doing, Failure, Result};
use crate::repository::Repository;

/// `cargo` with these arguments, in the repository's root.
pub(crate) fn cargo(repository: &Repository, arguments: &[&str]) -> Command {
    let mut command = Command::new(environment::cargo());
    command.args(arguments).current_dir(&repository.root);
    command
}

/// Prints the command line, runs it with our own output and fails unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = status(command)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` ended with {status}", line(command))))
}

/// Prints the command line, runs it with our own output and returns how it ended.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    println!("$ {}", line(command));
    command.status().doing(format_args!("run `{}`", line(command)))
}

/// What the command prints, or nothing when it is missing or fails: for asking what is there.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}

/// The command as a person would type it: the program's name without its folder.
fn line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut line = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_shown_without_the_folder_of_its_program() {
        assert_eq!(line(Command::new("/opt/rust/bin/cargo").args(["fmt", "--check"])), "cargo fmt --check");
    }

    #[test]
    fn a_program_that_is_not_there_prints_nothing() {
        assert_eq!(output(&mut Command::new("no-such-program-anywhere")), None);
    }
}
