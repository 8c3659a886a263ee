//! Which package depends on which, as `cargo metadata` tells it.

use cargo_metadata::{DependencyKind, Package};

use crate::repository;

/// The packages of the workspace and what they depend on.
#[derive(Default)]
pub(super) struct Graph {
    pub(super) members: Vec<Member>,
}

/// A package of the workspace.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) is_published: bool,
    pub(super) dependencies: Vec<Edge>,
}

/// A dependency of a package, ours or foreign.
pub(super) struct Edge {
    pub(super) to: String,
    pub(super) is_dev: bool,
    pub(super) is_optional: bool,
    /// The features that switch it on.
    pub(super) features: Vec<String>,
}

// === impl Graph ===

impl Graph {
    pub(super) fn of(packages: &[Package]) -> Self {
        Self { members: packages.iter().map(Member::of).collect() }
    }

    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// What the package needs when it is built for use, not for its own tests.
    pub(super) fn built_with(&self, name: &str) -> impl Iterator<Item = &Edge> {
        let dependencies = self.member(name).into_iter().flat_map(|member| &member.dependencies);
        dependencies.filter(|edge| !edge.is_dev)
    }
}

// === impl Member ===

impl Member {
    fn of(package: &Package) -> Self {
        let edge = |dependency: &cargo_metadata::Dependency| {
            let switch = format!("dep:{}", dependency.rename.as_ref().unwrap_or(&dependency.name));
            let switching = package.features.iter().filter(|(_, implied)| implied.contains(&switch));
            Edge {
                to: dependency.name.clone(),
                is_dev: dependency.kind == DependencyKind::Development,
                is_optional: dependency.optional,
                features: switching.map(|(feature, _)| feature.clone()).collect(),
            }
        };
        Self {
            name: package.name.clone(),
            is_published: repository::is_published(package),
            dependencies: package.dependencies.iter().map(edge).collect(),
        }
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! Small graphs for the tests of the rules.

    use super::*;

    /// A published package with plain dependencies.
    pub(in crate::tidy) fn published(name: &str, dependencies: &[&str]) -> Member {
        let edge = |to: &&str| Edge {
            to: (*to).to_owned(),
            is_dev: false,
            is_optional: false,
            features: Vec::new(),
        };
        Member {
            name: name.to_owned(),
            is_published: true,
            dependencies: dependencies.iter().map(edge).collect(),
        }
    }

    /// The same, with one more that only its tests need.
    pub(in crate::tidy) fn with_dev(mut member: Member, dependency: &str) -> Member {
        member.dependencies.push(Edge {
            to: dependency.to_owned(),
            is_dev: true,
            is_optional: false,
            features: Vec::new(),
        });
        member
    }

    /// The same, with one more behind a feature.
    pub(in crate::tidy) fn with_optional(mut member: Member, dependency: &str, feature: &str) -> Member {
        member.dependencies.push(Edge {
            to: dependency.to_owned(),
            is_dev: false,
            is_optional: true,
            features: vec![feature.to_owned()],
        });
        member
    }

    /// The same, never to be published.
    pub(in crate::tidy) fn private(mut member: Member) -> Member {
        member.is_published = false;
        member
    }
}
