//! What a page names as its evidence is there: a test as `path/of/a/file.rs::name`, a script or a benchmark by its path.

use super::finding::{Finding, numbered};
use super::tree::Tree;

/// Where scripts and benchmarks are.
const FOLDERS: &[&str] = &["bench/", "e2e/"];

/// What a page names and the tree does not have.
pub(super) fn check(page: &str, tree: &Tree) -> Vec<Finding> {
    let text_of = |path: &str| tree.text(path).ok();
    let is_folder = |path: &str| tree.below(path).next().is_some();
    numbered(page)
        .flat_map(|(number, line)| {
            let problems = spans(line).filter_map(|span| problem(span, &text_of, &is_folder));
            problems.map(|problem| Finding::new(number, problem)).collect::<Vec<_>>()
        })
        .collect()
}

/// What is between backticks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

fn problem<'a>(
    span: &str,
    text_of: &impl Fn(&str) -> Option<&'a str>,
    is_folder: &impl Fn(&str) -> bool,
) -> Option<String> {
    if let Some((path, name)) = span.split_once(".rs::").filter(|(path, _)| path.contains('/')) {
        let text = text_of(&format!("{path}.rs")).unwrap_or_default();
        let has_it = text.contains(&format!("fn {name}("));
        return (!has_it).then(|| format!("there is no `{name}` in `{path}.rs`"));
    }
    let is_path = FOLDERS.iter().any(|folder| span.starts_with(folder));
    let is_one = is_path && !span.contains(['*', ' ', '{']);
    let folder = format!("{}/", span.trim_end_matches('/'));
    (is_one && text_of(span).is_none() && !is_folder(&folder)).then(|| format!("there is no `{span}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        let text_of = |path: &str| match path {
            "e2e/tests/a.rs" => Some("async fn arrives() {}"),
            "e2e/clients/run" => Some("#!/bin/sh"),
            _ => None,
        };
        let is_folder = |path: &str| path == "e2e/clients/";
        spans(line).filter_map(|span| problem(span, &text_of, &is_folder)).collect()
    }

    #[test]
    fn a_test_that_is_there_passes_and_one_that_is_not_is_found() {
        assert_eq!(found("`e2e/tests/a.rs::arrives`"), [""; 0]);
        assert_eq!(found("`e2e/tests/a.rs::arrive`"), ["there is no `arrive` in `e2e/tests/a.rs`"]);
    }

    #[test]
    fn a_file_with_tests_that_is_not_there_is_found() {
        assert_eq!(found("see `e2e/tests/b.rs::arrives`").len(), 1);
    }

    #[test]
    fn scripts_and_folders_are_found_by_their_paths() {
        assert_eq!(found("`e2e/clients/run`, `e2e/clients/` and `e2e/*/install`"), [""; 0]);
        assert_eq!(found("`e2e/clients/walk`"), ["there is no `e2e/clients/walk`"]);
    }

    #[test]
    fn paths_in_code_are_no_evidence() {
        assert_eq!(found("`lamplight::run`, `std::fs::read`, `a.rs::b`"), [""; 0]);
    }
}
