//! One line: standard keys first, then fields, no key twice, written to a buffer that is used again.

mod fields;
mod key;
mod scratch;

pub(crate) use self::fields::{EventFields, EventMessage, SpanFields};
pub(crate) use self::scratch::Scratch;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Number as _, Object, write_string};
use lamplight_core::level::Level;

/// Where in the code a line comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location<'a> {
    pub(crate) module: &'a str,
    pub(crate) line: Option<u32>,
}

/// A line that is being written.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    scratch: &'a mut Scratch,
}

// === impl Line ===

impl<'a> Line<'a> {
    /// Starts a line with everything that comes before its fields. `message` writes the message, and says
    /// whether there was one.
    pub(crate) fn begin(
        scratch: &'a mut Scratch,
        level: Level,
        location: Option<Location<'_>>,
        message: impl FnOnce(&mut Object<'_>),
        timestamp: Timestamp,
        keys: &[u8],
    ) -> Self {
        scratch.clear();
        let out = &mut scratch.buffer;
        // What is the same on every line, or cannot need escaping, is not looked at for that.
        out.extend_from_slice(b"{\"level\":\"");
        out.extend_from_slice(level.as_str().as_bytes());
        out.push(b'"');
        if let Some(location) = location {
            location.write(out);
        }
        message(&mut Object::resume(out));
        out.extend_from_slice(b",\"timestamp\":\"");
        out.extend_from_slice(timestamp.rfc3339().as_bytes());
        out.push(b'"');
        Object::resume(out).members(keys);
        Self { scratch }
    }

    /// Writes a field, unless one of its name is here already. One that is named like a standard key gets
    /// another name.
    pub(crate) fn field(&mut self, name: &'static str, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(name) = key::field_name(name).filter(|name| self.scratch.claim(name)) {
            write(Object::resume(&mut self.scratch.buffer).value(name));
        }
    }

    /// Writes the fields of a span, unless fields of their names are here already.
    pub(crate) fn span(&mut self, fields: &SpanFields) {
        for (name, json) in fields.iter() {
            self.field(name, |out| out.extend_from_slice(json));
        }
    }

    /// Writes a standard object, such as the error.
    pub(crate) fn object(&mut self, name: &'static str, write: impl FnOnce(&mut Object<'_>)) {
        if self.scratch.claim(name) {
            Object::resume(&mut self.scratch.buffer).object(name, write);
        }
    }

    /// Ends the line: the whole of it, line feed included.
    pub(crate) fn end(self) -> &'a [u8] {
        Object::resume(&mut self.scratch.buffer).end();
        self.scratch.buffer.push(b'\n');
        &self.scratch.buffer
    }
}

// === impl Location ===

impl Location<'_> {
    /// Writes it as a member: `,"location":"module:line"`.
    fn write(self, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"location\":");
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
