//! Fields of events and spans, written as JSON.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::json::{Number, write_formatted, write_string};
use tracing::field::{Field, Visit};

use super::{Line, LineFormat, LogRecord, Members};
use crate::format::ErrorRecord;
use crate::value;

/// Writes message and fields of an event.
pub(crate) struct EventFields<'a, 'b> {
    line: &'a mut Line<'b>,
    /// Whether it is a record of the `log` crate, whose place is no field.
    is_log: bool,
}

/// The fields of a span, as JSON: written when the span is made, copied to each line in it. Behind its own are those
/// of the spans around it, so that a line looks at one span only.
#[derive(Debug, Default)]
pub(crate) struct SpanFields {
    members: Members,
    /// How many are its own.
    own: usize,
    /// How often spans had been recorded to when those around it were copied. None if they were not, or not all.
    copied_at: Option<u64>,
}

/// How often spans were recorded to after they were made. Copies from before may be out of date then, and lines look
/// at every span again; those that are opened later have copies that hold.
static RECORDED: AtomicU64 = AtomicU64::new(0);

/// Writes the fields of a span.
struct SpanVisitor<'a> {
    fields: &'a mut Members,
    format: &'a LineFormat,
}

// === impl EventFields ===

/// How each kind of value is written; the visitors differ only in where. That is one copy of code for all kinds, or it
/// would be 20 KiB of a function.
macro_rules! write_values {
    () => {
        fn record_str(&mut self, field: &Field, value: &str) {
            self.write(field, &mut |out| write_string(out, value));
        }

        fn record_bool(&mut self, field: &Field, value: bool) {
            self.write(field, &mut |out| out.extend_from_slice(if value { b"true" } else { b"false" }));
        }

        fn record_i64(&mut self, field: &Field, value: i64) {
            self.write(field, &mut |out| value.write(out));
        }

        fn record_u64(&mut self, field: &Field, value: u64) {
            self.write(field, &mut |out| value.write(out));
        }

        fn record_i128(&mut self, field: &Field, value: i128) {
            self.write(field, &mut |out| value.write(out));
        }

        fn record_u128(&mut self, field: &Field, value: u128) {
            self.write(field, &mut |out| value.write(out));
        }

        fn record_f64(&mut self, field: &Field, value: f64) {
            self.write(field, &mut |out| value.write(out));
        }

        fn record_bytes(&mut self, field: &Field, value: &[u8]) {
            self.write(field, &mut |out| write_string(out, &String::from_utf8_lossy(value)));
        }

        fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
            let format = self.format();
            self.write(field, &mut |out| match value::as_json(value) {
                Some(json) => out.extend_from_slice(json),
                None => format.error(&ErrorRecord::of_field(value), out),
            });
        }

        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.write(field, &mut |out| write_formatted(out, format_args!("{value:?}")));
        }
    };
}

impl<'a, 'b> EventFields<'a, 'b> {
    pub(crate) fn new(line: &'a mut Line<'b>, is_log: bool) -> Self {
        Self { line, is_log }
    }

    fn format(&self) -> &'b LineFormat {
        self.line.format
    }

    fn write(&mut self, field: &Field, write: &mut dyn FnMut(&mut Vec<u8>)) {
        if !(self.is_log && LogRecord::is_about_place(field.name())) {
            self.line.event_field(field, write);
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
        Self { members: Members::with_capacity(fields), own: 0, copied_at: None }
    }

    /// Writes the span's own fields; whatever was copied goes. `late` is for those of a span that was made before.
    pub(crate) fn record(&mut self, format: &LineFormat, late: bool, record: impl FnOnce(&mut dyn Visit)) {
        self.members.truncate(self.own);
        self.copied_at = None;
        record(&mut SpanVisitor { fields: &mut self.members, format });
        self.own = self.members.len();
        if late {
            RECORDED.fetch_add(1, Ordering::Release);
        }
    }

    /// Copies the fields of the spans around it. `visit` is to hand on the spans' fields, innermost first, until it is
    /// told that that is all.
    pub(crate) fn copy_from(&mut self, visit: impl FnOnce(&mut dyn FnMut(&Self) -> bool)) {
        let recorded = RECORDED.load(Ordering::Acquire);
        let mut refused = 0;
        visit(&mut |outer| {
            let (members, complete) = outer.now();
            refused += self.members.add_first(&outer.members, members);
            complete
        });
        if refused == 0 {
            self.copied_at = Some(recorded);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// How many of the members are as they should be, and whether they are all there are.
    pub(super) fn now(&self) -> (usize, bool) {
        if self.copied_at == Some(RECORDED.load(Ordering::Acquire)) {
            (self.members.len(), true)
        } else {
            (self.own, false)
        }
    }
}

// === impl SpanVisitor ===

impl<'a> SpanVisitor<'a> {
    fn format(&self) -> &'a LineFormat {
        self.format
    }

    fn write(&mut self, field: &Field, write: &mut dyn FnMut(&mut Vec<u8>)) {
        // A field that is recorded again has its last value.
        if let Some(key) = self.format.key(field.name()) {
            self.fields.replace(key, write);
        }
    }
}

impl Visit for SpanVisitor<'_> {
    write_values!();
}
