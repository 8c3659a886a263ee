//! A batch of spans as the body of a request.

use lamplight_core::clock::Timestamp;
use lamplight_otlp_client::Encoding;
use opentelemetry::InstrumentationScope;
use opentelemetry::trace::{Event, Link, SpanContext, SpanId, SpanKind, Status, TraceState};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;

use crate::protobuf::{attribute, attributes, bytes, fixed32, fixed64, length, message, number, varint_len};

/// The flag that says the next one is meant (OTLP, `SpanFlags`).
const HAS_IS_REMOTE: u32 = 0x100;
/// The flag of a span whose parent is remote, and of a link to a remote span.
const IS_REMOTE: u32 = 0x200;

/// Writes spans as `ExportTraceServiceRequest`s. What it needs on the way is reused: in the long run, nothing
/// is allocated.
#[derive(Debug, Default)]
pub struct Requests {
    encoding: Encoding,
    /// The resource, already written.
    resource: Vec<u8>,
    schema_url: String,
    /// Which spans of the batch are written.
    done: Vec<bool>,
}

// === impl Requests ===

impl Requests {
    /// Writes them as this; without it, as protobuf.
    #[must_use]
    pub fn with_encoding(encoding: Encoding) -> Self {
        Self { encoding, ..Self::default() }
    }

    /// What produced the spans. None, before this is called.
    pub fn set_resource(&mut self, resource: &Resource) {
        self.resource.clear();
        match self.encoding {
            #[cfg(feature = "json")]
            Encoding::Json => crate::json::write_resource(&mut self.resource, resource),
            _ => {
                for (key, value) in resource {
                    attribute(&mut self.resource, 1, key.as_str(), value);
                }
            }
        }
        self.schema_url.clear();
        self.schema_url.push_str(resource.schema_url().unwrap_or_default());
    }

    /// Appends the request for a batch, in which spans are grouped by the scope that made them.
    pub fn write(&mut self, out: &mut Vec<u8>, spans: &[SpanData]) {
        let Self { encoding, resource, schema_url, done } = self;
        done.clear();
        done.resize(spans.len(), false);
        match encoding {
            #[cfg(feature = "json")]
            Encoding::Json => return crate::json::write(out, resource, schema_url, spans, done),
            _ => {}
        }
        message(out, 1, |out| {
            message(out, 1, |out| out.extend_from_slice(resource));
            for first in 0..spans.len() {
                if !done[first] {
                    message(out, 2, |out| write_scope(out, spans, first, done));
                }
            }
            bytes(out, 3, schema_url.as_bytes());
        });
    }
}

/// Writes the spans that have the same scope as the `first`.
fn write_scope(out: &mut Vec<u8>, spans: &[SpanData], first: usize, done: &mut [bool]) {
    let scope = &spans[first].instrumentation_scope;
    message(out, 1, |out| {
        bytes(out, 1, scope.name().as_bytes());
        bytes(out, 2, scope.version().unwrap_or_default().as_bytes());
        attributes(out, 3, scope.attributes());
    });
    for (span, done) in spans[first..].iter().zip(&mut done[first..]) {
        if !*done && is_same(&span.instrumentation_scope, scope) {
            message(out, 2, |out| write_span(out, span));
            *done = true;
        }
    }
    bytes(out, 3, scope.schema_url().unwrap_or_default().as_bytes());
}

/// Scopes whose attributes are in another order count as two, which means the same: comparing them as sets takes
/// sorting, and that 13 KB of code.
pub(crate) fn is_same(one: &InstrumentationScope, other: &InstrumentationScope) -> bool {
    one.name() == other.name()
        && one.version() == other.version()
        && one.schema_url() == other.schema_url()
        && one.attributes().eq(other.attributes())
}

fn write_span(out: &mut Vec<u8>, span: &SpanData) {
    write_context(out, &span.span_context);
    if span.parent_span_id != SpanId::INVALID {
        bytes(out, 4, &span.parent_span_id.to_bytes());
    }
    bytes(out, 5, span.name.as_bytes());
    number(out, 6, kind(&span.span_kind));
    fixed64(out, 7, Timestamp::from(span.start_time).as_nanos());
    fixed64(out, 8, Timestamp::from(span.end_time).as_nanos());
    attributes(out, 9, &span.attributes);
    number(out, 10, span.dropped_attributes_count.into());
    for event in span.events.iter() {
        message(out, 11, |out| write_event(out, event));
    }
    number(out, 12, span.events.dropped_count.into());
    for link in span.links.iter() {
        message(out, 13, |out| write_link(out, link));
    }
    number(out, 14, span.links.dropped_count.into());
    write_status(out, &span.status);
    fixed32(out, 16, flags(&span.span_context, span.parent_span_is_remote));
}

/// The first three fields of a span, and of a link.
fn write_context(out: &mut Vec<u8>, context: &SpanContext) {
    bytes(out, 1, &context.trace_id().to_bytes());
    bytes(out, 2, &context.span_id().to_bytes());
    write_trace_state(out, context.trace_state());
}

/// Writes `key=value,key=value`.
fn write_trace_state(out: &mut Vec<u8>, state: &TraceState) {
    // Of each item also what stands before its value and after it, but for the last.
    let bytes: usize = state.into_iter().map(|(key, value)| key.len() + value.len() + 2).sum();
    if bytes == 0 {
        return;
    }
    length(out, 3, bytes - 1);
    for (index, (key, value)) in state.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.extend_from_slice(key.as_bytes());
        out.push(b'=');
        out.extend_from_slice(value.as_bytes());
    }
}

fn write_event(out: &mut Vec<u8>, event: &Event) {
    fixed64(out, 1, Timestamp::from(event.timestamp).as_nanos());
    bytes(out, 2, event.name.as_bytes());
    attributes(out, 3, &event.attributes);
    number(out, 4, event.dropped_attributes_count.into());
}

fn write_link(out: &mut Vec<u8>, link: &Link) {
    write_context(out, &link.span_context);
    attributes(out, 4, &link.attributes);
    number(out, 5, link.dropped_attributes_count.into());
    fixed32(out, 6, flags(&link.span_context, link.span_context.is_remote()));
}

fn write_status(out: &mut Vec<u8>, status: &Status) {
    let (code, description) = self::status(status);
    let text =
        if description.is_empty() { 0 } else { 1 + varint_len(description.len() as u64) + description.len() };
    length(out, 15, text + if code == 0 { 0 } else { 2 });
    bytes(out, 2, description.as_bytes());
    number(out, 3, code);
}

/// The status' code, and why it is an error.
pub(crate) fn status(status: &Status) -> (u64, &str) {
    match status {
        Status::Unset => (0, ""),
        Status::Ok => (1, ""),
        Status::Error { description } => (2, description.as_ref()),
    }
}

pub(crate) fn kind(kind: &SpanKind) -> u64 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

pub(crate) fn flags(context: &SpanContext, is_remote: bool) -> u32 {
    let remote = if is_remote { IS_REMOTE } else { 0 };
    u32::from(context.trace_flags().to_u8()) | HAS_IS_REMOTE | remote
}
