//! What a build says about each zip.

use std::path::PathBuf;

use serde::Serialize;

use super::architecture::Architecture;
use super::binary::Binary;
use super::limits::{MAX_UNPACKED, MAX_ZIP};
use crate::theme::{DIM, NAME, OK, Signs};

/// A zip that was written. As JSON, it is a contract.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    architecture: &'static str,
    file: PathBuf,
    zip_bytes: usize,
    unpacked_bytes: usize,
    sha256: String,
    /// The newest version that the binary needs; none if it needs no C library.
    glibc: Option<String>,
    libraries: Vec<String>,
}

// === impl Report ===

impl Report {
    /// `binary` has passed its checks.
    pub(super) fn new(
        architecture: Architecture,
        binary: &Binary,
        file: PathBuf,
        (zip_bytes, unpacked_bytes): (usize, usize),
        sha256: String,
    ) -> Self {
        Self {
            architecture: architecture.name(),
            file,
            zip_bytes,
            unpacked_bytes,
            sha256,
            glibc: binary.glibc().ok().flatten().map(|version| version.to_string()),
            libraries: binary.libraries.iter().cloned().collect(),
        }
    }

    /// A line of JSON.
    pub(super) fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self).map(|line| line + "\n")
    }

    /// Lines to read.
    pub(super) fn human(&self, signs: &Signs) -> String {
        let Self { architecture, file, zip_bytes, unpacked_bytes, sha256, glibc, libraries } = self;
        let ok = signs.ok;
        let needs = glibc.as_ref().map_or("linked statically".to_owned(), |version| {
            format!("needs GLIBC {version}, and of libraries {}", libraries.join(", "))
        });
        format!(
            "{OK}{ok}{OK:#} {NAME}{}{NAME:#} for {architecture}\n  \
             {zip_bytes} bytes zipped {DIM}(at most {MAX_ZIP}){DIM:#}, \
             {unpacked_bytes} unpacked {DIM}(at most {MAX_UNPACKED}){DIM:#}\n  \
             {needs}\n  \
             SHA-256 {sha256}\n",
            file.display()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_names_every_key() {
        let binary = Binary {
            architecture: Architecture::Arm64,
            loader: None,
            libraries: ["libc.so.6".to_owned()].into(),
            versions: ["GLIBC_2.17".to_owned()].into(),
        };
        let report = Report::new(Architecture::Arm64, &binary, "a.zip".into(), (1, 2), "abc".to_owned());
        let json: serde_json::Value =
            serde_json::from_str(&report.json().expect("an object")).expect("an object");
        let page = include_str!("../../../../docs/manual/layer.md");
        for key in json.as_object().expect("an object").keys() {
            let is_named =
                page.lines().any(|line| line.starts_with("| `") && line.contains(&format!("`{key}`")));
            assert!(is_named, "{key}");
        }
        assert_eq!(json["glibc"], "2.17");
    }
}
