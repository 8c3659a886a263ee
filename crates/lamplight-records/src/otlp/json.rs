//! The form of JSON: camel case, ids in hexadecimal digits, long integers as text.

use std::sync::Arc;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

use super::{conclude, kind, status};
use crate::span::{Scope, Span, SpanEvent, SpanLink};

pub(super) fn request(request: &Value) -> Option<Vec<Span>> {
    request.get("resourceSpans")?.as_array()?;
    let mut spans = Vec::new();
    for of_resource in list(request, "resourceSpans") {
        let resource = of_resource.get("resource").map(|resource| attributes(resource, "attributes"));
        let resource = Arc::new(resource.unwrap_or_default());
        for of_scope in list(of_resource, "scopeSpans") {
            let scope = Arc::new(of_scope.get("scope").map(scope).unwrap_or_default());
            let found = list(of_scope, "spans").filter(|span| span.is_object()).map(span);
            spans.extend(found.map(|span| Span {
                resource: Arc::clone(&resource),
                scope: Arc::clone(&scope),
                ..span
            }));
        }
    }
    Some(spans)
}

fn scope(value: &Value) -> Scope {
    Scope {
        name: text(value, "name").to_owned(),
        version: text(value, "version").to_owned(),
        attributes: attributes(value, "attributes"),
    }
}

fn span(value: &Value) -> Span {
    let told = value.get("status");
    let code = told.and_then(|status| status.get("code"));
    let mut span = Span {
        trace_id: TraceId::from_w3c(text(value, "traceId")),
        id: SpanId::from_hex(text(value, "spanId")),
        parent_id: SpanId::from_hex(text(value, "parentSpanId")),
        name: text(value, "name").to_owned(),
        kind: kind(value.get("kind").map_or(0, |kind| number(kind, &KINDS))),
        start: time(value, "startTimeUnixNano"),
        end: time(value, "endTimeUnixNano"),
        status: status(code.map_or(0, |code| number(code, &STATUSES))),
        attributes: attributes(value, "attributes"),
        events: list(value, "events").map(event).collect(),
        links: list(value, "links").map(link).collect(),
        ..Span::default()
    };
    conclude(&mut span, told.map(|status| text(status, "message")).unwrap_or_default());
    span
}

fn event(value: &Value) -> SpanEvent {
    SpanEvent {
        name: text(value, "name").to_owned(),
        time: time(value, "timeUnixNano"),
        attributes: attributes(value, "attributes"),
    }
}

fn link(value: &Value) -> SpanLink {
    SpanLink {
        trace_id: TraceId::from_w3c(text(value, "traceId")),
        span_id: SpanId::from_hex(text(value, "spanId")),
        attributes: attributes(value, "attributes"),
    }
}

const KINDS: [&str; 6] = [
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER",
];
const STATUSES: [&str; 3] = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

/// An enum as its number; older writers give its name.
fn number(value: &Value, names: &[&str]) -> u64 {
    let named = |name: &str| names.iter().position(|known| *known == name);
    let by_name = value.as_str().and_then(named).and_then(|position| u64::try_from(position).ok());
    value.as_u64().or(by_name).unwrap_or_default()
}

fn attributes(value: &Value, key: &str) -> Map<String, Value> {
    pairs(list(value, key))
}

fn pairs<'a>(list: impl Iterator<Item = &'a Value>) -> Map<String, Value> {
    let pair = |pair: &Value| {
        let key = pair.get("key")?.as_str()?.to_owned();
        Some((key, pair.get("value").map_or(Value::Null, any_value)))
    };
    list.filter_map(pair).collect()
}

/// The value inside of `{"stringValue": …}` and its siblings. What the reader of JSON nests, it bounds.
fn any_value(value: &Value) -> Value {
    let Some((kind, value)) = value.as_object().and_then(|object| object.iter().next()) else {
        return Value::Null;
    };
    match kind.as_str() {
        "intValue" => integer(value).map_or_else(|| value.clone(), Value::from),
        "arrayValue" => Value::Array(list(value, "values").map(any_value).collect()),
        "kvlistValue" => Value::Object(pairs(list(value, "values"))),
        _ => value.clone(),
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Zero stands for a time that is not known.
fn time(value: &Value, key: &str) -> Option<Timestamp> {
    let value = value.get(key)?;
    let nanos = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    (nanos != 0).then(|| Timestamp::from_nanos(nanos))
}
