//! `cargo xtask msrv`: the libraries and binaries compile with the oldest compiler that is supported.

use std::path::PathBuf;
use std::process::Command;

use crate::ci::Done;
use crate::failure::{Failure, Result};
use crate::repository::Repository;
use crate::{environment, process};

/// Fails when there is no such compiler here, as nothing would have been checked.
pub(crate) fn run(repository: &Repository, _arguments: &[String]) -> Result {
    match check(repository)? {
        Done::Ran => Ok(()),
        Done::Skipped(reason) => Err(Failure::new(reason)),
    }
}

/// Checks with the compiler that `LAMPLIGHT_MSRV_RUSTC` names, or one that rustup has.
///
/// Tests and benches are left out: what they depend on may want a newer compiler.
pub(crate) fn check(repository: &Repository) -> Result<Done> {
    let version = stated(repository)?;
    let Some(rustc) = compiler(&version)? else {
        return Ok(Done::Skipped(format!(
            "no rustc {version} here; install it with rustup, or name one in LAMPLIGHT_MSRV_RUSTC"
        )));
    };
    let mut cargo =
        process::cargo(repository, &["check", "--workspace", "--lib", "--bins", "--all-features"]);
    // A folder of its own: two compilers in one would each throw away what the other built.
    cargo.env("RUSTC", rustc).env("CARGO_TARGET_DIR", repository.target.join("msrv/target"));
    process::run(&mut cargo)?;
    Ok(Done::Ran)
}

/// The `rust-version` of the workspace: major and minor.
fn stated(repository: &Repository) -> Result<String> {
    let version = repository.packages.iter().find_map(|package| package.rust_version.as_ref());
    let version = version.ok_or_else(|| Failure::new("no package of the workspace states a rust-version"))?;
    Ok(format!("{}.{}", version.major, version.minor))
}

/// A compiler that was named has to be right; one that is looked for may be missing.
fn compiler(version: &str) -> Result<Option<PathBuf>> {
    if let Some(named) = environment::msrv_rustc().map(PathBuf::from) {
        let found = process::output(Command::new(&named).arg("--version")).unwrap_or_default();
        if is_version(&found, version) {
            return Ok(Some(named));
        }
        let found = if found.is_empty() { "does not run" } else { found.trim() };
        let named = named.display();
        return Err(Failure::new(format!(
            "LAMPLIGHT_MSRV_RUSTC is `{named}` ({found}), not rustc {version}"
        )));
    }
    let toolchains = process::output(Command::new("rustup").args(["toolchain", "list"])).unwrap_or_default();
    let Some(toolchain) = toolchain(&toolchains, version) else { return Ok(None) };
    let rustc = process::output(Command::new("rustup").args(["which", "--toolchain", toolchain, "rustc"]));
    Ok(rustc.map(|path| PathBuf::from(path.trim())))
}

/// The first of rustup's toolchains that is named after this version, such as `1.85.1-x86_64-unknown-linux-gnu`.
fn toolchain<'a>(list: &'a str, version: &str) -> Option<&'a str> {
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    names.into_iter().find(|name| {
        name.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    })
}

/// Whether `rustc --version` printed this major and minor version.
fn is_version(printed: &str, version: &str) -> bool {
    let number = printed.split_whitespace().nth(1).unwrap_or_default();
    number.strip_prefix(version).is_some_and(|rest| rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_toolchain_of_the_version_and_no_other() {
        let list =
            "stable-x86_64-unknown-linux-gnu (active, default)\n1.8-x\n1.85.1-x86_64-unknown-linux-gnu\n";
        assert_eq!(toolchain(list, "1.85"), Some("1.85.1-x86_64-unknown-linux-gnu"));
        assert_eq!(toolchain("1.850.0-x86_64\n1.95.0-x86_64\n", "1.85"), None);
    }

    #[test]
    fn a_patch_release_counts_as_the_version() {
        assert!(is_version("rustc 1.85.1 (4eb161250 2025-03-15)\n", "1.85"));
        assert!(!is_version("rustc 1.95.0 (59807616e 2026-04-14)\n", "1.85"));
        assert!(!is_version("", "1.85"));
    }
}
