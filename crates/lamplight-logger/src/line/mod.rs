//! One line: what is on it is gathered first, and then handed to the format, in buffers that are used again.

mod callsites;
mod cut;
mod entered;
mod field_value;
mod fields;
mod log_record;
mod members;
mod scratch;

pub(crate) use self::entered::Entered;
pub(crate) use self::fields::SpanFields;
pub(crate) use self::log_record::LogRecord;
pub(crate) use self::members::{Key, Members};
pub(crate) use self::scratch::Scratch;

use lamplight_core::clock::Timestamp;
use lamplight_core::level::Level;
use lamplight_core::loss::{Loss, Losses};
use lamplight_core::trace::SpanId;
use tracing::Metadata;

use self::callsites::Callsite;
use self::fields::EventFields;
use self::members::Refused;
use crate::format::{ErrorRecord, Format, Location, Record, Reserved};

/// CloudWatch's limit for an event, less what it adds to each (the CloudWatch Logs guide, "quotas", and
/// `PutLogEvents`: 1 MiB, 26 bytes).
pub(crate) const MOST_BYTES: usize = 1_048_576 - 26;

/// How lines look, and how long they may be.
#[derive(Debug)]
pub(crate) struct LineFormat {
    format: Box<dyn Format>,
    reserved: Reserved,
    most_bytes: usize,
}

/// What is known of a line before its fields are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) level: Level,
    pub(crate) location: Option<Location<'a>>,
    pub(crate) target: &'a str,
    pub(crate) timestamp: Timestamp,
    /// What the format wrote for the invocation, or for the process.
    pub(crate) keys: &'a [u8],
}

/// A line that is being written.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    scratch: &'a mut Scratch,
    format: &'a LineFormat,
}

// === impl LineFormat ===

impl LineFormat {
    pub(crate) fn new(format: Box<dyn Format>) -> Self {
        let reserved = Reserved::new(format.reserved());
        Self { format, reserved, most_bytes: MOST_BYTES }
    }

    /// With another limit, of so many bytes without the line feed.
    pub(crate) fn with_most_bytes(self, most_bytes: usize) -> Self {
        Self { most_bytes, ..self }
    }

    /// What is the same on many lines, as the format writes it.
    pub(crate) fn keys(&self, keys: &crate::format::Keys<'_>) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        self.format.keys(keys, &mut out);
        out.shrink_to_fit();
        out
    }

    pub(crate) fn error(&self, error: &ErrorRecord<'_>, out: &mut Vec<u8>) {
        self.format.error(error, out);
    }

    /// The key of a field, if it is to have one.
    fn key<'a>(&self, name: &'a str) -> Option<Key<'a>> {
        let key = self.reserved.key(name)?;
        if key.moved {
            moved(name);
        }
        Some(key)
    }
}

#[cold]
fn moved(name: &str) {
    Losses::process().record(
        Loss::FieldRenamed,
        1,
        format_args!("{name:?} is written with an underscore at its end"),
    );
}

#[cold]
fn refused(fields: usize) {
    Losses::process().record(Loss::FieldsDropped, fields as u64, format_args!("64 is as many as there are"));
}

// === impl Line ===

impl<'a> Line<'a> {
    /// Starts a line. `of` is the event whose fields are written to it, if it is of one.
    pub(crate) fn begin(
        scratch: &'a mut Scratch,
        format: &'a LineFormat,
        of: Option<&'static Metadata<'static>>,
    ) -> Self {
        scratch.clear();
        scratch.callsite = of.map(|metadata| scratch.callsites.find(metadata, &format.reserved));
        Self { scratch, format }
    }

    /// Writes the message, as JSON, unless there is one.
    pub(crate) fn message(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        if self.scratch.message.is_empty() {
            write(&mut self.scratch.message);
        }
    }

    /// Writes a field, unless one of its name is here already. One that is named like a standard key gets
    /// another name.
    pub(crate) fn field(&mut self, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(key) = self.format.key(name) {
            if let Err(Refused::Full) = self.scratch.fields.add(key, write) {
                refused(1);
            }
        }
    }

    /// Writes a key of the logger's own, of which no field has the name.
    pub(crate) fn own_field(&mut self, name: &'static str, write: impl FnOnce(&mut Vec<u8>)) {
        if self.scratch.fields.add(Key { name, moved: false }, write).is_err() {
            refused(1);
        }
    }

    /// What writes message and fields of the event that the line is of. Those come first.
    pub(crate) fn event_fields(&mut self) -> EventFields<'_> {
        let Scratch { message, fields, callsites, callsite, .. } = &mut *self.scratch;
        EventFields { message, fields, callsite: callsites.get(*callsite), format: self.format }
    }

    /// Writes by which id the span that the line is in is exported.
    pub(crate) fn span_id(&mut self, id: SpanId) {
        self.own_field("span_id", |out| {
            out.push(b'"');
            out.extend_from_slice(id.hex().as_bytes());
            out.push(b'"');
        });
    }

    /// Writes the fields of a span, unless fields of their names are here already. Whether those of the spans around
    /// it were among them.
    pub(crate) fn span(&mut self, span: &SpanFields) -> bool {
        let (members, complete) = span.now();
        let too_many = self.scratch.fields.add_first(span.members(), members);
        if too_many > 0 {
            refused(too_many);
        }
        complete
    }

    /// Writes an error.
    pub(crate) fn error(&mut self, error: &ErrorRecord<'_>) {
        let format = self.format;
        self.field("error", |out| format.error(error, out));
    }

    /// Ends the line: the whole of it, line feed included.
    pub(crate) fn end(self, head: &Head<'_>) -> &'a [u8] {
        let Self { scratch, format } = self;
        scratch.place.clear();
        if let (Some(location), None) = (head.location, scratch.callsite) {
            location.write(&mut scratch.place);
        }
        scratch.write(format, head);
        if scratch.line.len() > format.most_bytes {
            cut::cut(scratch, format, head);
        }
        scratch.line.push(b'\n');
        &scratch.line
    }
}

// === impl Scratch ===

impl Scratch {
    /// Has the format write the line.
    fn write(&mut self, format: &LineFormat, head: &Head<'_>) {
        let Head { level, location, target, timestamp, keys } = *head;
        let (message, fields) = (self.message.as_slice(), &self.fields);
        let place = self.callsites.get(self.callsite).map_or(&*self.place, Callsite::location);
        let time = self.time.text(timestamp);
        self.line.clear();
        let record = Record { level, location, place, target, message, timestamp, time, keys, fields };
        format.format.line(&record, &mut self.line);
    }
}
