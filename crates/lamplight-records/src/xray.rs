//! Segment documents of X-Ray, as they are sent to its daemon.
//!
//! <https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html>

use std::collections::HashMap;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

use crate::span::{Cause, Span, SpanKind, SpanLink, SpanStatus};

/// Exceptions by their ids, because a segment may refer to one of its subsegments.
type Exceptions = HashMap<String, Cause>;

/// Reads a datagram: the line `{"format":"json","version":1}` and a document; or a document alone.
///
/// The spans are the document's own and those of its subsegments, each before what is nested in it.
///
/// `None` unless there is a JSON object that has a `name`; the header of a datagram is not looked at
/// closer than that. Subsegments that are not objects are left out. Nesting beyond 127 levels is not read.
#[must_use]
pub fn parse(datagram: &[u8]) -> Option<Vec<Span>> {
    let document = document(datagram)?;
    document.get("name")?.as_str()?;
    let mut spans = Vec::new();
    let mut exceptions = Exceptions::new();
    let mut references = Vec::new();
    let root = Place::default();
    flatten(document, root, &mut |span, cause| {
        match cause {
            Some(Value::String(id)) => references.push((spans.len(), id)),
            Some(cause) => collect(&cause, &mut exceptions),
            None => {}
        }
        spans.push(span);
    });
    for (span, id) in references {
        if let (Some(span), Some(cause)) = (spans.get_mut(span), exceptions.get(&id)) {
            span.cause = Some(cause.clone());
        }
    }
    Some(spans)
}

/// Where a document stands.
#[derive(Clone, Copy, Default)]
struct Place {
    nested: bool,
    trace_id: Option<TraceId>,
    /// What it is nested in, if that has an id.
    parent: Option<SpanId>,
}

/// A document may span lines, so it is what is left after a first line that is an object by itself.
fn document(datagram: &[u8]) -> Option<Map<String, Value>> {
    let mut rest = serde_json::Deserializer::from_slice(datagram).into_iter::<Map<String, Value>>();
    let first = rest.next()?.ok()?;
    match rest.next() {
        Some(second) if first.contains_key("format") && !first.contains_key("name") => second.ok(),
        Some(_) => None,
        None => Some(first),
    }
}

/// Tells each span, and what its document says of the cause where that is not clear by itself.
fn flatten(mut document: Map<String, Value>, place: Place, tell: &mut impl FnMut(Span, Option<Value>)) {
    let subsegments = document.shift_remove("subsegments");
    let cause = document.shift_remove("cause");
    let span = read(document, cause.as_ref(), place);
    let inner = Place { nested: true, trace_id: span.trace_id, parent: span.id };
    tell(span, cause);
    if let Some(Value::Array(subsegments)) = subsegments {
        for subsegment in subsegments {
            if let Value::Object(subsegment) = subsegment {
                flatten(subsegment, inner, tell);
            }
        }
    }
}

fn read(mut document: Map<String, Value>, cause: Option<&Value>, place: Place) -> Span {
    let independent = document.get("type").and_then(Value::as_str) == Some("subsegment");
    let mut take = |key: &str| document.shift_remove(key);
    let namespace = text(take("namespace"));
    let kind = match (&namespace, place.nested || independent) {
        (Some(_), _) => SpanKind::Client,
        (None, true) => SpanKind::Internal,
        (None, false) => SpanKind::Server,
    };
    let mut set = |key: &str| take(key).and_then(|value| value.as_bool()).unwrap_or_default();
    let (fault, throttle, error) = (set("fault"), set("throttle"), set("error"));
    let status = match (fault, throttle, error) {
        (true, ..) => SpanStatus::Fault,
        (_, true, _) => SpanStatus::Throttle,
        (_, _, true) => SpanStatus::Error,
        _ => SpanStatus::Unset,
    };
    // A span that is in progress may have the time of its last update.
    let in_progress = set("in_progress");
    let end = take("end_time").filter(|_| !in_progress).and_then(|value| time(&value));
    Span {
        trace_id: text(take("trace_id")).and_then(|id| TraceId::from_xray(&id)).or(place.trace_id),
        id: span_id(take("id")),
        parent_id: span_id(take("parent_id")).or(place.parent),
        name: text(take("name")).unwrap_or_default(),
        kind,
        start: take("start_time").and_then(|value| time(&value)),
        end,
        status,
        cause: cause.and_then(first_exception).and_then(read_exception),
        namespace,
        attributes: object(take("annotations")),
        metadata: object(take("metadata")),
        links: links(take("links")),
        http_status: document
            .get("http")
            .and_then(|http| http.get("response")?.get("status")?.as_u64())
            .and_then(|status| u16::try_from(status).ok()),
        other: document,
        ..Span::default()
    }
}

fn links(links: Option<Value>) -> Vec<SpanLink> {
    let Some(Value::Array(links)) = links else { return Vec::new() };
    let read = |link: Value| {
        let Value::Object(mut link) = link else { return None };
        Some(SpanLink {
            trace_id: text(link.shift_remove("trace_id")).and_then(|id| TraceId::from_xray(&id)),
            span_id: span_id(link.shift_remove("id")),
            attributes: object(link.shift_remove("attributes")),
        })
    };
    links.into_iter().filter_map(read).collect()
}

fn first_exception(cause: &Value) -> Option<&Value> {
    cause.get("exceptions")?.as_array()?.first()
}

fn read_exception(exception: &Value) -> Option<Cause> {
    let text = |key: &str| exception.get(key).and_then(Value::as_str);
    Cause::of(text("type"), text("message"))
}

fn collect(cause: &Value, exceptions: &mut Exceptions) {
    for exception in cause.get("exceptions").and_then(Value::as_array).into_iter().flatten() {
        if let (Some(id), Some(cause)) =
            (exception.get("id").and_then(Value::as_str), read_exception(exception))
        {
            exceptions.insert(id.to_owned(), cause);
        }
    }
}

fn text(value: Option<Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn object(value: Option<Value>) -> Map<String, Value> {
    match value {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

fn span_id(value: Option<Value>) -> Option<SpanId> {
    SpanId::from_hex(&text(value)?)
}

/// Seconds as a 64-bit float hold today's times to a fraction of a microsecond: so they are rounded to it.
fn time(value: &Value) -> Option<Timestamp> {
    const LATEST: f64 = (u64::MAX / 1000) as f64;
    let micros = (value.as_f64()? * 1e6).round();
    // The cast cannot saturate: what does not fit is no time.
    (0.0..LATEST).contains(&micros).then(|| Timestamp::from_nanos((micros as u64).saturating_mul(1000)))
}
