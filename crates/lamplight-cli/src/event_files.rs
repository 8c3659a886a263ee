//! Example events: files of JSON, and how the function should answer each.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::outcome::Expected;
use crate::payload;

/// How the file of an event ends that the function should answer with an error.
const ERROR_SUFFIX: &str = ".error.json";

/// An event to fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EventFile {
    pub(crate) name: String,
    pub(crate) payload: Bytes,
    pub(crate) expected: Expected,
}

/// Every `*.json` of a folder, in the order of their names, byte by byte.
///
/// # Errors
///
/// That there is no such folder or nothing in it, or that a file cannot be read or is not JSON.
pub(crate) fn in_folder(function: &str, folder: &Path) -> Result<Vec<EventFile>> {
    let help = format!(
        "put example events into {}/ as files named *.json, or give one with --event FILE",
        folder.display()
    );
    let paths = json_files(folder).map_err(|error| {
        Failure::new(Exit::Input, format!("{function} has no example events to fire"))
            .because(format!("cannot read the folder {}", folder.display()))
            .because_of(&error)
            .help(help.clone())
    })?;
    if paths.is_empty() {
        return Err(Failure::new(Exit::Input, format!("{function} has no example events to fire"))
            .because(format!("the folder {} holds no file named *.json", folder.display()))
            .help(help));
    }
    paths.iter().map(|path| EventFile::read(path, file_name(path))).collect()
}

/// The files that were named on the command line, in that order.
///
/// # Errors
///
/// That a file does not exist, cannot be read or is not JSON.
pub(crate) fn given(paths: &[PathBuf]) -> Result<Vec<EventFile>> {
    paths.iter().map(|path| EventFile::read(path, path.display().to_string())).collect()
}

/// A file of the folder to try in an example; the first that the function should answer well.
pub(crate) fn sample(folder: &Path) -> Option<PathBuf> {
    json_files(folder).ok()?.into_iter().find(|path| expected(&file_name(path)) == Expected::Success)
}

// === impl EventFile ===

impl EventFile {
    fn read(path: &Path, name: String) -> Result<Self> {
        let payload = read(path)?;
        payload::check(&format!("the event {}", path.display()), &payload)?;
        Ok(Self { expected: expected(&name), payload: payload.into(), name })
    }
}

/// Reads a file that holds an event.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        let missing = error.kind() == ErrorKind::NotFound;
        let exit = if missing { Exit::NotFound } else { Exit::Input };
        Failure::new(exit, format!("cannot read the event {}", path.display()))
            .because_of(&error)
            .help("give the path of a file that holds one JSON value")
    })
}

fn expected(name: &str) -> Expected {
    if name.ends_with(ERROR_SUFFIX) { Expected::Error } else { Expected::Success }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn json_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        folder
    }

    #[test]
    fn takes_the_json_files_of_a_folder_by_name() {
        let folder =
            folder(&[("2-b.error.json", "2"), ("1-a.json", "1"), ("notes.md", "#"), ("x.json.bak", "")]);
        let events = in_folder("orders", folder.path()).expect("two events");
        let told: Vec<_> = events.iter().map(|event| (event.name.as_str(), event.expected)).collect();
        assert_eq!(told, [("1-a.json", Expected::Success), ("2-b.error.json", Expected::Error)]);
        assert_eq!(sample(folder.path()), Some(folder.path().join("1-a.json")));
    }

    #[test]
    fn a_folder_without_events_is_an_error_that_says_where_to_put_them() {
        let folder = folder(&[("notes.md", "#")]);
        for folder in [folder.path().to_owned(), folder.path().join("nowhere")] {
            let failure = in_folder("orders", &folder).expect_err("no events");
            assert_eq!(failure.exit, Exit::Input);
            assert!(failure.render(None).contains(&format!("put example events into {}/", folder.display())));
        }
    }

    #[test]
    fn a_file_that_is_not_json_is_named() {
        let folder = folder(&[("1-bad.json", "{")]);
        let failure = in_folder("orders", folder.path()).expect_err("bad JSON");
        assert_eq!(failure.exit, Exit::Input);
        assert!(failure.render(None).contains("1-bad.json is not JSON"));
    }

    #[test]
    fn a_file_that_was_named_must_exist() {
        let failure = given(&["nowhere.json".into()]).expect_err("no file");
        assert_eq!(failure.exit, Exit::NotFound);
    }
}
