//! Fields of events and spans, written as JSON.

use std::error::Error;
use std::fmt;

use lamplight_core::json::{Number, Object, write_formatted, write_string};
use tracing::field::{Field, Visit};

use super::Line;

/// Writes the message of an event, if it has one.
pub(crate) struct EventMessage<'a, 'b>(pub(crate) &'a mut Object<'b>);

/// Writes everything else of an event.
pub(crate) struct EventFields<'a, 'b>(pub(crate) &'a mut Line<'b>);

/// The fields of a span, as JSON: written when the span is made, copied to each line in it.
#[derive(Debug, Default)]
pub(crate) struct SpanFields {
    json: Vec<u8>,
    fields: Vec<SpanField>,
}

#[derive(Debug)]
struct SpanField {
    name: &'static str,
    start: usize,
    end: usize,
}

// === impl EventMessage ===

impl Visit for EventMessage<'_, '_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if is_message(field) {
            self.0.string("message", value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if is_message(field) {
            self.0.formatted("message", format_args!("{value:?}"));
        }
    }
}

fn is_message(field: &Field) -> bool {
    field.name() == "message"
}

// === impl EventFields ===

/// How each kind of value is written; the visitors differ only in where.
macro_rules! write_values {
    () => {
        fn record_str(&mut self, field: &Field, value: &str) {
            self.write(field, |out| write_string(out, value));
        }

        fn record_bool(&mut self, field: &Field, value: bool) {
            self.write(field, |out| out.extend_from_slice(if value { b"true" } else { b"false" }));
        }

        fn record_i64(&mut self, field: &Field, value: i64) {
            self.write(field, |out| value.write(out));
        }

        fn record_u64(&mut self, field: &Field, value: u64) {
            self.write(field, |out| value.write(out));
        }

        fn record_i128(&mut self, field: &Field, value: i128) {
            self.write(field, |out| value.write(out));
        }

        fn record_u128(&mut self, field: &Field, value: u128) {
            self.write(field, |out| value.write(out));
        }

        fn record_f64(&mut self, field: &Field, value: f64) {
            self.write(field, |out| value.write(out));
        }

        fn record_bytes(&mut self, field: &Field, value: &[u8]) {
            self.write(field, |out| write_string(out, &String::from_utf8_lossy(value)));
        }

        fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
            self.write(field, |out| write_error(out, value));
        }

        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.write(field, |out| write_formatted(out, format_args!("{value:?}")));
        }
    };
}

impl EventFields<'_, '_> {
    fn write(&mut self, field: &Field, write: impl FnOnce(&mut Vec<u8>)) {
        if !is_message(field) {
            self.0.field(field.name(), write);
        }
    }
}

impl Visit for EventFields<'_, '_> {
    write_values!();
}

// === impl SpanFields ===

impl SpanFields {
    /// None yet, with room for so many.
    pub(crate) fn with_capacity(fields: usize) -> Self {
        // Names are not in the text, and most values are short.
        Self { json: Vec::with_capacity(fields * 16), fields: Vec::with_capacity(fields) }
    }

    /// Each field's name, and its value as JSON.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.fields.iter().map(|field| (field.name, &self.json[field.start..field.end]))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    fn write(&mut self, field: &Field, write: impl FnOnce(&mut Vec<u8>)) {
        let (name, start) = (field.name(), self.json.len());
        write(&mut self.json);
        // A field that is recorded again has its last value.
        self.fields.retain(|known| known.name != name);
        self.fields.push(SpanField { name, start, end: self.json.len() });
    }
}

impl Visit for SpanFields {
    write_values!();
}

/// An error as what it says, and what its sources say: `{"message":…,"chain":[…]}`. Its type is not known
/// here; `tracing` hands errors on without it.
fn write_error(out: &mut Vec<u8>, error: &(dyn Error + 'static)) {
    let mut object = Object::begin(out);
    object.display("message", &error);
    if error.source().is_some() {
        let sources = std::iter::successors(error.source(), |&source| source.source());
        object.strings("chain", sources.map(ToString::to_string));
    }
    object.end();
}
