//! `lamplight layer build`: the Lambda Layer of the extension, checked, and with the same bytes each time.

mod architecture;
mod arguments;
mod binary;
mod compile;
mod compiler;
mod glibc;
mod limits;
mod report;
mod sums;
mod workspace;
mod zip;

use std::fs;
use std::path::{Path, PathBuf};

use architecture::Architecture;
use arguments::{ArchArg, Build, Command};
use binary::Binary;
use compiler::Compiler;
use report::Report;
use workspace::Workspace;

pub(crate) use arguments::Layer;

use crate::args::Output;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// Where in the layer the binary is. Lambda starts what is in this folder, and an extension registers under the name
/// of its file (Lambda guide, "Extensions API").
const PATH: &str = "extensions/lamplight";

pub(crate) async fn run(context: &mut Context, arguments: Layer) -> Result<Exit> {
    let Command::Build(build) = arguments.command;
    if build.json {
        context.printer.output = Output::Json;
    }
    match &build.extension {
        Some(path) => {
            let wanted = match build.arch.map(ArchArg::architectures) {
                None => None,
                Some([one]) => Some(*one),
                Some(_) => {
                    return Err(Failure::new(Exit::Usage, "one binary cannot be for both architectures")
                        .help("run this once for each binary"));
                }
            };
            let out = build.out.unwrap_or_else(|| PathBuf::from("."));
            pack(context, path, wanted, &out)?;
            finish(&out)
        }
        None => from_sources(context, build).await,
    }
}

async fn from_sources(context: &mut Context, build: Build) -> Result<Exit> {
    let workspace = Workspace::find(&context.cargo)?;
    compile::check_linker(&context.cargo).await?;
    let compiler =
        Compiler::find(build.rustc.map_or_else(|| context.rustc.clone().into(), Into::into)).await?;
    let architectures = build.arch.unwrap_or(ArchArg::Both).architectures();
    for architecture in architectures {
        compiler.check(*architecture).await?;
    }
    let out = build.out.unwrap_or_else(|| workspace.target.join("layer"));
    for &architecture in architectures {
        let color = context.printer.terminal.color;
        let path = compile::build(&context.cargo, &workspace, &compiler, architecture, color).await?;
        pack(context, &path, Some(architecture), &out)?;
    }
    finish(&out)
}

/// Checks a binary, packs it and says what came of it. Without a wanted architecture its own is right.
fn pack(context: &mut Context, path: &Path, wanted: Option<Architecture>, out: &Path) -> Result<()> {
    let bytes = read(path)?;
    let binary = understood(&bytes, path)?;
    let wanted = wanted.unwrap_or(binary.architecture);
    refuse(path, limits::of_binary(&binary, wanted))?;
    let entry = zip::Entry { path: PATH, mode: 0o755, bytes: &bytes };
    let zip = zip::pack(&[entry]).map_err(|error| {
        Failure::new(Exit::Input, "the binary does not fit into a zip").because_of(&error)
    })?;
    refuse(path, limits::of_sizes(zip.len(), bytes.len()))?;

    let file = out.join(format!("{}{wanted}.zip", sums::PREFIX));
    fs::create_dir_all(out)
        .and_then(|()| fs::write(&file, &zip))
        .map_err(|error| cannot_write(&file, &error))?;
    let report = Report::new(wanted, &binary, file, (zip.len(), bytes.len()), sums::sha256(&zip));
    let text = match context.printer.output {
        Output::Human => report.human(context.printer.terminal.look.signs),
        Output::Json => report.json().map_err(|error| {
            Failure::new(Exit::Internal, "cannot say as JSON what was written").because_of(&error)
        })?,
    };
    context.printer.data(text.as_bytes())
}

fn finish(out: &Path) -> Result<Exit> {
    sums::write(out).map_err(|error| cannot_write(&out.join(sums::FILE), &error))?;
    Ok(Exit::Success)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        let exit = match error.kind() {
            std::io::ErrorKind::NotFound => Exit::NotFound,
            _ => Exit::Input,
        };
        Failure::new(exit, format!("cannot read {}", path.display())).because_of(&error)
    })
}

fn understood(bytes: &[u8], path: &Path) -> Result<Binary> {
    Binary::read(bytes).map_err(|problem| {
        Failure::new(Exit::Expectation, format!("{} is no executable for Lambda", path.display()))
            .because(problem)
            .help("build it for Linux, for x86_64 or arm64")
    })
}

/// A failure that names every rule that is broken, if one is.
fn refuse(path: &Path, broken: Vec<String>) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    let failure = Failure::new(Exit::Expectation, format!("{} cannot be a layer of Lambda", path.display()));
    Err(broken.into_iter().fold(failure, Failure::because))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Exit::Environment, format!("cannot write {}", path.display())).because_of(error)
}
