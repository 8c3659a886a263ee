//! The command line of `lamplight layer`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::architecture::Architecture;

/// Make the Lambda Layer of the extension.
#[derive(Debug, Args)]
pub(crate) struct Layer {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(Build),
}

/// Build the layer's zips, check them, and write their hashes.
///
/// Run in Lamplight's repository, this builds the extension for each architecture, against a C library that every
/// runtime of Lambda has, and packs it as extensions/lamplight, which is where Lambda looks for extensions. The same
/// sources, compiler and linker give the same bytes in any folder.
///
/// It needs cargo-zigbuild and zig on the path, and a compiler with the standard library of each architecture.
///
/// A zip is written only if the binary in it is for its architecture, needs no newer C library than 2.26, and both
/// keep their limits of size; else the exit code is 7.
#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Architecture to build for [default: both, or that of --extension]
    #[arg(long, value_enum, value_name = "ARCH")]
    pub(crate) arch: Option<ArchArg>,
    /// Folder for the zips and SHA256SUMS [default: layer/ in cargo's target folder; with --extension the
    /// current folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Pack this binary and build nothing
    #[arg(long, value_name = "BIN", conflicts_with = "rustc")]
    pub(crate) extension: Option<PathBuf>,
    /// Compiler to build with [default: RUSTC, or rustc]
    #[arg(long, value_name = "PATH")]
    pub(crate) rustc: Option<PathBuf>,
    /// Print a line of JSON for each zip: the same as --output json
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ArchArg {
    #[value(name = "x86_64")]
    X86_64,
    Arm64,
    Both,
}

// === impl ArchArg ===

impl ArchArg {
    /// The architectures that are asked for.
    pub(super) const fn architectures(self) -> &'static [Architecture] {
        match self {
            Self::X86_64 => &[Architecture::X86_64],
            Self::Arm64 => &[Architecture::Arm64],
            Self::Both => &Architecture::ALL,
        }
    }
}
