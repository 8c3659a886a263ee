//! Every environment variable of ours that code names is documented: where users look, or where contributors do.

use super::finding::{Finding, numbered};

/// The page that users look in.
pub(super) const REFERENCE: &str = "docs/manual/reference/environment.md";
const PREFIX: &str = "LAMPLIGHT_";

/// Where a variable has to be documented.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// The reference page: a user may set it.
    Reference,
    /// A page for contributors: it only matters when building or testing this repository.
    Contributing,
}

/// Where the variables of a file have to be documented; nowhere if it is no code, or code of tests.
pub(super) fn documented_in(path: &str) -> Option<Page> {
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    if is_test || path == file!() {
        return None;
    }
    let is_users = path.starts_with("crates/") || path.starts_with("examples/");
    let is_chore = path.starts_with("xtask/") || path.starts_with(".ci/") || path.starts_with(".github/");
    match () {
        () if is_users && path.ends_with(".rs") => Some(Page::Reference),
        () if is_chore => Some(Page::Contributing),
        () => None,
    }
}

/// Every variable in the code, up to its unit tests, that the page does not name in backticks.
pub(super) fn check(code: &str, page: &str) -> Vec<Finding> {
    let lines = numbered(code).take_while(|(_, line)| line.trim() != "#[cfg(test)]");
    let named = lines.flat_map(|(number, line)| names(line).map(move |name| (number, name)));
    named
        .filter(|(_, name)| !page.contains(&format!("`{name}`")))
        .map(|(number, name)| Finding::new(number, format!("`{name}` is not documented; users look in {REFERENCE}, contributors in docs/contributing/")))
        .collect()
}

/// The names of ours in a line; what ends as the prefix does is the beginning of names, and none.
fn names(line: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    line.match_indices(PREFIX).filter_map(move |(start, _)| {
        let is_start = !line[..start].ends_with(is_part);
        let rest = &line[start..];
        let name = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        (is_start && !name.ends_with('_')).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_the_page_does_not_name_is_found() {
        let code = "let a = \"LAMPLIGHT_LOG_LEVEL\";\nlet b = \"LAMPLIGHT_SOCKET\";\n";
        let found = check(code, "| `LAMPLIGHT_LOG_LEVEL` | the level |");
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn the_prefix_other_names_and_unit_tests_do_not_count() {
        let code = "// all `LAMPLIGHT_*`\nMY_LAMPLIGHT_X\n#[cfg(test)]\n(\"LAMPLIGHT_NO_SUCH\", \"1\")\n";
        assert_eq!(check(code, ""), []);
    }

    #[test]
    fn users_and_contributors_look_in_different_places() {
        assert_eq!(documented_in("crates/lamplight-core/src/variable.rs"), Some(Page::Reference));
        assert_eq!(documented_in("xtask/src/msrv.rs"), Some(Page::Contributing));
        assert_eq!(documented_in(".ci/run"), Some(Page::Contributing));
        assert_eq!(documented_in("crates/lamplight-core/src/settings/tests.rs"), None);
        assert_eq!(documented_in("docs/index.md"), None);
    }

    #[test]
    fn the_reference_page_says_of_each_variable_what_its_code_says() {
        let tables = lamplight_core::variable::reference();
        let page = include_str!("../../../docs/manual/reference/environment.md");
        assert!(page.contains(&tables), "the tables of {REFERENCE} have to be:\n{tables}");
    }
}
