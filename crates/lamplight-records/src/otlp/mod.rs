//! Requests of OTLP/HTTP that bring spans: `ExportTraceServiceRequest`, in either of its two forms.
//!
//! <https://opentelemetry.io/docs/specs/otlp/#otlphttp>

mod json;
mod protobuf;
mod wire;

use serde_json::Value;

use crate::span::{Cause, Span, SpanKind, SpanStatus};

/// Reads a request in whichever form it is.
///
/// `None` for what is neither. An empty request is one in Protocol Buffers without spans.
#[must_use]
pub fn parse(request: &[u8]) -> Option<Vec<Span>> {
    // A line feed is white space to the one and the first byte of nearly every request to the other.
    parse_json(request).or_else(|| parse_protobuf(request))
}

/// Reads a request in the form of Protocol Buffers.
///
/// `None` where the bytes are no message. Fields that are not known are passed over, and so are those of an
/// unexpected type; text that is not UTF-8 is mended. Values of attributes that nest deeper than 32 levels
/// are null.
#[must_use]
pub fn parse_protobuf(request: &[u8]) -> Option<Vec<Span>> {
    protobuf::request(request).ok()
}

/// Reads a request in the form of JSON.
///
/// `None` where it is not a JSON object with a list `resourceSpans`. What is not as it should be is passed
/// over; enums may be numbers or names, and whole numbers may be text.
#[must_use]
pub fn parse_json(request: &[u8]) -> Option<Vec<Span>> {
    if request.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    json::request(&serde_json::from_slice(request).ok()?)
}

fn kind(number: u64) -> SpanKind {
    match number {
        1 => SpanKind::Internal,
        2 => SpanKind::Server,
        3 => SpanKind::Client,
        4 => SpanKind::Producer,
        5 => SpanKind::Consumer,
        _ => SpanKind::Unspecified,
    }
}

fn status(number: u64) -> SpanStatus {
    match number {
        1 => SpanStatus::Ok,
        2 => SpanStatus::Error,
        _ => SpanStatus::Unset,
    }
}

/// What follows from the rest: the HTTP status, and the cause out of the last event about an exception and
/// the status message, which knows better what to say.
fn conclude(span: &mut Span, status_message: &str) {
    let code =
        ["http.response.status_code", "http.status_code"].iter().find_map(|key| span.attributes.get(*key));
    span.http_status = code.and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let exception = span.events.iter().rev().find(|event| event.name == "exception");
    let text = |key: &str| exception.and_then(|event| event.attributes.get(key)?.as_str());
    let message = Some(status_message).filter(|message| !message.is_empty());
    span.cause = Cause::of(text("exception.type"), message.or_else(|| text("exception.message")));
}
