//! Sends spans of every kind as the environment says, and writes to standard output what they are, a line of JSON
//! each, so that whoever receives them can compare. Of a number with a fraction it writes the bits.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "what it writes there is what it is for")]

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use lamplight_core::lookup::ProcessEnvironment;
use lamplight_otlp::{OtlpExporter, Settings};
use opentelemetry::trace::{
    Event, Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Array, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanExporter as _, SpanLinks};
use serde_json::{Map, json};

/// More than a piece of a body in TLS, and than a window of compression.
const SPANS: u64 = 400;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (settings, problems) = Settings::from_lookup(&ProcessEnvironment)?;
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem.into());
    }
    let attributes = [KeyValue::new("service.name", "orders"), KeyValue::new("process.pid", 7)];
    let resource = Resource::builder_empty().with_attributes(attributes).build();
    let spans: Vec<SpanData> = (1..=SPANS).map(span).collect();
    for span in &spans {
        println!("{}", told(&resource, span));
    }
    let mut exporter = OtlpExporter::new(settings);
    exporter.set_resource(&resource);
    exporter.export(spans).await?;
    Ok(())
}

fn span(number: u64) -> SpanData {
    let state = TraceState::from_key_value([("vendor", "x:y"), ("other", "1")]).unwrap_or_default();
    let context = |id| {
        SpanContext::new(
            TraceId::from(0xabc + u128::from(number % 7)),
            SpanId::from(id),
            TraceFlags::SAMPLED,
            number % 2 == 0,
            if number % 3 == 0 { state.clone() } else { TraceState::default() },
        )
    };
    let start = UNIX_EPOCH + Duration::new(1_465_510_280 + number, 123_456_789);
    let (mut events, mut links) = (SpanEvents::default(), SpanLinks::default());
    if number % 4 == 0 {
        events.events.push(Event::new("exception", start, values(number), 1));
        events.dropped_count = 3;
        links.links.push(Link::new(context(number << 32), values(number), 2));
        links.dropped_count = 4;
    }
    let kinds =
        [SpanKind::Internal, SpanKind::Server, SpanKind::Client, SpanKind::Producer, SpanKind::Consumer];
    SpanData {
        span_context: context(number),
        parent_span_id: SpanId::from(if number % 5 == 0 { 0 } else { u64::MAX - number }),
        parent_span_is_remote: number % 2 == 0,
        span_kind: kinds[number as usize % kinds.len()].clone(),
        name: format!("work \"{number}\" \u{e4}\u{1f4a1}\n").into(),
        start_time: start,
        end_time: start + Duration::from_nanos(number),
        attributes: values(number),
        dropped_attributes_count: 5,
        events,
        links,
        status: match number % 3 {
            0 => Status::Unset,
            1 => Status::Ok,
            _ => Status::error("no stock"),
        },
        instrumentation_scope: if number % 2 == 0 {
            InstrumentationScope::builder("sdk").with_version("1.2").build()
        } else {
            InstrumentationScope::builder("app").build()
        },
    }
}

fn values(number: u64) -> Vec<KeyValue> {
    let fraction = 0.1 * number as f64;
    vec![
        KeyValue::new("text", format!("\u{0}\t\"\\ \u{fffd} {number}")),
        KeyValue::new("empty", ""),
        KeyValue::new("flag", number % 2 == 0),
        KeyValue::new("least", i64::MIN),
        KeyValue::new("most", i64::MAX),
        KeyValue::new("fraction", fraction),
        KeyValue::new("tiny", f64::MIN_POSITIVE / 3.0),
        KeyValue::new("texts", Value::Array(Array::String(vec!["a".into(), "".into()]))),
        KeyValue::new("flags", Value::Array(Array::Bool(vec![true, false]))),
        KeyValue::new("numbers", Value::Array(Array::I64(vec![-1, 0, 1 << 60]))),
        KeyValue::new("fractions", Value::Array(Array::F64(vec![fraction, -1.5, 1e300]))),
        KeyValue::new("none", Value::Array(Array::String(Vec::new()))),
    ]
}

// === What they are ===

fn told(resource: &Resource, span: &SpanData) -> serde_json::Value {
    let (code, message) = match &span.status {
        Status::Unset => (0, ""),
        Status::Ok => (1, ""),
        Status::Error { description } => (2, description.as_ref()),
    };
    let events = span.events.iter().map(|event| {
        let dropped = event.dropped_attributes_count;
        json!({ "name": event.name, "time": nanos(event.timestamp), "attributes": attributes(&event.attributes), "dropped": dropped })
    });
    let links = span.links.iter().map(|link| {
        let (context, dropped) = (&link.span_context, link.dropped_attributes_count);
        let flags = flags(context.is_remote());
        json!({ "context": told_context(context), "attributes": attributes(&link.attributes), "dropped": dropped, "flags": flags })
    });
    let parent = span.parent_span_id;
    let scope = &span.instrumentation_scope;
    let resource: Map<_, _> =
        resource.iter().map(|(key, value)| (key.to_string(), told_value(value))).collect();
    json!({
        "resource": resource,
        "scope": [scope.name(), scope.version().unwrap_or_default()],
        "context": told_context(&span.span_context),
        "parent": if parent == SpanId::INVALID { String::new() } else { parent.to_string() },
        "flags": flags(span.parent_span_is_remote),
        "name": span.name,
        "kind": match span.span_kind {
            SpanKind::Internal => 1,
            SpanKind::Server => 2,
            SpanKind::Client => 3,
            SpanKind::Producer => 4,
            SpanKind::Consumer => 5,
        },
        "start": nanos(span.start_time),
        "end": nanos(span.end_time),
        "attributes": attributes(&span.attributes),
        "events": events.collect::<Vec<_>>(),
        "links": links.collect::<Vec<_>>(),
        "dropped": [span.dropped_attributes_count, span.events.dropped_count, span.links.dropped_count],
        "status": [json!(code), json!(message)],
    })
}

fn told_context(context: &SpanContext) -> serde_json::Value {
    json!([context.trace_id().to_string(), context.span_id().to_string(), context.trace_state().header()])
}

/// Sampled, and whether the context is known to be remote (OTLP, `SpanFlags`).
fn flags(is_remote: bool) -> u32 {
    if is_remote { 0x301 } else { 0x101 }
}

fn attributes(attributes: &[KeyValue]) -> Map<String, serde_json::Value> {
    attributes.iter().map(|attribute| (attribute.key.to_string(), told_value(&attribute.value))).collect()
}

fn told_value(value: &Value) -> serde_json::Value {
    let integer = |value: &i64| json!({ "int": value.to_string() });
    let fraction = |value: &f64| json!({ "double": format!("{:016x}", value.to_bits()) });
    let text = |value: &str| json!({ "string": value });
    let flag = |value: &bool| json!({ "bool": value });
    match value {
        Value::Bool(value) => flag(value),
        Value::I64(value) => integer(value),
        Value::F64(value) => fraction(value),
        Value::Array(Array::Bool(values)) => values.iter().map(flag).collect(),
        Value::Array(Array::I64(values)) => values.iter().map(integer).collect(),
        Value::Array(Array::F64(values)) => values.iter().map(fraction).collect(),
        Value::Array(Array::String(values)) => values.iter().map(|value| text(value.as_str())).collect(),
        other => text(&other.as_str()),
    }
}

fn nanos(time: std::time::SystemTime) -> String {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}
