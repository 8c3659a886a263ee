//! Hashes of the zips, and the file that lists them.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// What the zip of an architecture is called: this, the architecture, and `.zip`.
pub(super) const PREFIX: &str = "lamplight-layer-";
/// The list, in the form that `sha256sum --check` reads.
pub(super) const FILE: &str = "SHA256SUMS";

/// The SHA-256 of some bytes in hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes).iter().fold(String::with_capacity(64), |mut digits, byte| {
        let _infallible = write!(digits, "{byte:02x}");
        digits
    })
}

/// Lists every layer of a folder: those of this build, and those that were there.
///
/// # Errors
///
/// What cannot be read or written.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(PREFIX) && name.ends_with(".zip") {
            lines.push((name, sha256(&fs::read(entry.path())?)));
        }
    }
    lines.sort();
    let list: String = lines.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect();
    fs::write(folder.join(FILE), list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_layers_of_the_folder_are_listed_by_name_and_nothing_else_is() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in
            ["lamplight-layer-x86_64.zip", "lamplight-layer-arm64.zip", "other.zip", "lamplight-layer-x"]
        {
            fs::write(folder.path().join(name), "abc").expect("written");
        }
        write(folder.path()).expect("a list");
        // FIPS 180-4's example.
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            fs::read_to_string(folder.path().join(FILE)).expect("a list"),
            format!("{hash}  lamplight-layer-arm64.zip\n{hash}  lamplight-layer-x86_64.zip\n")
        );
    }
}
