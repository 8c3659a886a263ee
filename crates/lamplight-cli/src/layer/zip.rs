//! A zip file with nothing in it that changes from one build to the next: sorted entries, one fixed time, no comments.
//!
//! The format is PKWARE's APPNOTE 6.3, sections 4.3 and 4.4; of it, what Lambda reads: deflated files with a mode.

use std::io::Write as _;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// A file to pack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// Its path, with forward slashes, in ASCII.
    pub(super) path: &'a str,
    /// Its permissions, such as `0o755`.
    pub(super) mode: u32,
    pub(super) bytes: &'a [u8],
}

const LOCAL_HEADER: u32 = 0x0403_4b50;
const CENTRAL_HEADER: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The version of the format that is needed to unpack a deflated file.
const VERSION: u16 = 20;
/// Attributes are Unix's.
const MADE_ON_UNIX: u16 = 3 << 8;
const DEFLATED: u16 = 8;
/// A regular file, as `stat` has it.
const REGULAR: u32 = 0o100_000;
/// The first of January 1980, the beginning of time for zip files: year, month and day in 7, 4 and 5 bits.
const DATE: u16 = 1 << 5 | 1;
const TIME: u16 = 0;

/// Packs files.
///
/// # Errors
///
/// That there is more than the format holds without its extension for large files: 4 GiB, or 65,535 files.
pub(super) fn pack(entries: &[Entry<'_>]) -> Result<Vec<u8>, std::num::TryFromIntError> {
    let mut sorted = entries.to_vec();
    sorted.sort_by_key(|entry| entry.path);
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in &sorted {
        let offset = u32::try_from(out.len())?;
        let deflated = deflate(entry.bytes);
        let common = common(entry, &deflated)?;
        out.extend(LOCAL_HEADER.to_le_bytes());
        out.extend(&common);
        out.extend(entry.path.as_bytes());
        out.extend(&deflated);

        directory.extend(CENTRAL_HEADER.to_le_bytes());
        directory.extend((MADE_ON_UNIX | VERSION).to_le_bytes());
        directory.extend(&common);
        // No comment, the first disk, not known to be text.
        directory.extend([0; 6]);
        directory.extend(((REGULAR | entry.mode) << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.path.as_bytes());
    }
    let (offset, size) = (u32::try_from(out.len())?, u32::try_from(directory.len())?);
    let count = u16::try_from(sorted.len())?;
    out.extend(directory);
    out.extend(END.to_le_bytes());
    out.extend([0; 4]);
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0; 2]);
    Ok(out)
}

/// What both headers of a file have: from the version that is needed to the lengths of name and extra fields.
fn common(entry: &Entry<'_>, deflated: &[u8]) -> Result<Vec<u8>, std::num::TryFromIntError> {
    let mut crc = Crc::new();
    crc.update(entry.bytes);
    let mut common = Vec::with_capacity(26);
    for half in [VERSION, 0, DEFLATED, TIME, DATE] {
        common.extend(half.to_le_bytes());
    }
    for word in [crc.sum(), u32::try_from(deflated.len())?, u32::try_from(entry.bytes.len())?] {
        common.extend(word.to_le_bytes());
    }
    common.extend(u16::try_from(entry.path.len())?.to_le_bytes());
    common.extend([0; 2]);
    Ok(common)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("a vector takes all that is written to it")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::DeflateDecoder;

    use super::*;

    const ONE: Entry<'_> =
        Entry { path: "extensions/lamplight", mode: 0o755, bytes: b"binary binary binary" };
    const OTHER: Entry<'_> = Entry { path: "LICENSE", mode: 0o644, bytes: b"" };

    fn number(bytes: &[u8], at: usize, length: usize) -> usize {
        bytes[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    }

    /// Path, mode, time and content of each file, as a reader finds them: from the end.
    fn unpack(zip: &[u8]) -> Vec<(String, usize, usize, Vec<u8>)> {
        let end = zip.len() - 22;
        assert_eq!(number(zip, end, 4), 0x0605_4b50);
        let (count, size, mut at) =
            (number(zip, end + 10, 2), number(zip, end + 12, 4), number(zip, end + 16, 4));
        assert_eq!(at + size, end);
        let mut files = Vec::new();
        for _ in 0..count {
            assert_eq!(number(zip, at, 4), 0x0201_4b50);
            let length = number(zip, at + 28, 2);
            let path = String::from_utf8(zip[at + 46..at + 46 + length].to_vec()).expect("ASCII");
            let local = number(zip, at + 42, 4);
            // From the version on, both headers say the same.
            assert_eq!(zip[at + 6..at + 32], zip[local + 4..local + 30]);
            let data = local + 30 + length;
            let mut content = Vec::new();
            let deflated = &zip[data..data + number(zip, at + 20, 4)];
            DeflateDecoder::new(deflated).read_to_end(&mut content).expect("deflated");
            assert_eq!(content.len(), number(zip, at + 24, 4));
            let mut crc = Crc::new();
            crc.update(&content);
            assert_eq!(crc.sum() as usize, number(zip, at + 16, 4));
            files.push((path, number(zip, at + 40, 2), number(zip, at + 12, 4), content));
            at += 46 + length;
        }
        files
    }

    #[test]
    fn files_come_out_as_they_went_in_sorted_and_with_their_modes() {
        let files = unpack(&pack(&[ONE, OTHER]).expect("a zip"));
        // The time is the first of January 1980 at midnight.
        assert_eq!(
            files,
            [
                ("LICENSE".to_owned(), 0o100_644, 0x0021_0000, OTHER.bytes.to_vec()),
                ("extensions/lamplight".to_owned(), 0o100_755, 0x0021_0000, ONE.bytes.to_vec()),
            ]
        );
    }

    #[test]
    fn the_order_in_which_files_are_given_does_not_matter() {
        assert_eq!(pack(&[ONE, OTHER]).expect("a zip"), pack(&[OTHER, ONE]).expect("a zip"));
    }
}
