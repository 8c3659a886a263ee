//! The steps of `ci`, in their order: quick ones first.

use crate::failure::Result;
use crate::repository::Repository;
use crate::{docs, msrv, process, tidy};

use super::{Done, features, layer, others, readme};

/// One thing that has to hold.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) run: fn(&Repository) -> Result<Done>,
    /// Whether its failure may mean that nothing builds at all.
    pub(super) reveals_broken_build: bool,
}

pub(super) const STEPS: &[Step] = &[
    Step::new("fmt", "code is formatted", |repository| cargo(repository, &["fmt", "--all", "--check"])),
    Step::new("tidy", "the repository's own rules hold", tidy::check),
    Step {
        reveals_broken_build: true,
        ..Step::new("clippy", "no lint warns", |repository| cargo(repository, CLIPPY))
    },
    Step::new("test", "the README's test command passes", readme::test),
    Step::new("options", "what features add is tested, too", options),
    Step::new("others", "parties that are not ours take what we send, and use what we serve", others::check),
    Step::new("layer", "the layer is built for both architectures, and runs", layer::check),
    Step::new("docs", "the API documentation has no broken link", docs::api),
    Step::new("features", "each feature compiles alone", features::check),
    Step::new("msrv", "the oldest supported compiler accepts it", msrv::check),
    Step::new("manual", "the manual has no broken link", docs::manual),
    Step::new("deny", "licences, bans and sources of dependencies are in order", deny),
];

const CLIPPY: &[&str] = &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];

/// Libraries whose tests need more than the workspace's own features: those of functions stay as they are.
fn options(repository: &Repository) -> Result<Done> {
    let packages = ["core", "logger", "metrics", "metrics-derive", "otlp", "otlp-client", "tracer", "xray"];
    let packages = packages.map(|name| format!("--package=lamplight-{name}"));
    let mut arguments = vec!["test", "--all-features", "--no-fail-fast"];
    arguments.extend(packages.iter().map(String::as_str));
    process::run(&mut process::cargo(repository, &arguments))?;
    cargo(repository, &["test", "--package=lamplight-emulator", "--features=tls-backends", "--test=backends"])
}

/// Whether the tree compiles at all, whatever lints say. Cheap after clippy: dependencies are done.
pub(super) fn tree_builds(repository: &Repository) -> bool {
    cargo(repository, &["check", "--workspace", "--all-targets", "--all-features"]).is_ok()
}

/// Advisories are left to the scheduled job: they change without a change of ours, and need a network.
fn deny(repository: &Repository) -> Result<Done> {
    if process::output(&mut process::cargo(repository, &["deny", "--version"])).is_none() {
        return Ok(Done::Skipped("cargo-deny is not installed".to_owned()));
    }
    cargo(repository, &["deny", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"])
}

fn cargo(repository: &Repository, arguments: &[&str]) -> Result<Done> {
    process::run(&mut process::cargo(repository, arguments))?;
    Ok(Done::Ran)
}

// === impl Step ===

impl Step {
    const fn new(name: &'static str, about: &'static str, run: fn(&Repository) -> Result<Done>) -> Self {
        Self { name, about, run, reveals_broken_build: false }
    }
}
