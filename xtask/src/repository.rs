//! The tree that chores work on, as cargo describes it.

use std::path::PathBuf;

use cargo_metadata::{MetadataCommand, Package, TargetKind};

use crate::environment;
use crate::failure::{Doing, Result};

/// The workspace around the current folder.
pub(crate) struct Repository {
    /// The folder of the workspace's manifest.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// The workspace's packages, by name.
    pub(crate) packages: Vec<Package>,
}

// === impl Repository ===

impl Repository {
    /// Asks cargo, which needs no network for it. Fails when a manifest does not parse.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .cargo_path(environment::cargo())
            .no_deps()
            .exec()
            .doing("read the workspace with `cargo metadata`")?;
        let mut packages: Vec<Package> = metadata.workspace_packages().into_iter().cloned().collect();
        packages.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Self {
            root: metadata.workspace_root.into_std_path_buf(),
            target: metadata.target_directory.into_std_path_buf(),
            packages,
        })
    }

    /// The path as people write it: below the root, with forward slashes.
    pub(crate) fn relative(&self, path: impl Into<PathBuf>) -> String {
        let path = path.into();
        let below = path.strip_prefix(&self.root).unwrap_or(&path);
        below.to_string_lossy().replace('\\', "/")
    }
}

/// Whether the package is meant for a registry.
pub(crate) fn is_published(package: &Package) -> bool {
    package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
}

/// The source files at which the package's own crates begin; its integration tests and benches are not among them.
pub(crate) fn crate_roots(package: &Package) -> impl Iterator<Item = PathBuf> + '_ {
    let shipped = [
        TargetKind::Lib,
        TargetKind::RLib,
        TargetKind::ProcMacro,
        TargetKind::Bin,
        TargetKind::Example,
        TargetKind::CustomBuild,
    ];
    package
        .targets
        .iter()
        .filter(move |target| target.kind.iter().any(|kind| shipped.contains(kind)))
        .map(|target| target.src_path.clone().into_std_path_buf())
}
