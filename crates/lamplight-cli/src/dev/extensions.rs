//! The extensions that are to be started with a function.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// Where they are. The processes run in folders of their own, so their paths must not depend on this one.
///
/// # Errors
///
/// That one is not there, or cannot be run.
pub(super) fn executables(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    paths.iter().map(|path| executable(path)).collect()
}

fn executable(path: &Path) -> Result<PathBuf> {
    // Not `canonicalize`: an extension registers under the name of its file, also where that is a link.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let facts = std::fs::metadata(&absolute).map_err(|error| {
        Failure::new(Exit::NotFound, format!("there is no extension {}", path.display()))
            .because_of(&error)
            .help("build it first; --extension is the path of its executable")
    })?;
    let problem = match facts.is_file() {
        false => "it is not a file",
        true if facts.permissions().mode() & 0o111 == 0 => "its file may not be executed",
        true => return Ok(absolute),
    };
    Err(Failure::new(Exit::Input, format!("cannot run the extension {}", path.display()))
        .because(problem)
        .help("--extension is the path of an executable, as in a layer's extensions/ folder"))
}
