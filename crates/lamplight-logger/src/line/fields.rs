//! Fields of events and spans, written as JSON.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};

use super::callsites::{Callsite, Known};
use super::field_value::Value;
use super::members::Refused;
use super::{LineFormat, LogRecord, Members, refused};

/// Writes message and fields of an event.
pub(crate) struct EventFields<'a> {
    pub(super) message: &'a mut Vec<u8>,
    pub(super) fields: &'a mut Members,
    /// None for a record of the `log` crate, whose place is no field.
    pub(super) callsite: Option<&'a Callsite>,
    pub(super) format: &'a LineFormat,
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

/// Each kind of value is handed on; the visitors differ only in where.
macro_rules! write_values {
    () => {
        fn record_str(&mut self, field: &Field, value: &str) {
            self.write(field, Value::Text(value));
        }

        fn record_bool(&mut self, field: &Field, value: bool) {
            self.write(field, Value::Bool(value));
        }

        fn record_i64(&mut self, field: &Field, value: i64) {
            self.write(field, Value::Integer(value));
        }

        fn record_u64(&mut self, field: &Field, value: u64) {
            self.write(field, Value::Unsigned(value));
        }

        fn record_i128(&mut self, field: &Field, value: i128) {
            self.write(field, Value::Long(&value));
        }

        fn record_u128(&mut self, field: &Field, value: u128) {
            self.write(field, Value::LongUnsigned(&value));
        }

        fn record_f64(&mut self, field: &Field, value: f64) {
            self.write(field, Value::Float(value));
        }

        fn record_bytes(&mut self, field: &Field, value: &[u8]) {
            self.write(field, Value::Bytes(value));
        }

        fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
            self.write(field, Value::Error(value));
        }

        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            self.write(field, Value::Shown(value));
        }
    };
}

impl EventFields<'_> {
    fn write(&mut self, field: &Field, value: Value<'_>) {
        match self.callsite.map(|callsite| callsite.field(field.index())) {
            Some(Known::Key(key, tag)) => {
                let format = self.format;
                if self.fields.add_new(key, tag, |out| value.write(format, out)).is_err() {
                    refused(1);
                }
            }
            Some(Known::Message) => self.write_message(value),
            Some(Known::Unknown) => self.write_unknown(field.name(), value),
            None if LogRecord::is_about_place(field.name()) => {}
            None => self.write_unknown(field.name(), value),
        }
    }

    fn write_message(&mut self, value: Value<'_>) {
        if self.message.is_empty() {
            value.write(self.format, self.message);
        }
    }

    /// Writes a field of which nothing is known but its name.
    #[cold]
    fn write_unknown(&mut self, name: &str, value: Value<'_>) {
        if name == "message" {
            return self.write_message(value);
        }
        let Some(key) = self.format.key(name) else { return };
        if let Err(Refused::Full) = self.fields.add(key, |out| value.write(self.format, out)) {
            refused(1);
        }
    }
}

impl Visit for EventFields<'_> {
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
        self.members.truncate(self.own);
        self.copied_at = None;
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

    /// Has nothing any more, and keeps a buffer of so many bytes.
    pub(super) fn forget(&mut self, kept_bytes: usize) {
        self.members.clear();
        self.members.shrink_to(kept_bytes);
        (self.own, self.copied_at) = (0, None);
    }

    /// Whether those of the spans around it are among them, and all are as they should be.
    pub(super) fn is_complete(&self) -> bool {
        self.copied_at == Some(RECORDED.load(Ordering::Acquire))
    }

    pub(super) fn members(&self) -> &Members {
        &self.members
    }

    /// How many of the members are as they should be, and whether they are all there are.
    pub(super) fn now(&self) -> (usize, bool) {
        if self.is_complete() { (self.members.len(), true) } else { (self.own, false) }
    }
}

// === impl SpanVisitor ===

impl SpanVisitor<'_> {
    fn write(&mut self, field: &Field, value: Value<'_>) {
        // A field that is recorded again has its last value.
        if let Some(key) = self.format.key(field.name()) {
            self.fields.replace(key, |out| value.write(self.format, out));
        }
    }
}

impl Visit for SpanVisitor<'_> {
    write_values!();
}
