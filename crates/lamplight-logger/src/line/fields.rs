//! Fields of events and spans, written as JSON.

use std::error::Error;
use std::fmt;

use lamplight_core::json::{Number, write_formatted, write_string};
use tracing::field::{Field, Visit};

use super::{Line, LineFormat, Members};
use crate::format::ErrorRecord;
use crate::value;

/// Writes message and fields of an event.
pub(crate) struct EventFields<'a, 'b>(pub(crate) &'a mut Line<'b>);

/// The fields of a span, as JSON: written when the span is made, copied to each line in it.
#[derive(Debug, Default)]
pub(crate) struct SpanFields(Members);

/// Writes the fields of a span.
pub(crate) struct SpanVisitor<'a> {
    fields: &'a mut SpanFields,
    format: &'a LineFormat,
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
            let format = self.format();
            self.write(field, |out| match value::as_json(value) {
                Some(json) => out.extend_from_slice(json),
                None => format.error(&ErrorRecord::of_field(value), out),
            });
        }

        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.write(field, |out| write_formatted(out, format_args!("{value:?}")));
        }
    };
}

impl<'b> EventFields<'_, 'b> {
    fn format(&self) -> &'b LineFormat {
        self.0.format
    }

    fn write(&mut self, field: &Field, write: impl FnOnce(&mut Vec<u8>)) {
        match field.name() {
            "message" => self.0.message(write),
            name => self.0.field(name, write),
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
        Self(Members::with_capacity(fields))
    }

    /// What writes to these, for this format.
    pub(crate) fn visitor<'a>(&'a mut self, format: &'a LineFormat) -> SpanVisitor<'a> {
        SpanVisitor { fields: self, format }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn members(&self) -> &Members {
        &self.0
    }
}

// === impl SpanVisitor ===

impl<'a> SpanVisitor<'a> {
    fn format(&self) -> &'a LineFormat {
        self.format
    }

    fn write(&mut self, field: &Field, write: impl FnOnce(&mut Vec<u8>)) {
        // A field that is recorded again has its last value.
        if let Some(key) = self.format.key(field.name()) {
            self.fields.0.replace(key, write);
        }
    }
}

impl Visit for SpanVisitor<'_> {
    write_values!();
}
