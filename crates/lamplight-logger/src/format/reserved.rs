//! The standard keys of a format, and what becomes of a field that is named like one.

use crate::line::Key;

/// On every format's lines, where a line was cut.
pub(crate) const TRUNCATED: &str = "truncated";
/// On every format's lines of invocations, where some of these have more lines than others.
pub(crate) const SAMPLING_RATE: &str = "sampling_rate";
/// What the logger itself puts on lines, whatever their format.
const OURS: [&str; 2] = [TRUNCATED, SAMPLING_RATE];

/// The keys of a format.
#[derive(Debug)]
pub(crate) struct Reserved {
    names: &'static [&'static str],
    /// A bit for each name; most fields are none of them, and one look says so.
    marks: u64,
}

// === impl Reserved ===

impl Reserved {
    pub(crate) fn new(names: &'static [&'static str]) -> Self {
        let marks = OURS.iter().chain(names).fold(0, |marks, name| marks | mark(name));
        Self { names, marks }
    }

    pub(crate) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// The key that a field gets: its name, or with an underscore at the end if a standard key has it. None for
    /// `otel.kind` and its like, which tell a tracer what to make of a span.
    pub(crate) fn key<'a>(&self, name: &'a str) -> Option<Key<'a>> {
        let first = name.as_bytes().first();
        // `r#type = …` is written without its prefix.
        let name = if first == Some(&b'r') { name.strip_prefix("r#").unwrap_or(name) } else { name };
        if first == Some(&b'o') && name.starts_with("otel.") {
            return None;
        }
        let moved = self.marks & mark(name) != 0 && (self.names.contains(&name) || OURS.contains(&name));
        Some(Key { name, moved })
    }
}

/// One of 64 bits, by length, first and last byte.
fn mark(name: &str) -> u64 {
    let byte = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    let (first, last) = (byte(name.as_bytes().first()), byte(name.as_bytes().last()));
    1 << ((name.len() ^ first.wrapping_mul(7) ^ last.wrapping_mul(11)) & 63)
}
