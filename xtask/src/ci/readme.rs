//! The test step: the very command that the README tells a newcomer to run.

use crate::failure::{Doing, Failure, Result};
use crate::process;
use crate::repository::Repository;

use super::Done;

/// What the README has to say. Doctests are part of it.
const COMMAND: &str = "cargo test --workspace";

/// Runs the command, once the README has been seen to contain it.
pub(super) fn test(repository: &Repository) -> Result<Done> {
    let readme = std::fs::read_to_string(repository.root.join("README.md")).doing("read README.md")?;
    let command = test_command(&readme).ok_or_else(|| {
        Failure::new(format!("README.md has no fenced block with a line that is exactly `{COMMAND}`"))
    })?;
    // One run shows everything: what comes after a test that fails is tested as well.
    let arguments: Vec<&str> = command.split_whitespace().skip(1).chain(["--no-fail-fast"]).collect();
    process::run(&mut process::cargo(repository, &arguments))?;
    Ok(Done::Ran)
}

/// The line of a fenced block that is the command; a prompt before it does not matter.
fn test_command(readme: &str) -> Option<&str> {
    let mut is_fenced = false;
    readme.lines().find_map(|line| {
        let line = line.trim();
        if line.starts_with("```") {
            is_fenced = !is_fenced;
            return None;
        }
        let command = line.strip_prefix("$ ").unwrap_or(line);
        (is_fenced && command == COMMAND).then_some(command)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_command_from_a_fenced_block() {
        assert_eq!(test_command("# x\n\n```sh\ncargo test --workspace\n```\n"), Some(COMMAND));
        assert_eq!(test_command("```console\n$ cargo test --workspace\n```\n"), Some(COMMAND));
    }

    #[test]
    fn a_command_in_prose_does_not_count() {
        assert_eq!(test_command("```sh\nls\n```\ncargo test --workspace\n"), None);
    }

    #[test]
    fn another_command_does_not_count() {
        assert_eq!(test_command("```sh\ncargo test --workspace --all-features\n```\n"), None);
    }
}
