//! A batch of spans in JSON, as OTLP has it: ids in hexadecimal digits, numbers of 64 bits as text, kinds and codes
//! as numbers (OpenTelemetry protocol specification, "JSON Protobuf Encoding").

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Number as _, Object};
use opentelemetry::trace::{Event, Link, SpanContext, SpanId};
use opentelemetry::{Array, Key, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;

use crate::request::{flags, is_same, kind, status};

/// Appends what produced the spans, as an object.
pub(crate) fn write_resource(out: &mut Vec<u8>, resource: &Resource) {
    let mut object = Object::begin(out);
    attributes(&mut object, resource);
    object.end();
}

/// Appends the request for a batch. The resource is an object, or nothing.
pub(crate) fn write(
    out: &mut Vec<u8>,
    resource: &[u8],
    schema_url: &str,
    spans: &[SpanData],
    done: &mut [bool],
) {
    let mut request = Object::begin(out);
    array(request.value("resourceSpans"), [()], |out, ()| {
        let mut of_resource = Object::begin(out);
        if !resource.is_empty() {
            of_resource.raw("resource", resource);
        }
        let scopes = of_resource.value("scopeSpans");
        scopes.push(b'[');
        for first in 0..spans.len() {
            if !done[first] {
                if first > 0 {
                    scopes.push(b',');
                }
                write_scope(scopes, spans, first, done);
            }
        }
        scopes.push(b']');
        text(&mut of_resource, "schemaUrl", schema_url);
        of_resource.end();
    });
    request.end();
}

/// Writes the spans that have the same scope as the `first`.
fn write_scope(out: &mut Vec<u8>, spans: &[SpanData], first: usize, done: &mut [bool]) {
    let scope = &spans[first].instrumentation_scope;
    let mut object = Object::begin(out);
    object.object("scope", |object| {
        text(object, "name", scope.name());
        text(object, "version", scope.version().unwrap_or_default());
        attributes(object, pairs(scope.attributes()));
    });
    let same = spans[first..].iter().zip(&mut done[first..]);
    let same = same.filter(|(span, done)| !**done && is_same(&span.instrumentation_scope, scope));
    array(object.value("spans"), same, |out, (span, done)| {
        write_span(out, span);
        *done = true;
    });
    text(&mut object, "schemaUrl", scope.schema_url().unwrap_or_default());
    object.end();
}

fn write_span(out: &mut Vec<u8>, span: &SpanData) {
    let mut object = Object::begin(out);
    write_context(&mut object, &span.span_context);
    if span.parent_span_id != SpanId::INVALID {
        object.display("parentSpanId", &span.parent_span_id);
    }
    object.number("flags", flags(&span.span_context, span.parent_span_is_remote));
    object.string("name", &span.name);
    object.number("kind", kind(&span.span_kind));
    object.display("startTimeUnixNano", &Timestamp::from(span.start_time).as_nanos());
    object.display("endTimeUnixNano", &Timestamp::from(span.end_time).as_nanos());
    attributes(&mut object, pairs(&span.attributes));
    dropped(&mut object, "droppedAttributesCount", span.dropped_attributes_count);
    array(object.value("events"), span.events.iter(), write_event);
    dropped(&mut object, "droppedEventsCount", span.events.dropped_count);
    array(object.value("links"), span.links.iter(), write_link);
    dropped(&mut object, "droppedLinksCount", span.links.dropped_count);
    let (code, message) = status(&span.status);
    object.object("status", |object| {
        text(object, "message", message);
        object.number("code", code);
    });
    object.end();
}

/// The first members of a span, and of a link.
fn write_context(object: &mut Object<'_>, context: &SpanContext) {
    object.display("traceId", &context.trace_id());
    object.display("spanId", &context.span_id());
    text(object, "traceState", &context.trace_state().header());
}

fn write_event(out: &mut Vec<u8>, event: &Event) {
    let mut object = Object::begin(out);
    object.display("timeUnixNano", &Timestamp::from(event.timestamp).as_nanos());
    text(&mut object, "name", &event.name);
    attributes(&mut object, pairs(&event.attributes));
    dropped(&mut object, "droppedAttributesCount", event.dropped_attributes_count);
    object.end();
}

fn write_link(out: &mut Vec<u8>, link: &Link) {
    let mut object = Object::begin(out);
    write_context(&mut object, &link.span_context);
    attributes(&mut object, pairs(&link.attributes));
    dropped(&mut object, "droppedAttributesCount", link.dropped_attributes_count);
    object.number("flags", flags(&link.span_context, link.span_context.is_remote()));
    object.end();
}

fn pairs<'a>(
    attributes: impl IntoIterator<Item = &'a KeyValue>,
) -> impl Iterator<Item = (&'a Key, &'a Value)> {
    attributes.into_iter().map(|attribute| (&attribute.key, &attribute.value))
}

fn attributes<'a>(object: &mut Object<'_>, attributes: impl IntoIterator<Item = (&'a Key, &'a Value)>) {
    array(object.value("attributes"), attributes, |out, (key, value)| {
        let mut attribute = Object::begin(out);
        attribute.string("key", key.as_str());
        write_value(attribute.value("value"), value);
        attribute.end();
    });
}

/// The object of the one kind of a value that it has.
fn write_value(out: &mut Vec<u8>, value: &Value) {
    let mut object = Object::begin(out);
    match value {
        Value::Bool(value) => object.bool("boolValue", *value),
        Value::I64(value) => object.display("intValue", value),
        Value::F64(value) => value.write(object.value("doubleValue")),
        Value::String(value) => object.string("stringValue", value.as_str()),
        Value::Array(values) => write_array(&mut object, values),
        // A kind that OpenTelemetry will have one day: as text.
        other => object.string("stringValue", &other.as_str()),
    }
    object.end();
}

fn write_array(object: &mut Object<'_>, values: &Array) {
    /// Each item as the value that it would be alone.
    fn items<T: Clone + Into<Value>>(object: &mut Object<'_>, values: &[T]) {
        array(object.value("values"), values, |out, value| write_value(out, &value.clone().into()));
    }
    object.object("arrayValue", |object| match values {
        Array::Bool(values) => items(object, values),
        Array::I64(values) => items(object, values),
        Array::F64(values) => items(object, values),
        Array::String(values) => items(object, values),
        other => array(object.value("values"), [other], |out, other| {
            write_value(out, &Value::from(other.to_string()));
        }),
    });
}

/// Appends an array.
fn array<T>(out: &mut Vec<u8>, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// Text, unless there is none, which is what is read where there is none.
fn text(object: &mut Object<'_>, key: &str, text: &str) {
    if !text.is_empty() {
        object.string(key, text);
    }
}

fn dropped(object: &mut Object<'_>, key: &str, count: u32) {
    if count > 0 {
        object.number(key, count);
    }
}
