//! `cargo xtask docs`: the API documentation and the manual, broken links denied.

use std::path::PathBuf;
use std::process::Command;

use crate::ci::Done;
use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

/// Builds both. Fails when the manual cannot be built here.
pub(crate) fn run(repository: &Repository, _arguments: &[String]) -> Result {
    api(repository)?;
    match manual(repository)? {
        Done::Ran => Ok(()),
        Done::Skipped(reason) => Err(Failure::new(reason)),
    }
}

/// The documentation of every library; a binary has no public API, and one of ours shares its name with a library.
pub(crate) fn api(repository: &Repository) -> Result<Done> {
    let mut cargo =
        process::cargo(repository, &["doc", "--workspace", "--lib", "--no-deps", "--all-features"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(Done::Ran)
}

/// The manual, into `site/` below the target folder.
pub(crate) fn manual(repository: &Repository) -> Result<Done> {
    let Some(program) = mkdocs(repository) else {
        let reason = "mkdocs is not installed; `.ci/run` installs it, and so does `pip install -r .ci/requirements.txt`";
        return Ok(Done::Skipped(reason.to_owned()));
    };
    let site = repository.target.join("site");
    let mut mkdocs = Command::new(program);
    // Not `--quiet`: it hides warnings from `--strict` as well.
    mkdocs.args(["build", "--strict", "--site-dir"]).arg(site);
    // Without it the theme prints an announcement that has nothing to do with this build.
    process::run(mkdocs.current_dir(&repository.root).env("NO_MKDOCS_2_WARNING", "1"))?;
    Ok(Done::Ran)
}

/// The one that `.ci/run` installed, or any on the path.
fn mkdocs(repository: &Repository) -> Option<PathBuf> {
    [repository.target.join("ci-venv/bin/mkdocs"), PathBuf::from("mkdocs")]
        .into_iter()
        .find(|program| process::output(Command::new(program).arg("--version")).is_some())
}
