//! The text files of the repository, read once.

use std::fs;
use std::path::Path;

use crate::failure::{Doing, Failure, Result};

/// Folders that are built, downloaded or private; what git ignores is among them.
const NOT_OURS: &[&str] = &["target", "site", "node_modules", "proptest-regressions"];
/// Hidden folders that are part of the project.
const HIDDEN: &[&str] = &[".cargo", ".ci", ".config", ".github"];

/// A text file.
pub(super) struct File {
    /// Below the root, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
}

/// All of them, by path.
pub(super) struct Tree {
    pub(super) files: Vec<File>,
}

// === impl File ===

impl File {
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    pub(super) fn is_markdown(&self) -> bool {
        self.path.ends_with(".md")
    }

    /// Whether others wrote it, so that rules about our own text do not apply.
    pub(super) fn is_data(&self) -> bool {
        let is_collected = self.path.split('/').any(|part| part == "corpus" || part == "fixtures");
        self.path.ends_with("Cargo.lock") || (is_collected && !self.is_rust())
    }
}

// === impl Tree ===

impl Tree {
    /// Reads everything that is UTF-8. Fails when a file cannot be read at all.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        walk(root, "", &mut files)?;
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Self { files })
    }

    /// The text of a file that has to be there.
    pub(super) fn text(&self, path: &str) -> Result<&str> {
        let index = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
        let index = index.map_err(|_| Failure::new(format!("`{path}` is missing, and rules need it")))?;
        Ok(&self.files[index].text)
    }

    /// The files below a folder, named with a slash at its end.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.path.starts_with(folder))
    }
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result {
    for entry in fs::read_dir(folder).doing(format_args!("list `{}`", folder.display()))? {
        let entry = entry.doing(format_args!("list `{}`", folder.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().doing(format_args!("look at `{prefix}{name}`"))?;
        if kind.is_dir() {
            let is_hidden = name.starts_with('.') && !HIDDEN.contains(&name.as_str());
            if !is_hidden && !NOT_OURS.contains(&name.as_str()) {
                walk(&entry.path(), &format!("{prefix}{name}/"), files)?;
            }
        } else if kind.is_file() {
            let bytes = fs::read(entry.path()).doing(format_args!("read `{prefix}{name}`"))?;
            if let Ok(text) = String::from_utf8(bytes) {
                files.push(File { path: format!("{prefix}{name}"), text });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> File {
        File { path: path.to_owned(), text: String::new() }
    }

    #[test]
    fn what_others_wrote_is_data() {
        assert!(file("crates/lamplight-events/tests/corpus/sqs.json").is_data());
        assert!(file("crates/lamplight-records/tests/fixtures/report.txt").is_data());
        assert!(!file("crates/lamplight-records/tests/fixtures/mod.rs").is_data());
        assert!(!file("docs/index.md").is_data());
    }
}
