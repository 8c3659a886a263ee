//! Each feature compiles alone, and each crate compiles without the features that others switch on for it.

use std::collections::BTreeMap;

use crate::failure::{Failure, Result};
use crate::process;
use crate::repository::Repository;

use super::Done;

/// Lints every package without features, with each of them alone, and with all.
///
/// Through clippy, as `cargo check` has no way to deny warnings that keeps what was built before;
/// it costs the same. The default features in company are what the step `clippy` and the tests see.
pub(super) fn check(repository: &Repository) -> Result<Done> {
    let mut failed = Vec::new();
    for package in &repository.packages {
        for selection in selections(&package.features) {
            let mut cargo = process::cargo(repository, &["clippy", "--quiet", "--package", &package.name]);
            cargo.args(&selection).args(["--", "-D", "warnings"]);
            if process::run(&mut cargo).is_err() {
                failed.push(format!("{} {}", package.name, selection.join(" ")));
            }
        }
    }
    if failed.is_empty() { Ok(Done::Ran) } else { Err(Failure::new(failed.join("; "))) }
}

/// The arguments for each selection of features that differs from the ones before it.
fn selections(features: &BTreeMap<String, Vec<String>>) -> Vec<Vec<&str>> {
    let alone: Vec<&str> = features
        .iter()
        .filter(|(name, implied)| !(*name == "default" && implied.is_empty()))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut selections = vec![vec!["--no-default-features"]];
    selections.extend(alone.iter().map(|name| vec!["--no-default-features", "--features", name]));
    if alone.len() > 1 {
        selections.push(vec!["--all-features"]);
    }
    selections
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(list: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        list.iter().map(|(name, implied)| ((*name).to_owned(), owned(implied))).collect()
    }

    #[test]
    fn a_crate_without_features_is_checked_once() {
        assert_eq!(selections(&features(&[])), [["--no-default-features"]]);
        assert_eq!(selections(&features(&[("default", &[])])), [["--no-default-features"]]);
    }

    #[test]
    fn each_feature_is_checked_alone_and_then_all_of_them() {
        let features = features(&[("default", &["emf"]), ("emf", &[]), ("otlp", &[])]);
        let selections: Vec<String> = selections(&features).iter().map(|list| list.join(" ")).collect();
        assert_eq!(
            selections,
            [
                "--no-default-features",
                "--no-default-features --features default",
                "--no-default-features --features emf",
                "--no-default-features --features otlp",
                "--all-features",
            ]
        );
    }

    #[test]
    fn a_single_feature_is_also_all_of_them() {
        assert_eq!(selections(&features(&[("default", &[]), ("test-util", &[])])).len(), 2);
    }
}
