//! The programs that are measured.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where they are.
#[derive(Debug)]
pub struct Programs {
    pub extension: PathBuf,
    pub function: PathBuf,
}

/// Builds the extension in the profile of its layer, for this machine, and the function beside this program.
pub fn programs() -> Result<Programs, String> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = own.join("../..");
    cargo(&repository, &["--profile", "layer", "--package", "lamplight-extension"])?;
    cargo(&own.join(".."), &["--release", "--package", "extension", "--bin", "extension-function"])?;
    let executable = std::env::current_exe().map_err(|error| error.to_string())?;
    let extension = repository.join("target/layer/lamplight-extension");
    let extension = extension.canonicalize().map_err(|error| format!("{}: {error}", extension.display()))?;
    Ok(Programs { extension, function: executable.with_file_name("extension-function") })
}

fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let status = Command::new(cargo).args(["build", "--quiet"]).args(arguments).current_dir(folder).status();
    let status = status.map_err(|error| format!("cannot run {cargo}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{arguments:?} does not build")) }
}
