//! Our own format.

use lamplight_core::level::Level;

use super::{Format, Keys, Record};

/// One JSON object; the format that is used where nothing else is said.
///
/// ```text
/// {"level":"INFO","location":"shop::orders:42","message":"order received","timestamp":"2026-01-31T23:59:59.999Z","service":"shop","order_id":"A-17"}
/// ```
///
/// See the [crate's documentation](crate#keys) for its keys.
#[derive(Clone, Copy, Debug)]
pub struct JsonFormat {
    order: [Part; 6],
}

/// A part of a line, whose place in it can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `level`
    Level,
    /// `location`
    Location,
    /// `message`
    Message,
    /// `timestamp`
    Timestamp,
    /// `service` and the keys of the invocation
    Keys,
    /// The fields of the event and of the spans around it
    Fields,
}

// === impl JsonFormat ===

impl JsonFormat {
    /// With its parts in the order that [`Part`] names them in.
    #[must_use]
    pub const fn new() -> Self {
        Self { order: Part::ALL }
    }

    /// Has these parts come first, in this order; the others follow in theirs.
    ///
    /// ```
    /// use lamplight_logger::format::{JsonFormat, Part};
    ///
    /// let format = JsonFormat::new().first(&[Part::Message, Part::Level]);
    /// ```
    #[must_use]
    pub fn first(mut self, parts: &[Part]) -> Self {
        // Stable, so that what is not named keeps its order.
        self.order.sort_by_key(|part| parts.iter().position(|first| first == part).unwrap_or(parts.len()));
        self
    }
}

impl Default for JsonFormat {
    fn default() -> Self {
        Self::new()
    }
}

impl Format for JsonFormat {
    fn reserved(&self) -> &'static [&'static str] {
        &[
            "level",
            "location",
            "message",
            "timestamp",
            "service",
            "cold_start",
            "function_name",
            "function_memory_size",
            "function_arn",
            "function_request_id",
            "correlation_id",
            "tenant_id",
            "xray_trace_id",
            "trace_id",
            "span_id",
        ]
    }

    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
        keys.write(out, true);
    }

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        // Each part begins with a comma, and the first one becomes the brace. What cannot need escaping is not
        // looked at for that.
        let start = out.len();
        if self.order == Part::ALL {
            // The same without a look at the order, which is how nearly all lines are written.
            Part::Level.write(record, out);
            Part::Location.write(record, out);
            Part::Message.write(record, out);
            Part::Timestamp.write(record, out);
            Part::Keys.write(record, out);
            Part::Fields.write(record, out);
        } else {
            self.order.into_iter().for_each(|part| part.write(record, out));
        }
        out[start] = b'{';
        out.push(b'}');
    }
}

// === impl Part ===

impl Part {
    const ALL: [Self; 6] =
        [Self::Level, Self::Location, Self::Message, Self::Timestamp, Self::Keys, Self::Fields];

    /// Writes it with a comma before it, if there is anything.
    #[inline(always)]
    fn write(self, record: &Record<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Level => out.extend_from_slice(level(record.level)),
            Self::Location if record.place.is_empty() => {}
            Self::Location => {
                out.extend_from_slice(b",\"location\":");
                out.extend_from_slice(record.place);
            }
            Self::Message if record.message.is_empty() => {}
            Self::Message => {
                out.extend_from_slice(b",\"message\":");
                out.extend_from_slice(record.message);
            }
            Self::Timestamp => {
                out.extend_from_slice(b",\"timestamp\":\"");
                out.extend_from_slice(record.time);
                out.push(b'"');
            }
            Self::Keys => out.extend_from_slice(record.keys),
            Self::Fields => out.extend_from_slice(record.fields.as_json()),
        }
    }
}

/// One copy instead of three.
const fn level(level: Level) -> &'static [u8] {
    match level {
        Level::Trace => b",\"level\":\"TRACE\"",
        Level::Debug => b",\"level\":\"DEBUG\"",
        Level::Info => b",\"level\":\"INFO\"",
        Level::Warn => b",\"level\":\"WARN\"",
        Level::Error => b",\"level\":\"ERROR\"",
        Level::Fatal => b",\"level\":\"FATAL\"",
    }
}
