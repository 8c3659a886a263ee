//! Fuzzing, as part of `cargo xtask full`: every target in `fuzz/`, where a nightly toolchain with cargo-fuzz is.

use std::process::Command;

use crate::failure::{Doing, Result};
use crate::process;
use crate::repository::Repository;

/// The targets in `fuzz/Cargo.toml`, and where they start from beside what they found before.
const TARGETS: &[(&str, Option<&str>)] = &[
    ("detect", Some(EVENTS)),
    ("envelopes", Some(EVENTS)),
    ("log_line", None),
    ("metrics", None),
    ("xray_documents", None),
];

const EVENTS: &str = "crates/lamplight-core/tests/corpus/events";

/// How long each of them takes.
const MINUTES: usize = 10;

/// Runs each target for its share of the time, or says what is skipped and why.
pub(crate) fn run(repository: &Repository) -> Result {
    if process::output(nightly(repository).args(["fuzz", "--version"])).is_none() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        println!("skipped: there is no nightly toolchain with cargo-fuzz for {}", names.join(", "));
        return Ok(());
    }
    for (target, seeds) in TARGETS {
        let found = format!("fuzz/corpus/{target}");
        let time = format!("-max_total_time={}", MINUTES * 60);
        let corpora = [Some(&*found), *seeds].into_iter().flatten();
        let options = corpora.chain(["--", &time, "-max_len=16384", "-print_final_stats=1"]);
        std::fs::create_dir_all(repository.root.join(&found)).doing(format_args!("make {found}"))?;
        let mut fuzz = nightly(repository);
        // What a test makes live as long as the process would be taken for a leak.
        fuzz.env("ASAN_OPTIONS", "detect_leaks=0");
        process::run(fuzz.args(["fuzz", "run", target]).args(options))?;
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
        assert!(bins.eq(TARGETS.iter().map(|(name, _)| *name)), "{TARGETS:?}");
    }
}
