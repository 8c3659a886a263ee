//! One line: standard keys first, then fields, no key twice, written to a buffer that is used again.

mod fields;
mod key;
mod scratch;

pub(crate) use self::fields::{EventFields, EventMessage, SpanFields};
pub(crate) use self::scratch::Scratch;

use std::fmt;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::Object;
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
        let mut object = Object::begin(&mut scratch.buffer);
        object.string("level", level.as_str());
        if let Some(location) = location {
            object.display("location", &location);
        }
        message(&mut object);
        object.string("timestamp", timestamp.rfc3339().as_str());
        object.members(keys);
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

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.module),
            None => f.write_str(self.module),
        }
    }
}
