//! What a line is made of.

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Number as _, write_string};
use lamplight_core::level::Level;
use tracing::Metadata;

use crate::line::Members;

/// What is on a line.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub(crate) level: Level,
    pub(crate) location: Option<Location<'a>>,
    /// The same as a JSON string.
    pub(crate) place: &'a [u8],
    pub(crate) target: &'a str,
    pub(crate) message: &'a [u8],
    pub(crate) timestamp: Timestamp,
    pub(crate) time: &'a [u8; 24],
    pub(crate) keys: &'a [u8],
    pub(crate) fields: &'a Members,
}

/// Where in the code a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The path of the module; the path of the file for a panic.
    pub module: &'a str,
    /// The line in its file.
    pub line: Option<u32>,
}

// === impl Record ===

impl<'a> Record<'a> {
    /// How severe it is.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Where it comes from, if that is known.
    #[must_use]
    pub fn location(&self) -> Option<Location<'a>> {
        self.location
    }

    /// The `tracing` target: the path of the module, unless the event says otherwise. `lamplight` for lines about
    /// an invocation as a whole.
    #[must_use]
    pub fn target(&self) -> &'a str {
        self.target
    }

    /// The message as a JSON string, quotes included.
    #[must_use]
    pub fn message(&self) -> Option<&'a [u8]> {
        (!self.message.is_empty()).then_some(self.message)
    }

    /// When it was written.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The same as RFC 3339 has it, `2026-01-31T23:59:59.999Z`.
    #[must_use]
    pub fn time(&self) -> &'a [u8; 24] {
        self.time
    }

    /// What [`Format::keys`](super::Format::keys) wrote for the invocation, or for the process.
    #[must_use]
    pub fn keys(&self) -> &'a [u8] {
        self.keys
    }

    /// The fields of the event and of the spans around it as members of a JSON object, `"a":1,"b":2`; empty if
    /// there are none. No key is among them twice, and none is [reserved](super::Format::reserved).
    #[must_use]
    pub fn fields(&self) -> &'a [u8] {
        self.fields.as_json().get(1..).unwrap_or_default()
    }

    /// The same one by one: the key as it is between its quotes, the value as JSON.
    pub fn each_field(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let fields = self.fields;
        fields.iter()
    }
}

// === impl Location ===

impl<'a> Location<'a> {
    pub(crate) fn of(metadata: &Metadata<'a>) -> Self {
        let module = metadata.module_path().unwrap_or_else(|| metadata.target());
        Self { module, line: metadata.line() }
    }
}

impl Location<'_> {
    /// Writes it as a JSON string, `"module:line"`.
    pub fn write(self, out: &mut Vec<u8>) {
        write_string(out, self.module);
        if let Some(line) = self.line {
            // Before the quote that ends it.
            out.pop();
            out.push(b':');
            line.write(out);
            out.push(b'"');
        }
    }
}
