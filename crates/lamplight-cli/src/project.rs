//! The functions of a Cargo workspace.

use std::path::PathBuf;

use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::nearest::nearest;

/// A binary of a workspace member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    /// The binary's name, which is the function's.
    pub(crate) name: String,
    pub(crate) package: String,
    /// The folder of the package.
    pub(crate) folder: PathBuf,
}

/// Finds a function of the workspace that this folder belongs to: the one that is named, or else the default
/// of the workspace, or else the only one there is.
///
/// # Errors
///
/// That cargo is missing, that there is no workspace, or that there is no such function.
pub(crate) fn find(cargo: &str, function: Option<&str>) -> Result<Binary> {
    let metadata = MetadataCommand::new()
        .cargo_path(cargo)
        .no_deps()
        .exec()
        .map_err(|error| cannot_read_workspace(cargo, &error))?;
    choose(&binaries(&metadata), function, default_function(&metadata).as_deref())
}

fn choose(binaries: &[Binary], function: Option<&str>, default: Option<&str>) -> Result<Binary> {
    let named = |name: &str| binaries.iter().find(|binary| binary.name == name).cloned();
    match (function, default, binaries) {
        (Some(name), ..) => named(name).ok_or_else(|| no_such_function(name, binaries)),
        (None, Some(name), _) => named(name).ok_or_else(|| {
            no_such_function(name, binaries)
                .because("it is the `default` of [workspace.metadata.lamplight] in Cargo.toml")
        }),
        (None, None, [only]) => Ok(only.clone()),
        (None, None, []) => Err(Failure::new(Exit::NotFound, "the workspace has no function to run")
            .because("none of its packages has a binary")
            .help("give an executable with --bin-path PATH")),
        (None, None, _) => Err(Failure::new(Exit::Usage, "which function is meant is not clear")
            .because(format!("the workspace has several binaries: {}", names(binaries)))
            .help(
                "name one of them, or name the one to run by default in Cargo.toml: \
                 [workspace.metadata.lamplight] default = \"NAME\"",
            )),
    }
}

fn no_such_function(name: &str, binaries: &[Binary]) -> Failure {
    let failure = Failure::new(Exit::NotFound, format!("there is no function named {name:?}"))
        .because(format!("the binaries of the workspace are: {}", names(binaries)));
    match nearest(name, binaries.iter().map(|binary| binary.name.as_str())) {
        Some(nearest) => failure.help(format!("did you mean {nearest:?}?")),
        None => failure.help("name one of them, or give an executable with --bin-path PATH"),
    }
}

fn names(binaries: &[Binary]) -> String {
    let mut names: Vec<_> = binaries.iter().map(|binary| binary.name.as_str()).collect();
    names.sort_unstable();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn binaries(metadata: &Metadata) -> Vec<Binary> {
    let members = metadata.workspace_packages();
    members.into_iter().flat_map(binaries_of).collect()
}

fn binaries_of(package: &Package) -> impl Iterator<Item = Binary> {
    package.targets.iter().filter(|target| target.is_bin()).map(|target| Binary {
        name: target.name.clone(),
        package: package.name.clone(),
        folder: package.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
    })
}

fn default_function(metadata: &Metadata) -> Option<String> {
    metadata.workspace_metadata.get("lamplight")?.get("default")?.as_str().map(str::to_owned)
}

/// What cargo says of a workspace that it cannot describe.
pub(crate) fn cannot_read_workspace(cargo: &str, error: &cargo_metadata::Error) -> Failure {
    match error {
        cargo_metadata::Error::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
            cargo_missing(cargo)
        }
        cargo_metadata::Error::CargoMetadata { stderr } if stderr.contains("could not find `Cargo.toml`") => {
            Failure::new(Exit::NotFound, "there is no Cargo workspace here")
                .because(first_line(stderr))
                .help("run this in a folder of a Cargo workspace, or give an executable with --bin-path PATH")
        }
        cargo_metadata::Error::CargoMetadata { stderr } => {
            Failure::new(Exit::Input, "cargo cannot read the workspace").because(stderr.trim())
        }
        other => Failure::new(Exit::Internal, "cannot ask cargo about the workspace").because_of(other),
    }
}

/// Cargo itself cannot be started.
pub(crate) fn cargo_missing(cargo: &str) -> Failure {
    Failure::new(Exit::Environment, format!("cannot run {cargo}"))
        .because("there is no such program")
        .help("install Rust from https://rustup.rs, or name cargo in the environment variable CARGO")
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default().trim_start_matches("error: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(name: &str) -> Binary {
        Binary { name: name.into(), package: name.into(), folder: PathBuf::new() }
    }

    fn chosen(
        names: &[&str],
        function: Option<&str>,
        default: Option<&str>,
    ) -> Result<String, (Exit, String)> {
        let binaries: Vec<_> = names.iter().map(|name| binary(name)).collect();
        choose(&binaries, function, default).map(|binary| binary.name).map_err(|failure| {
            (failure.exit, anstream::adapter::strip_str(&failure.render(None)).to_string())
        })
    }

    #[test]
    fn a_name_beats_the_default_and_the_default_beats_the_only_one() {
        assert_eq!(chosen(&["api", "orders"], Some("api"), Some("orders")), Ok("api".into()));
        assert_eq!(chosen(&["api", "orders"], None, Some("orders")), Ok("orders".into()));
        assert_eq!(chosen(&["api"], None, None), Ok("api".into()));
    }

    #[test]
    fn a_name_that_is_not_there_brings_up_the_nearest() {
        let (exit, shown) = chosen(&["orders", "api"], Some("oders"), None).expect_err("no such function");
        assert_eq!(exit, Exit::NotFound);
        insta::assert_snapshot!(shown, @r#"
        error: there is no function named "oders"
        cause: the binaries of the workspace are: api, orders
        help: did you mean "orders"?
        "#);
    }

    #[test]
    fn a_default_that_is_not_there_says_where_it_stands() {
        let (exit, shown) = chosen(&["api"], None, Some("orders")).expect_err("no such function");
        assert_eq!(exit, Exit::NotFound);
        assert!(shown.contains("[workspace.metadata.lamplight]"), "{shown}");
    }

    #[test]
    fn several_without_a_default_need_a_name() {
        let (exit, shown) = chosen(&["worker", "api"], None, None).expect_err("not clear");
        assert_eq!(exit, Exit::Usage);
        assert!(shown.contains("api, worker"), "{shown}");
        assert_eq!(chosen(&[], None, None).expect_err("nothing").0, Exit::NotFound);
    }
}
