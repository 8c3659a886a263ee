//! The commands there are, and how one is chosen.

use crate::failure::{Failure, Result};
use crate::repository::Repository;
use crate::{bench, ci, docs, full, layer, msrv, tidy};

/// One `cargo xtask` command.
struct Command {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&Repository, &[String]) -> Result,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "ci",
        arguments: "[STEP...]",
        about: "everything that has to hold before a merge, or only these steps of it",
        run: ci::run,
    },
    Command { name: "tidy", arguments: "", about: "the repository's own rules", run: tidy::run },
    Command {
        name: "msrv",
        arguments: "",
        about: "check with the oldest compiler that is supported",
        run: msrv::run,
    },
    Command {
        name: "bench",
        arguments: "[NAME...]",
        about: "run the benchmarks, or only these; arguments are passed on",
        run: bench::run,
    },
    Command {
        name: "layer",
        arguments: "[ARGUMENT...]",
        about: "build the layer's zips: `lamplight layer build` with these arguments",
        run: layer::run,
    },
    Command {
        name: "docs",
        arguments: "",
        about: "build the API documentation and the manual, broken links denied",
        run: docs::run,
    },
    Command { name: "full", arguments: "", about: "ci, and what is too slow for every run", run: full::run },
];

/// Runs the command that the arguments name. `help`, or nothing, lists the commands.
pub(crate) fn dispatch(arguments: &[String]) -> Result {
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", help());
        return Ok(());
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        print!("{}", help());
        return Ok(());
    }
    let command = find(name)?;
    if command.arguments.is_empty() && !rest.is_empty() {
        return Err(Failure::usage(format!(
            "`{name}` takes no arguments, but was given `{}`",
            rest.join(" ")
        )));
    }
    (command.run)(&Repository::find()?, rest)
}

fn find(name: &str) -> Result<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name).ok_or_else(|| {
        let known: Vec<&str> = COMMANDS.iter().map(|command| command.name).chain(["help"]).collect();
        Failure::usage(format!("there is no command `{name}`, only {}", known.join(", ")))
    })
}

fn help() -> String {
    let mut text = String::from("Repository chores.\n\nUsage: cargo xtask <command>\n\n");
    for Command { name, arguments, about, .. } in COMMANDS {
        text.push_str(&format!("  {:<18} {about}\n", format!("{name} {arguments}")));
    }
    text.push_str(&format!("  {:<18} this list\n", "help"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_names_the_known_ones_and_ends_with_2() {
        let failure = dispatch(&["tidi".to_owned()]).unwrap_err();
        assert_eq!(failure.code, 2);
        assert_eq!(
            failure.message,
            "there is no command `tidi`, only ci, tidy, msrv, bench, layer, docs, full, help"
        );
    }

    #[test]
    fn help_has_a_line_for_every_command() {
        let help = help();
        for command in COMMANDS {
            assert!(help.contains(&format!("\n  {}", command.name)), "{help}");
        }
    }

    #[test]
    fn arguments_that_nobody_reads_are_refused() {
        let failure = dispatch(&["tidy".to_owned(), "--fix".to_owned()]).unwrap_err();
        assert_eq!(failure.code, 2);
    }
}
