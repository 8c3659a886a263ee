//! A log record under construction.

use lamplight_core::clock::Timestamp;
use lamplight_core::level::Level;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

use super::line::{Content, Line};
use super::{json, text, value};
use crate::otlp::writer::Message;

/// Attributes beyond these are dropped, and counted in the record.
const MOST_ATTRIBUTES: usize = 128;

/// One log record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    /// When it happened, as it says itself.
    pub(super) time: Option<Timestamp>,
    pub(super) observed: Option<Timestamp>,
    pub(super) severity: Option<Level>,
    /// The level in its own word.
    pub(super) severity_text: String,
    pub(super) body: Body,
    pub(super) attributes: Map<String, Value>,
    pub(crate) trace_id: Option<TraceId>,
    pub(super) span_id: Option<SpanId>,
    pub(super) flags: u32,
    pub(crate) request_id: Option<String>,
}

/// What a record says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Body {
    #[default]
    None,
    Text(String),
    Value(Value),
    Object(Map<String, Value>),
}

// === impl Record ===

impl Record {
    /// Reads a line. `None` if there is nothing on it.
    pub(crate) fn of(line: Line) -> Option<Self> {
        let record = match line.content {
            Content::Object(object) => json::read(object),
            Content::Text(line) if line.trim().is_empty() => return None,
            Content::Text(line) => text::read(line),
        };
        Some(Self { observed: line.time, ..record })
    }

    /// As OTLP has it. What has no time of its own happened when Lambda read it, or `now`.
    pub(crate) fn message(&self, now: Timestamp) -> Message {
        let observed = self.observed.unwrap_or(now);
        let time = self.time.unwrap_or(observed);
        let mut message = Message::new()
            .fixed64(1, time.as_nanos())
            .fixed64(11, observed.as_nanos())
            .text(3, &self.severity_text);
        if let Some(severity) = self.severity {
            message = message.varint(2, number(severity));
        }
        message = match &self.body {
            Body::None => message,
            Body::Text(text) => message.message(5, value::any_text(text)),
            Body::Value(body) => message.message(5, value::any(body)),
            Body::Object(object) => message.message(5, value::any_object(object)),
        };
        let request_id = self.request_id.clone().map(Value::String);
        let own = request_id.iter().map(|id| value::key_value("faas.invocation_id", id));
        let kept =
            self.attributes.iter().take(MOST_ATTRIBUTES).map(|(key, value)| value::key_value(key, value));
        message = message.messages(6, own.chain(kept));
        let dropped = self.attributes.len().saturating_sub(MOST_ATTRIBUTES);
        if dropped > 0 {
            message = message.varint(7, dropped as u64);
        }
        if self.flags > 0 {
            message = message.fixed32(8, self.flags);
        }
        let ids = (self.trace_id.map(TraceId::to_bytes), self.span_id.map(SpanId::to_bytes));
        message.bytes(9, ids.0.as_ref().map_or(&[], |id| id)).bytes(10, ids.1.as_ref().map_or(&[], |id| id))
    }
}

/// OTLP's `SeverityNumber`: the first of each range.
fn number(severity: Level) -> u64 {
    match severity {
        Level::Trace => 1,
        Level::Debug => 5,
        Level::Info => 9,
        Level::Warn => 13,
        Level::Error => 17,
        Level::Fatal => 21,
    }
}
