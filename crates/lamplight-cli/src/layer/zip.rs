//! A zip file with nothing in it that changes from one build to the next: sorted entries, one fixed time, no comments.

use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter, result::ZipResult};

/// A file to pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// Its path, with forward slashes.
    pub(super) path: &'a str,
    /// Its permissions, such as `0o755`.
    pub(super) mode: u32,
    pub(super) bytes: &'a [u8],
}

/// The best there is of deflate.
const LEVEL: i64 = 9;

/// Packs files.
///
/// # Errors
///
/// That two have one path, or that there is more than the format holds without its extension for large files: 4 GiB.
pub(super) fn pack(entries: &[Entry<'_>]) -> ZipResult<Vec<u8>> {
    let mut sorted = entries.to_vec();
    sorted.sort_by_key(|entry| entry.path);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in sorted {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            // The first of January 1980, the beginning of time for zip files; a clock would change the bytes.
            .last_modified_time(DateTime::default())
            .unix_permissions(entry.mode);
        zip.start_file(entry.path, options)?;
        zip.write_all(entry.bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use ::zip::ZipArchive;

    use super::*;

    const ONE: Entry<'_> =
        Entry { path: "extensions/lamplight", mode: 0o755, bytes: b"binary binary binary" };
    const OTHER: Entry<'_> = Entry { path: "LICENSE", mode: 0o644, bytes: b"" };

    /// Path, mode, time and content of each file, in their order.
    fn unpack(zip: Vec<u8>) -> Vec<(String, Option<u32>, String, Vec<u8>)> {
        let mut archive = ZipArchive::new(Cursor::new(zip)).expect("a zip");
        let file = |index| {
            let mut file = archive.by_index(index).expect("a file");
            assert_eq!(file.compression(), CompressionMethod::Deflated);
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("what was packed, with its checksum");
            let time = file.last_modified().expect("a time").to_string();
            (file.name().to_owned(), file.unix_mode(), time, content)
        };
        (0..2).map(file).collect()
    }

    #[test]
    fn files_come_out_as_they_went_in_sorted_and_with_their_modes() {
        let begin = || "1980-01-01 00:00:00".to_owned();
        assert_eq!(
            unpack(pack(&[ONE, OTHER]).expect("a zip")),
            [
                ("LICENSE".to_owned(), Some(0o100_644), begin(), OTHER.bytes.to_vec()),
                ("extensions/lamplight".to_owned(), Some(0o100_755), begin(), ONE.bytes.to_vec()),
            ]
        );
    }

    #[test]
    fn the_order_in_which_files_are_given_does_not_matter() {
        assert_eq!(pack(&[ONE, OTHER]).expect("a zip"), pack(&[OTHER, ONE]).expect("a zip"));
    }

    #[test]
    fn two_files_of_one_path_are_refused() {
        assert!(pack(&[ONE, Entry { bytes: b"other", ..ONE }]).is_err());
    }

    /// By APPNOTE 6.3 of PKWARE, section 4.3.7: what is needed to unpack it, flags, deflated, time, date, checksum, both
    /// sizes, the length of the name, no extra fields, the name.
    #[test]
    fn nothing_in_a_head_is_of_the_machine_or_of_the_day() {
        let head = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\x21\0\0\0\0\0\x02\0\0\0\0\0\0\0\x07\0\0\0LICENSE";
        let zip = pack(&[OTHER]).expect("a zip");
        assert!(zip.starts_with(head), "{}", zip.escape_ascii());
    }
}
