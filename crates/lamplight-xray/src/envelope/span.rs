//! One span in OTLP.

use lamplight_core::clock::Timestamp;
use opentelemetry::trace::{Event, Link, SpanContext, SpanKind, Status};
use opentelemetry::{Array, KeyValue, SpanId, StringValue, Value};
use opentelemetry_sdk::trace::SpanData;

use super::protobuf::{attribute, bytes, close, fixed32, fixed64, number, open, text};
use crate::annotation::{ANNOTATIONS, Annotated};
use crate::value::cut;

/// The field of a span's attributes.
const ATTRIBUTES: u8 = 9;

/// What is kept of a span.
#[derive(Clone, Copy)]
struct Limits {
    text: usize,
    attributes: usize,
    /// How many events, and how many links.
    others: usize,
    /// How many attributes each of those has.
    inner: usize,
}

/// Everything.
const WHOLE: Limits =
    Limits { text: usize::MAX, attributes: usize::MAX, others: usize::MAX, inner: usize::MAX };
/// What is certain to fit: with the names no more than 36,000 bytes.
const CUT: Limits = Limits { text: 250, attributes: 32, others: 8, inner: 1 };

/// Writes a span as the field of a scope's spans, in place of what is in the buffer. One of more than `limit` bytes
/// is cut; returns whether it was.
pub(super) fn write(out: &mut Vec<u8>, span: &SpanData, annotated: &Annotated, limit: usize) -> bool {
    write_within(out, span, annotated, WHOLE);
    let is_too_long = out.len() > limit;
    if is_too_long {
        write_within(out, span, annotated, CUT);
    }
    is_too_long
}

fn write_within(out: &mut Vec<u8>, span: &SpanData, annotated: &Annotated, limits: Limits) {
    out.clear();
    let place = open(out, 2);
    write_context(out, &span.span_context, limits);
    if span.parent_span_id != SpanId::INVALID {
        bytes(out, 4, &span.parent_span_id.to_bytes());
    }
    text(out, 5, cut(&span.name, limits.text));
    number(out, 6, kind(&span.span_kind));
    let start = Timestamp::from(span.start_time);
    fixed64(out, 7, start.as_nanos());
    fixed64(out, 8, start.max(Timestamp::from(span.end_time)).as_nanos());
    let kept = write_attributes(out, ATTRIBUTES, &span.attributes, limits, limits.attributes);
    write_annotations(out, &span.attributes, annotated, limits);
    number(out, 10, u64::from(span.dropped_attributes_count) + (span.attributes.len() - kept) as u64);
    let (events, links) = (&span.events.events, &span.links.links);
    events.iter().take(limits.others).for_each(|event| write_event(out, event, limits));
    number(out, 12, u64::from(span.events.dropped_count) + events.len().saturating_sub(limits.others) as u64);
    links.iter().take(limits.others).for_each(|link| write_link(out, link, limits));
    number(out, 14, u64::from(span.links.dropped_count) + links.len().saturating_sub(limits.others) as u64);
    write_status(out, &span.status, limits);
    fixed32(out, 16, flags(&span.span_context, span.parent_span_is_remote));
    close(out, place);
}

/// The ids and the state of a span, which have the same numbers where it is linked.
fn write_context(out: &mut Vec<u8>, context: &SpanContext, limits: Limits) {
    bytes(out, 1, &context.trace_id().to_bytes());
    bytes(out, 2, &context.span_id().to_bytes());
    let state = context.trace_state().header();
    // A part of it would be another one.
    if state.len() <= limits.text {
        text(out, 3, &state);
    }
}

/// Writes attributes. How many there was room for.
fn write_attributes(out: &mut Vec<u8>, field: u8, all: &[KeyValue], limits: Limits, most: usize) -> usize {
    for KeyValue { key, value, .. } in all.iter().take(most) {
        // The names of a span's annotations come with others.
        let is_list = field == ATTRIBUTES && key.as_str() == ANNOTATIONS;
        if !is_list || !matches!(value, Value::Array(Array::String(_))) {
            attribute(out, field, key.as_str(), value, limits.text);
        }
    }
    all.len().min(most)
}

/// Names the attributes that X-Ray is to index: those that the span names, and those that are named for all.
fn write_annotations(out: &mut Vec<u8>, all: &[KeyValue], annotated: &Annotated, limits: Limits) {
    let mut names: Vec<StringValue> = Vec::new();
    if let Some(named) = all.iter().rfind(|attribute| attribute.key.as_str() == ANNOTATIONS) {
        if let Value::Array(Array::String(named)) = &named.value {
            names.clone_from(named);
        }
    }
    for attribute in all.iter().filter(|attribute| annotated.has(attribute.key.as_str())) {
        if names.iter().all(|name| name.as_str() != attribute.key.as_str()) {
            names.push(attribute.key.as_str().to_owned().into());
        }
    }
    if !names.is_empty() {
        attribute(out, ATTRIBUTES, ANNOTATIONS, &Value::Array(Array::String(names)), limits.text.max(4000));
    }
}

fn write_event(out: &mut Vec<u8>, event: &Event, limits: Limits) {
    let place = open(out, 11);
    fixed64(out, 1, Timestamp::from(event.timestamp).as_nanos());
    text(out, 2, cut(&event.name, limits.text));
    let kept = write_attributes(out, 3, &event.attributes, limits, limits.inner);
    number(out, 4, u64::from(event.dropped_attributes_count) + (event.attributes.len() - kept) as u64);
    close(out, place);
}

fn write_link(out: &mut Vec<u8>, link: &Link, limits: Limits) {
    let place = open(out, 13);
    write_context(out, &link.span_context, limits);
    let kept = write_attributes(out, 4, &link.attributes, limits, limits.inner);
    number(out, 5, u64::from(link.dropped_attributes_count) + (link.attributes.len() - kept) as u64);
    fixed32(out, 6, flags(&link.span_context, link.span_context.is_remote()));
    close(out, place);
}

fn write_status(out: &mut Vec<u8>, status: &Status, limits: Limits) {
    let (code, message) = match status {
        Status::Unset => return,
        Status::Ok => (1, ""),
        Status::Error { description } => (2, &**description),
    };
    let place = open(out, 15);
    text(out, 2, cut(message, limits.text));
    number(out, 3, code);
    close(out, place);
}

fn kind(kind: &SpanKind) -> u64 {
    match kind {
        SpanKind::Internal => 1,
        SpanKind::Server => 2,
        SpanKind::Client => 3,
        SpanKind::Producer => 4,
        SpanKind::Consumer => 5,
    }
}

/// The flags of W3C; and that it is known whether the other span is remote, and whether it is.
fn flags(context: &SpanContext, is_remote: bool) -> u32 {
    u32::from(context.trace_flags().to_u8()) | 0x100 | u32::from(is_remote) << 9
}
