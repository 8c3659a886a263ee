//! Which crate of the workspace may import which; crates that are yet to be written are in the table.
//!
//! The table is the design: a line here changes only with a reason in `docs/decisions/`. What a package needs for its
//! own tests is not an import; see `cycles` for the one limit there.

use super::finding::{Finding, line_of};
use super::graph::{Edge, Graph};

/// Names are without the prefix `lamplight-`. `logger`, `metrics` and `tracer` never import each other:
/// they meet in the invocation scope and in the facade.
const TABLE: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("records", &["core"]),
    ("invocation", &["core"]),
    ("logger", &["core", "invocation"]),
    ("metrics", &["core", "invocation", "metrics-derive"]),
    ("metrics-derive", &[]),
    ("tracer", &["core", "invocation"]),
    ("xray", &["core"]),
    ("otlp", &["core", "metrics", "otlp-client"]),
    ("otlp-client", &["core"]),
    ("events", &["core", "invocation"]),
    ("lamplight", &["core", "invocation", "logger", "metrics", "tracer", "xray", "otlp", "events"]),
    ("testing", &["core", "records", "events", "lamplight", "emulator"]),
    ("extension", &["core", "records", "otlp-client"]),
    ("emulator", &["core", "records"]),
    ("store", &["core", "records"]),
    ("console", &["core", "records", "store"]),
    ("cli", &["core", "records", "emulator", "store", "console", "events"]),
    ("xtask", &[]),
];

/// Imports that are allowed only as optional dependencies: the importer, the import, the feature.
const BEHIND_FEATURES: &[(&str, &str, &str)] = &[
    ("otlp", "metrics", "metrics"),
    ("metrics", "metrics-derive", "derive"),
    ("events", "invocation", "batch"),
    ("testing", "emulator", "emulator"),
];

/// What the package may import, or nothing if the table does not have it: examples and whole-system
/// tests, which may import everything that is published.
pub(super) fn allowed(package: &str) -> Option<&'static [&'static str]> {
    TABLE.iter().find(|(name, _)| *name == short(package)).map(|(_, imports)| *imports)
}

/// The name without the prefix that all of ours share.
pub(super) fn short(package: &str) -> &str {
    package.strip_prefix("lamplight-").unwrap_or(package)
}

/// Every import of this package that the table does not have.
pub(super) fn check(graph: &Graph, package: &str, manifest: &str) -> Vec<Finding> {
    let Some(member) = graph.member(package) else { return Vec::new() };
    let Some(allowed) = allowed(package) else {
        return if member.is_published {
            vec![missing(package)]
        } else {
            of_private(graph, package, manifest)
        };
    };
    let ours = graph.built_with(package).filter(|edge| graph.member(&edge.to).is_some());
    ours.filter_map(|edge| {
        let problem = if !allowed.contains(&short(&edge.to)) {
            Some(format!("`{package}` may not import `{}`, only {}", edge.to, list(allowed)))
        } else {
            feature_missing(package, edge)
        };
        problem.map(|problem| Finding::new(line_of(manifest, &edge.to), problem))
    })
    .collect()
}

fn missing(package: &str) -> Finding {
    Finding::new(1, format!("`{package}` is not in the table of xtask/src/tidy/imports.rs"))
}

fn of_private(graph: &Graph, package: &str, manifest: &str) -> Vec<Finding> {
    let private = graph.built_with(package).filter(|edge| {
        let member = graph.member(&edge.to);
        member.is_some_and(|member| !member.is_published)
    });
    private
        .map(|edge| {
            let message = format!("`{package}` may import only what is published, not `{}`", edge.to);
            Finding::new(line_of(manifest, &edge.to), message)
        })
        .collect()
}

fn feature_missing(package: &str, edge: &Edge) -> Option<String> {
    let behind = |entry: &&(&str, &str, &str)| entry.0 == short(package) && entry.1 == short(&edge.to);
    let (_, _, feature) = BEHIND_FEATURES.iter().find(behind)?;
    let is_behind = edge.is_optional && edge.features.iter().any(|switch| switch == feature);
    (!is_behind).then(|| format!("`{package}` may import `{}` only behind its feature `{feature}`", edge.to))
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "nothing of ours".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::super::graph::testing::{private, published, with_dev, with_optional};
    use super::*;

    const MANIFEST: &str =
        "[dependencies]\nlamplight-core.workspace = true\nlamplight-metrics.workspace = true\n";

    fn messages(found: Vec<Finding>) -> Vec<String> {
        found.into_iter().map(|finding| format!("{}: {}", finding.line, finding.message)).collect()
    }

    #[test]
    fn an_import_that_the_table_lacks_is_found_at_its_line() {
        let logger = published("lamplight-logger", &["lamplight-core", "lamplight-metrics", "serde"]);
        let members = vec![published("lamplight-core", &[]), published("lamplight-metrics", &[]), logger];
        assert_eq!(
            messages(check(&Graph { members }, "lamplight-logger", MANIFEST)),
            ["3: `lamplight-logger` may not import `lamplight-metrics`, only core, invocation"]
        );
    }

    #[test]
    fn what_only_tests_need_is_no_import() {
        let records = with_dev(published("lamplight-records", &[]), "lamplight-emulator");
        let members = vec![published("lamplight-emulator", &[]), records];
        assert_eq!(check(&Graph { members }, "lamplight-records", ""), []);
    }

    #[test]
    fn some_imports_are_allowed_only_behind_their_feature() {
        let plain = published("lamplight-otlp", &["lamplight-metrics"]);
        let members = vec![published("lamplight-metrics", &[]), plain];
        assert_eq!(
            messages(check(&Graph { members }, "lamplight-otlp", MANIFEST)),
            ["3: `lamplight-otlp` may import `lamplight-metrics` only behind its feature `metrics`"]
        );
        let behind = with_optional(published("lamplight-otlp", &[]), "lamplight-metrics", "metrics");
        let members = vec![published("lamplight-metrics", &[]), behind];
        assert_eq!(check(&Graph { members }, "lamplight-otlp", MANIFEST), []);
    }

    #[test]
    fn a_published_crate_has_to_be_in_the_table() {
        let members = vec![published("lamplight-extras", &[])];
        assert_eq!(check(&Graph { members }, "lamplight-extras", "").len(), 1);
    }

    #[test]
    fn an_example_may_import_what_is_published_and_nothing_else() {
        let example = private(published("orders", &["lamplight", "xtask"]));
        let members = vec![published("lamplight", &[]), private(published("xtask", &[])), example];
        assert_eq!(
            messages(check(&Graph { members }, "orders", "")),
            ["1: `orders` may import only what is published, not `xtask`"]
        );
    }

    #[test]
    fn every_import_in_the_table_is_itself_in_the_table() {
        for (name, imports) in TABLE {
            for import in *imports {
                assert!(allowed(import).is_some(), "{name} -> {import}");
            }
        }
        for (name, import, _) in BEHIND_FEATURES {
            assert!(allowed(name).unwrap().contains(import), "{name} -> {import}");
        }
    }
}
