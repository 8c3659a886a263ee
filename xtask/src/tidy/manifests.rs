//! Manifests say once what all packages share, and list dependencies in order.

use super::finding::{Finding, line_of};
use super::manifest::{Entry, entries};

/// What every package takes from the workspace.
const SHARED: &[&str] = &["version", "edition", "rust-version", "license"];

/// The rules for a package.
pub(super) fn check_package(text: &str) -> Vec<Finding> {
    let entries = entries(text);
    let has =
        |section: &str, key: &str| entries.iter().any(|entry| entry.section == section && entry.key == key);
    let mut found = Vec::new();
    for key in SHARED.iter().filter(|key| !has("package", &format!("{key}.workspace"))) {
        found.push(Finding::new(
            line_of(text, "[package]"),
            format!("take it from the workspace: `{key}.workspace = true`"),
        ));
    }
    if !has("lints", "workspace") {
        found.push(Finding::new(1, "take the lints from the workspace: `[lints]` with `workspace = true`"));
    }
    if !has("package", "description") {
        found.push(Finding::new(line_of(text, "[package]"), "say in `description` what the package is"));
    }
    found.extend(entries.iter().filter_map(dependency));
    found.extend(unsorted(&entries, |one, other| one.section == other.section));
    found
}

/// The rules for the workspace: what is shared is sorted within each group.
pub(super) fn check_workspace(text: &str) -> Vec<Finding> {
    unsorted(&entries(text), |one, other| one.section == other.section && one.group == other.group)
}

fn dependency(entry: &Entry<'_>) -> Option<Finding> {
    if is_dependency_table(entry.section) {
        return Some(Finding::new(entry.line, format!("`[{}]`: write it on one line", entry.section)));
    }
    let inherits = entry.key.ends_with(".workspace") || entry.value.contains("workspace = true");
    (is_dependencies(entry.section) && !inherits).then(|| {
        Finding::new(entry.line, format!("`{}`: its version belongs in the workspace's manifest", entry.key))
    })
}

fn unsorted(entries: &[Entry<'_>], are_together: fn(&Entry<'_>, &Entry<'_>) -> bool) -> Vec<Finding> {
    let pairs = entries.windows(2).map(|pair| (&pair[0], &pair[1]));
    pairs
        .filter(|(before, after)| is_dependencies(before.section) && are_together(before, after))
        .filter(|(before, after)| name(before) > name(after))
        .map(|(before, after)| {
            Finding::new(
                after.line,
                format!("`{}` belongs before `{}`: sort them", name(after), name(before)),
            )
        })
        .collect()
}

fn name<'a>(entry: &Entry<'a>) -> &'a str {
    entry.key.strip_suffix(".workspace").unwrap_or(entry.key)
}

fn is_dependencies(section: &str) -> bool {
    section.ends_with("dependencies")
}

/// `[dependencies.name]`
fn is_dependency_table(section: &str) -> bool {
    section.rsplit_once('.').is_some_and(|(before, _)| is_dependencies(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
[package]
name = \"x\"
description = \"what it is\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true

[lints]
workspace = true

[dependencies]
bytes.workspace = true
tokio = { workspace = true, features = [\"rt\"] }
";

    fn messages(text: &str) -> Vec<String> {
        check_package(text).into_iter().map(|found| format!("{}: {}", found.line, found.message)).collect()
    }

    #[test]
    fn a_manifest_that_inherits_and_sorts_passes() {
        assert_eq!(messages(GOOD), [""; 0]);
    }

    #[test]
    fn a_version_of_its_own_is_found() {
        let text = GOOD.replace("version.workspace = true\nedition", "version = \"0.2.0\"\nedition");
        assert_eq!(messages(&text), ["1: take it from the workspace: `version.workspace = true`"]);
        let text = GOOD.replace("bytes.workspace = true", "bytes = \"1\"");
        assert_eq!(messages(&text), ["13: `bytes`: its version belongs in the workspace's manifest"]);
        let text = format!("{GOOD}\n[dependencies.zmij]\nversion = \"1\"\n");
        assert_eq!(messages(&text), ["17: `[dependencies.zmij]`: write it on one line"]);
    }

    #[test]
    fn dependencies_out_of_order_are_found() {
        let text = format!("{GOOD}base64.workspace = true\n");
        assert_eq!(messages(&text), ["15: `base64` belongs before `tokio`: sort them"]);
    }

    #[test]
    fn missing_lints_and_description_are_found() {
        let text = GOOD.replace("[lints]\nworkspace = true", "").replace("description", "about");
        assert_eq!(messages(&text).len(), 2);
    }

    #[test]
    fn the_workspace_sorts_within_groups() {
        let text = "[workspace.dependencies]\n# Ours\nlamplight = 1\n\n# Others\nbytes = 1\nanstyle = 1\n";
        let found = check_workspace(text);
        assert_eq!(found, [Finding::new(7, "`anstyle` belongs before `bytes`: sort them")]);
    }
}
