//! The step `others`: parties that are not ours take what we send, and use what we serve.
//!
//! Each is a folder of `e2e/` with the scripts `install` and `run`. What `install` fetched is below
//! `target/others/`; without it there is nothing to run.

use std::path::Path;
use std::process::Command;

use super::Done;
use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

/// The folders of `e2e/`, and whether their `run` is given the `lamplight` command.
const PARTIES: [(&str, bool); 6] = [
    ("clients", true),
    ("deploy", false),
    ("extension", true),
    ("layers", true),
    ("otlp", false),
    ("xray", false),
];

/// Runs those that are installed, all of them even if one fails.
pub(super) fn check(repository: &Repository) -> Result<Done> {
    let target = &repository.target;
    let (installed, missing): (Vec<_>, Vec<_>) =
        PARTIES.into_iter().partition(|(name, _)| target.join("others").join(name).is_dir());
    for (name, _) in &missing {
        println!("skipped: `e2e/{name}/install target/others/{name}` has fetched nothing");
    }
    if installed.is_empty() {
        return Ok(Done::Skipped("none is installed; see e2e/*/install".to_owned()));
    }
    let results =
        installed.into_iter().map(|(name, wants_command)| run(repository, target, name, wants_command));
    let failed: Vec<String> = results.filter_map(Result::err).map(|failure| failure.message).collect();
    if failed.is_empty() { Ok(Done::Ran) } else { Err(Failure::new(failed.join("; "))) }
}

fn run(repository: &Repository, target: &Path, name: &str, wants_command: bool) -> Result {
    let mut command = Command::new(repository.root.join("e2e").join(name).join("run"));
    if wants_command {
        process::run(&mut process::cargo(repository, &["build", "--quiet", "--package", "lamplight-cli"]))?;
        command.arg(target.join("debug/lamplight"));
    }
    process::run(command.arg(target.join("others").join(name)).current_dir(&repository.root))
}
