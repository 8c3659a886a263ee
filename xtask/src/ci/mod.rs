//! `cargo xtask ci`: everything that has to hold before a merge, in one run.
//!
//! A step that fails does not stop the ones after it, so that one run shows everything. Only a tree
//! that does not build ends the run early, as nothing after that could succeed.

mod features;
mod layer;
mod others;
mod readme;
mod report;
mod skips;
mod steps;

use std::time::{Duration, Instant};

use crate::environment;
use crate::failure::{Failure, Result};
use crate::repository::Repository;

use report::{Entry, Verdict};
use steps::{STEPS, Step};

/// The end of a step that did not fail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It did its work.
    Ran,
    /// It could not, for this reason.
    Skipped(String),
}

/// Runs all steps, or those that are named, in the order of the table.
pub(crate) fn run(repository: &Repository, names: &[String]) -> Result {
    let mut entries: Vec<Entry> = Vec::new();
    let mut builds = true;
    for step in chosen(names)? {
        let entry = if builds { execute(repository, step) } else { Entry::not_run(step.name) };
        if entry.verdict.is_failure() && step.reveals_broken_build {
            builds = steps::tree_builds(repository);
        }
        entries.push(entry);
    }
    print!("\n{}", report::table(&entries));
    let failed: Vec<&str> =
        entries.iter().filter(|entry| entry.verdict.is_failure()).map(|entry| entry.step).collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(format!("failed: {}", failed.join(", ")))) }
}

fn chosen(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|step| step.name == name.as_str())) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::usage(format!("there is no step `{unknown}`, only {}", known.join(", "))));
    }
    Ok(STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name)).collect())
}

fn execute(repository: &Repository, step: &Step) -> Entry {
    println!("\n== {}: {}", step.name, step.about);
    let started = now();
    let verdict = skips::judge(step.name, (step.run)(repository), environment::is_ci());
    let entry = Entry { step: step.name, verdict, took: now().saturating_duration_since(started) };
    println!("== {}", report::line(&entry));
    entry
}

#[expect(clippy::disallowed_methods, reason = "a chore tells how long it took; no test replaces its clock")]
fn now() -> Instant {
    Instant::now()
}

// === impl Entry ===

impl Entry {
    fn not_run(step: &'static str) -> Self {
        Self { step, verdict: Verdict::NotRun, took: Duration::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_in_the_order_of_the_table_whatever_order_they_are_named_in() {
        let names = ["tidy".to_owned(), "fmt".to_owned()];
        let chosen: Vec<&str> = chosen(&names).unwrap().iter().map(|step| step.name).collect();
        assert_eq!(chosen, ["fmt", "tidy"]);
    }

    #[test]
    fn an_unknown_step_names_the_known_ones() {
        let failure = chosen(&["lint".to_owned()]).err().unwrap();
        assert_eq!(failure.code, 2);
        assert_eq!(
            failure.message,
            "there is no step `lint`, only fmt, tidy, clippy, test, options, others, layer, docs, features, msrv, manual, deny"
        );
    }
}
