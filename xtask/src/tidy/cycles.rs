//! No published crate needs itself to be published first, not even through what its tests need.

use super::finding::{Finding, line_of};
use super::graph::Graph;

/// The dependencies of this package, for tests or not, that lead back to it.
pub(super) fn check(graph: &Graph, package: &str, manifest: &str) -> Vec<Finding> {
    let Some(member) = graph.member(package).filter(|member| member.is_published) else { return Vec::new() };
    let back = member.dependencies.iter().filter(|edge| reaches(graph, &edge.to, package, &mut Vec::new()));
    back.map(|edge| {
        let message =
            format!("`{package}` needs `{}`, which needs `{package}`: such a test belongs in e2e/", edge.to);
        Finding::new(line_of(manifest, &edge.to), message)
    })
    .collect()
}

fn reaches<'g>(graph: &'g Graph, from: &'g str, goal: &str, seen: &mut Vec<&'g str>) -> bool {
    if from == goal {
        return true;
    }
    let Some(member) = graph.member(from).filter(|member| member.is_published && !seen.contains(&from))
    else {
        return false;
    };
    seen.push(from);
    member.dependencies.iter().any(|edge| reaches(graph, &edge.to, goal, seen))
}

#[cfg(test)]
mod tests {
    use super::super::graph::testing::{published, with_dev};
    use super::*;

    #[test]
    fn a_test_that_needs_a_crate_above_is_found() {
        let core = with_dev(published("lamplight-core", &[]), "lamplight-testing");
        let graph = Graph {
            members: vec![
                core,
                published("lamplight-testing", &["lamplight"]),
                published("lamplight", &["lamplight-core"]),
            ],
        };
        let found = check(&graph, "lamplight-core", "");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.starts_with("`lamplight-core` needs `lamplight-testing`"));
    }

    #[test]
    fn a_test_that_needs_a_crate_beside_is_fine() {
        let cli = with_dev(published("lamplight-cli", &["lamplight-core"]), "lamplight-emulator");
        let emulator = published("lamplight-emulator", &["lamplight-core"]);
        let graph = Graph { members: vec![cli, emulator, published("lamplight-core", &[])] };
        assert_eq!(check(&graph, "lamplight-cli", ""), []);
    }
}
