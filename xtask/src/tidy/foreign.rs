//! Which crates may depend on which foreign ones, so that one family's new version stays in its corner.
//!
//! What a package needs for its own tests is free, and so are packages that are never published.

use super::finding::{Finding, line_of};
use super::graph::Graph;
use super::imports::short;

/// A family of crates by the beginning of their names, the only crates of ours that may depend on it, and why.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("lambda_runtime", &["invocation", "lamplight"], "only they meet the runtime"),
    ("opentelemetry", &["tracer", "xray", "otlp"], "its minors break, and must not break anything else"),
    (
        "tracing-opentelemetry",
        &["tracer", "xray", "otlp"],
        "its minors break, and must not break anything else",
    ),
];

/// A crate of ours, a family that it may never depend on, and why.
const NEVER_IN: &[(&str, &str, &str)] = &[
    ("core", "tokio", "the vocabulary has no async runtime"),
    ("records", "tokio", "readers turn bytes into records and do nothing else"),
];

/// Every foreign dependency of this package that is not for it.
pub(super) fn check(graph: &Graph, package: &str, manifest: &str) -> Vec<Finding> {
    if graph.member(package).is_none_or(|member| !member.is_published) {
        return Vec::new();
    }
    let edges = graph.built_with(package);
    edges
        .filter_map(|edge| {
            let why = reason_against(short(package), &edge.to)?;
            let message = format!("`{package}` may not depend on `{}`: {why}", edge.to);
            Some(Finding::new(line_of(manifest, &edge.to), message))
        })
        .collect()
}

fn reason_against(package: &str, dependency: &str) -> Option<String> {
    let only = ONLY_IN
        .iter()
        .find(|(family, crates, _)| dependency.starts_with(family) && !crates.contains(&package));
    let never = NEVER_IN.iter().find(|(name, family, _)| *name == package && dependency.starts_with(family));
    only.map(|(_, crates, why)| format!("only {} may, as {why}", crates.join(", ")))
        .or_else(|| never.map(|(_, _, why)| (*why).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::graph::testing::{private, published, with_dev};
    use super::*;

    fn found(members: Vec<super::super::graph::Member>, package: &str) -> Vec<String> {
        check(&Graph { members }, package, "").into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn the_runtime_belongs_to_invocation_and_the_facade() {
        let dependencies = &["lambda_runtime"];
        assert_eq!(found(vec![published("lamplight", dependencies)], "lamplight"), [""; 0]);
        assert_eq!(
            found(vec![published("lamplight-logger", dependencies)], "lamplight-logger"),
            [
                "`lamplight-logger` may not depend on `lambda_runtime`: only invocation, lamplight may, as only they meet the runtime"
            ]
        );
    }

    #[test]
    fn the_whole_opentelemetry_family_belongs_to_three_crates() {
        let dependencies = &["opentelemetry_sdk", "tracing-opentelemetry"];
        assert_eq!(found(vec![published("lamplight-tracer", dependencies)], "lamplight-tracer").len(), 0);
        assert_eq!(found(vec![published("lamplight-metrics", dependencies)], "lamplight-metrics").len(), 2);
    }

    #[test]
    fn core_has_no_async_runtime() {
        assert_eq!(
            found(vec![published("lamplight-core", &["tokio-util"])], "lamplight-core"),
            ["`lamplight-core` may not depend on `tokio-util`: the vocabulary has no async runtime"]
        );
    }

    #[test]
    fn tests_and_examples_may_use_anything() {
        let member = with_dev(published("lamplight-logger", &[]), "lambda_runtime");
        assert_eq!(found(vec![member], "lamplight-logger").len(), 0);
        assert_eq!(found(vec![private(published("e2e", &["lambda_runtime"]))], "e2e").len(), 0);
    }
}
