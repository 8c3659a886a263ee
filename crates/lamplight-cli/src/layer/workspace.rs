//! Where the extension is built, and which paths of this machine must not end up in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::{Metadata, MetadataCommand};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::project::cannot_read_workspace;

/// The package that is built, and its binary.
pub(super) const PACKAGE: &str = "lamplight-extension";

/// What is known of the workspace around the current folder.
#[derive(Debug)]
pub(super) struct Workspace {
    root: PathBuf,
    /// Where cargo builds.
    pub(super) target: PathBuf,
    /// The folders that packages of others are in.
    dependencies: BTreeSet<PathBuf>,
}

// === impl Workspace ===

impl Workspace {
    /// Asks cargo.
    ///
    /// # Errors
    ///
    /// That cargo is missing, that there is no workspace, or that it has no extension.
    pub(super) fn find(cargo: &str) -> Result<Self> {
        let metadata = MetadataCommand::new()
            .cargo_path(cargo)
            .other_options(["--locked".to_owned()])
            .exec()
            .map_err(|error| cannot_read_workspace(cargo, &error))?;
        if !metadata.workspace_packages().iter().any(|package| package.name == PACKAGE) {
            return Err(Failure::new(Exit::NotFound, format!("there is no {PACKAGE} in this workspace"))
                .because("the layer is built in Lamplight's own repository")
                .help("run this there, or give a binary that is built with --extension BIN"));
        }
        Ok(Self::of(&metadata))
    }

    fn of(metadata: &Metadata) -> Self {
        let others = metadata.packages.iter().filter(|package| package.source.is_some());
        let folders = others.filter_map(|package| package.manifest_path.parent()?.parent());
        Self {
            root: metadata.workspace_root.clone().into(),
            target: metadata.target_directory.clone().into(),
            dependencies: folders.map(PathBuf::from).collect(),
        }
    }

    /// Arguments for the compiler that replace this machine's paths, in which panics name their place, with paths
    /// that are the same everywhere. The last that fits counts.
    pub(super) fn remaps(&self, target: &Path, compiler: &super::compiler::Compiler) -> Vec<String> {
        let mut remaps = vec![(self.root.as_path(), "/lamplight".to_owned()), (target, "/target".to_owned())];
        remaps.extend(self.dependencies.iter().map(|folder| (folder.as_path(), "/deps".to_owned())));
        // Its library names the compiler's commit, unless the machine has the library's source as well.
        remaps.push((&compiler.library_source, format!("/rustc/{}/library", compiler.commit)));
        remaps.into_iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
    }
}
