//! A file of the spool: a header, whose checksum is its own, and the body.
//!
//! ```text
//! offset  bytes
//!      0      4  "LMPS"
//!      4      1  version: 1
//!      5      1  signal: 0 traces, 1 metrics, 2 logs
//!      6      1  encoding: 0 protobuf, 1 JSON
//!      7      1  1 if it tells of something that went wrong
//!      8      8  how many items
//!     16      8  when it was written, in nanoseconds since 1970
//!     24      4  CRC-32 of the body
//!     28      4  length of the body
//!     32      2  length of the instance's name
//!     34      2  length of the destination's name
//!     36         the instance's name, the destination's name
//!                CRC-32 of all before it
//!                the body
//! ```
//!
//! Numbers are little-endian.

use bytes::Bytes;
use flate2::Crc;

use crate::event::Saved;
use crate::signal::{Encoding, Signal};

const MAGIC: &[u8; 4] = b"LMPS";
const VERSION: u8 = 1;
const FIXED: usize = 36;

/// A file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// What it was cannot be told.
    Header,
    /// This is lost.
    Body { signal: Signal, items: u64 },
}

/// A file as bytes. Names are cut at 64 KiB.
pub(super) fn to_bytes(instance: &str, saved: &Saved) -> Vec<u8> {
    let [instance, destination] = [instance, &*saved.destination].map(cut);
    let mut file = Vec::with_capacity(FIXED + instance.len() + destination.len() + 4 + saved.body.len());
    file.extend_from_slice(MAGIC);
    let is_json = saved.encoding == Encoding::Json;
    file.extend([VERSION, saved.signal.index() as u8, u8::from(is_json), u8::from(saved.is_urgent)]);
    file.extend(saved.items.to_le_bytes());
    file.extend(saved.file.to_le_bytes());
    file.extend(checksum(&saved.body).to_le_bytes());
    file.extend(u32::try_from(saved.body.len()).unwrap_or(u32::MAX).to_le_bytes());
    for name in [instance, destination] {
        file.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
    }
    file.extend_from_slice(instance);
    file.extend_from_slice(destination);
    file.extend(checksum(&file).to_le_bytes());
    file.extend_from_slice(&saved.body);
    file
}

/// What a file holds, and the instance that wrote it.
pub(super) fn parse(file: &[u8]) -> Result<(String, Saved), Broken> {
    let mut rest = Reader(file);
    let header = rest.header(file).ok_or(Broken::Header)?;
    let Header { instance, saved, length, checksum: expected } = header;
    let is_whole = rest.0.len() == length && checksum(rest.0) == expected;
    if !is_whole {
        return Err(Broken::Body { signal: saved.signal, items: saved.items });
    }
    Ok((instance, Saved { body: Bytes::copy_from_slice(rest.0), ..saved }))
}

struct Header {
    instance: String,
    saved: Saved,
    length: usize,
    checksum: u32,
}

struct Reader<'a>(&'a [u8]);

// === impl Reader ===

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn name(&mut self, length: u16) -> Option<String> {
        String::from_utf8(self.take(length.into())?.to_vec()).ok()
    }

    fn header(&mut self, file: &[u8]) -> Option<Header> {
        if self.take(4)? != MAGIC {
            return None;
        }
        let [VERSION, signal, encoding, flags] = self.array()? else {
            return None;
        };
        let [items, written] = [self.array()?, self.array()?].map(u64::from_le_bytes);
        let [body, length] = [self.array()?, self.array()?].map(u32::from_le_bytes);
        let [instance, destination] = [self.array()?, self.array()?].map(u16::from_le_bytes);
        let (instance, destination) = (self.name(instance)?, self.name(destination)?);
        let end = file.len() - self.0.len();
        if u32::from_le_bytes(self.array()?) != checksum(&file[..end]) {
            return None;
        }
        let saved = Saved {
            file: written,
            destination,
            signal: *Signal::ALL.get(usize::from(signal))?,
            encoding: *[Encoding::Protobuf, Encoding::Json].get(usize::from(encoding))?,
            items,
            is_urgent: flags & 1 == 1,
            body: Bytes::new(),
        };
        Some(Header { instance, saved, length: length as usize, checksum: body })
    }
}

fn cut(name: &str) -> &[u8] {
    let mut end = name.len().min(usize::from(u16::MAX));
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name.as_bytes()[..end]
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn saved(body: Vec<u8>, items: u64) -> Saved {
        let (signal, encoding, is_urgent) = (Signal::Logs, Encoding::Json, true);
        let destination = "collector".to_owned();
        Saved {
            file: 1_700_000_000_000_000_007,
            destination,
            signal,
            encoding,
            items,
            is_urgent,
            body: body.into(),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(body: Vec<u8>, items: u64, instance: String) {
            let saved = saved(body, items);
            prop_assert_eq!(parse(&to_bytes(&instance, &saved)), Ok((instance, saved)));
        }

        #[test]
        fn no_change_of_a_byte_goes_unnoticed(body: Vec<u8>, at: prop::sample::Index, change in 1_u8..) {
            let saved = saved(body, 3);
            let mut file = to_bytes("orders", &saved);
            let at = at.index(file.len());
            file[at] ^= change;
            let lost = Broken::Body { signal: Signal::Logs, items: 3 };
            let header = FIXED + "orderscollector".len() + 4;
            prop_assert_eq!(parse(&file), Err(if at < header { Broken::Header } else { lost }));
        }

        #[test]
        fn nothing_is_too_short_or_too_strange(bytes: Vec<u8>, length: prop::sample::Index) {
            prop_assert!(parse(&bytes).is_err());
            let file = to_bytes("orders", &saved(bytes, 1));
            prop_assert!(parse(&file[..length.index(file.len())]).is_err());
        }
    }
}
