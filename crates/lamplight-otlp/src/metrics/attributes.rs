//! Dimensions as attributes, written once and copied to each point.

use lamplight_metrics::DimensionSet;

use crate::protobuf::{bytes, length, varint_len};

/// Appends the dimensions of a set in order of their names, so that equal sets are equal: each is a field with the
/// number 1.
pub(super) fn write(out: &mut Vec<u8>, set: DimensionSet<'_>) {
    let mut dimensions: Vec<_> = set.iter().collect();
    dimensions.sort_unstable_by(|one, other| one.0.cmp(other.0));
    for (name, value) in dimensions {
        let text = field_len(value.len());
        length(out, 1, field_len(name.len()) + field_len(text));
        bytes(out, 1, name.as_bytes());
        length(out, 2, text);
        // Also where it is empty, as its number says what kind of value it is.
        length(out, 1, value.len());
        out.extend_from_slice(value.as_bytes());
    }
}

/// Appends what [`write`] has written, as fields with another number, which is below 16.
pub(super) fn copy(out: &mut Vec<u8>, field: u8, mut attributes: &[u8]) {
    while let Some((_, rest)) = attributes.split_first() {
        let Some((value, after)) = split(rest) else { return };
        length(out, field, value.len());
        out.extend_from_slice(value);
        attributes = after;
    }
}

/// Name and value of each attribute that [`write`] has written.
#[cfg(feature = "json")]
pub(super) fn texts(mut attributes: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    // Of each of these fields, what follows its number.
    let next = move || {
        let (attribute, rest) = split(attributes.get(1..)?)?;
        attributes = rest;
        let (name, value) = split(attribute.get(1..)?)?;
        let (value, _) = split(value.get(1..)?)?;
        let (text, _) = split(value.get(1..)?)?;
        Some((std::str::from_utf8(name).ok()?, std::str::from_utf8(text).ok()?))
    };
    std::iter::from_fn(next)
}

/// What a length stands before, and what follows that.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return bytes[at + 1..].split_at_checked(length);
        }
    }
    None
}

/// What a field of this many bytes takes, its number below 16 included.
fn field_len(bytes: usize) -> usize {
    1 + varint_len(bytes as u64) + bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_copied_with_another_number() {
        let (mut written, mut copied, mut expected) = (Vec::new(), Vec::new(), Vec::new());
        for value in [&b"short"[..], &[7; 200], b"x"] {
            bytes(&mut written, 1, value);
            bytes(&mut expected, 9, value);
        }
        copy(&mut copied, 9, &written);
        assert_eq!(copied, expected);
    }
}
