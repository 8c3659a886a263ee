//! What is to be run: a function of the workspace, or an executable.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::args::Dev;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::project::{self, Binary};
use crate::{compile, event_files};

/// What is to be run, and under which name.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) name: String,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Workspace(Binary),
    Executable { path: PathBuf, arguments: Vec<OsString> },
}

// === impl Subject ===

impl Subject {
    /// # Errors
    ///
    /// That there is no such function or executable.
    pub(super) fn of(context: &Context, arguments: &Dev) -> Result<Self> {
        let given = match (&arguments.bin_path, arguments.command.split_first()) {
            (Some(path), _) => Some((path.clone(), Vec::new())),
            (None, Some((path, rest))) => Some((PathBuf::from(path), rest.to_vec())),
            (None, None) => None,
        };
        let Some((path, rest)) = given else {
            let binary = project::find(&context.cargo, arguments.function.as_deref())?;
            return Ok(Self { name: binary.name.clone(), source: Source::Workspace(binary) });
        };
        let path = absolute(&path)?;
        let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = arguments.function.clone().unwrap_or_else(stem);
        Ok(Self { name, source: Source::Executable { path, arguments: rest } })
    }

    /// Builds what has to be built.
    ///
    /// # Errors
    ///
    /// That it cannot be built.
    pub(super) async fn executable(&self, context: &Context, release: bool) -> Result<PathBuf> {
        match &self.source {
            Source::Workspace(binary) => {
                compile::build(&context.cargo, binary, release, context.printer.terminal.color).await
            }
            Source::Executable { path, .. } => Ok(path.clone()),
        }
    }

    pub(super) fn arguments(&self) -> &[OsString] {
        match &self.source {
            Source::Workspace(_) => &[],
            Source::Executable { arguments, .. } => arguments,
        }
    }

    /// The folder of example events: of the package, or where the command is run.
    pub(super) fn events_folder(&self) -> PathBuf {
        match &self.source {
            Source::Workspace(binary) => binary.folder.join("events"),
            Source::Executable { .. } => PathBuf::from("events"),
        }
    }

    /// An event to try, as it may be named in the shell.
    pub(super) fn sample_event(&self) -> Option<PathBuf> {
        let sample = event_files::sample(&self.events_folder())?;
        let here = std::env::current_dir().unwrap_or_default();
        Some(sample.strip_prefix(&here).map(Path::to_owned).unwrap_or(sample))
    }
}

/// The function runs in a folder of its own, so the path must not depend on this one.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::fs::canonicalize(path).map_err(|error| {
        Failure::new(Exit::NotFound, format!("there is no executable {}", path.display()))
            .because_of(&error)
            .help("build it first; or leave the path out, to build and run a function of this workspace")
    })
}
