//! The compiler that builds the layer.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::architecture::Architecture;
use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// A compiler, and what it says about itself.
#[derive(Clone, Debug)]
pub(super) struct Compiler {
    pub(super) path: OsString,
    /// The commit that it was built from.
    pub(super) commit: String,
    /// Where the source of its standard library is, where it is installed.
    pub(super) library_source: PathBuf,
}

// === impl Compiler ===

impl Compiler {
    /// Asks a compiler about itself.
    ///
    /// # Errors
    ///
    /// That it does not run.
    pub(super) async fn find(path: OsString) -> Result<Self> {
        let version = ask(&path, &["--version", "--verbose"]).await?;
        let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
        let commit = commit.unwrap_or("unknown").to_owned();
        let sysroot = ask(&path, &["--print", "sysroot"]).await?;
        let library_source = Path::new(sysroot.trim_end()).join("lib/rustlib/src/rust/library");
        Ok(Self { path, commit, library_source })
    }

    /// Fails unless there is a standard library for the architecture.
    pub(super) async fn check(&self, architecture: Architecture) -> Result<()> {
        let target = architecture.target();
        let folder = ask(&self.path, &["--print", "target-libdir", "--target", target]).await?;
        let has_library = std::fs::read_dir(folder.trim_end()).is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
        });
        if has_library {
            return Ok(());
        }
        Err(Failure::new(Exit::Environment, format!("cannot build for {architecture}"))
            .because(format!("{} has no standard library for {target}", self.path.to_string_lossy()))
            .help(format!("rustup target add {target}, or name a compiler that has it with --rustc PATH"))
            .help("on an x86_64 Debian machine `layers/toolchain-arm64 DIR` unpacks one: --rustc DIR/rustc"))
    }
}

async fn ask(path: &OsStr, arguments: &[&str]) -> Result<String> {
    let name = path.to_string_lossy();
    let output = Command::new(path).args(arguments).kill_on_drop(true).output().await.map_err(|error| {
        Failure::new(Exit::Environment, format!("cannot run the compiler {name}"))
            .because_of(&error)
            .help("install Rust from https://rustup.rs, or name a compiler with --rustc PATH")
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure::new(Exit::Environment, format!("the compiler {name} does not answer"))
        .because(String::from_utf8_lossy(&output.stderr)))
}
