//! Fuzzing, as part of `cargo xtask full`: every target in `fuzz/`, where a nightly toolchain with cargo-fuzz is.

use std::process::Command;

use crate::failure::{Doing, Result};
use crate::process;
use crate::repository::Repository;

/// The targets in `fuzz/Cargo.toml`.
const TARGETS: &[&str] = &["detect", "envelopes"];

/// How long all of them take together, in minutes.
const MINUTES: usize = 20;

/// Where they start from, beside what they found before.
const SEEDS: &str = "crates/lamplight-core/tests/corpus/events";

/// Runs each target for its share of the time, or says what is skipped and why.
pub(crate) fn run(repository: &Repository) -> Result {
    if process::output(nightly(repository).args(["fuzz", "--version"])).is_none() {
        println!(
            "skipped: fuzzing of {}, since there is no nightly toolchain with cargo-fuzz",
            TARGETS.join(" and ")
        );
        return Ok(());
    }
    let seconds = MINUTES * 60 / TARGETS.len();
    for target in TARGETS {
        let found = format!("fuzz/corpus/{target}");
        let time = format!("-max_total_time={seconds}");
        let options = [&found, SEEDS, "--", &time, "-max_len=16384", "-print_final_stats=1"];
        std::fs::create_dir_all(repository.root.join(&found)).doing(format_args!("make {found}"))?;
        process::run(nightly(repository).args(["fuzz", "run", target]).args(options))?;
    }
    Ok(())
}

/// `cargo` of the nightly toolchain, whatever toolchain this runs with.
fn nightly(repository: &Repository) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).current_dir(&repository.root);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_of_the_fuzzers_is_run() {
        let manifest = include_str!("../../fuzz/Cargo.toml");
        let bins = manifest.split("[[bin]]").skip(1).filter_map(|bin| bin.split('"').nth(1));
        assert_eq!(bins.collect::<Vec<_>>(), TARGETS);
    }
}
