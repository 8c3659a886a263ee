//! Sends three traces to the daemon of `AWS_XRAY_DAEMON_ADDRESS`, and prints a line of JSON for each span in them:
//! what a script that receives them, such as `e2e/xray/run`, has to find again.
//!
//! ```text
//! AWS_XRAY_DAEMON_ADDRESS=127.0.0.1:2000 cargo run --example send_traces
//! ```

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "the lines are what it is for")]

use std::error::Error;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::{Duration, SystemTime};

use lamplight_core::clock::Clock;
use lamplight_core::lookup::ProcessEnvironment;
use lamplight_xray::{DaemonAddress, XrayExporter};
use opentelemetry::trace::{Event, Link, SpanContext, SpanKind, Status, TraceFlags, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue, SpanId, TraceId};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanExporter, SpanLinks};
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let address = DaemonAddress::from_lookup(&ProcessEnvironment)?.ok_or("no daemon is named")?;
    let exporter = XrayExporter::builder(address).annotate(["order.id"]).build();
    let now: SystemTime = Clock::system().now().into();
    for (number, trace) in [small(now), failed(now), large(now)].into_iter().enumerate() {
        let spans: Vec<_> = trace.into_iter().map(|span| in_trace(span, number, now)).collect();
        spans.iter().for_each(say);
        // Nothing in it waits: one poll does it.
        let export = pin!(exporter.export(spans));
        let std::task::Poll::Ready(done) = export.poll(&mut Context::from_waker(Waker::noop())) else {
            return Err("the export waits".into());
        };
        done?;
    }
    Ok(())
}

/// A trace of few spans: what most invocations send.
fn small(now: SystemTime) -> Vec<SpanData> {
    let mut reserve = span(2, 1, "reserve", now);
    reserve.attributes =
        vec![KeyValue::new("order.id", "A-17"), KeyValue::new("pieces", 4), KeyValue::new("paid", true)];
    let mut charge = span(3, 1, "charge", now);
    charge.span_kind = SpanKind::Client;
    charge.attributes = vec![
        KeyValue::new("http.request.method", "POST"),
        KeyValue::new("url.full", "https://pay.example.com/charges"),
        KeyValue::new("http.response.status_code", 201),
    ];
    vec![reserve, charge, span(1, 0x53, "## orders", now)]
}

/// A trace with an error, an exception with a stack, a link and an event.
fn failed(now: SystemTime) -> Vec<SpanData> {
    let mut failed = span(1, 0x53, "## orders", now);
    failed.status = Status::error("no cover: \"A-17\"\n");
    let exception = vec![
        KeyValue::new("exception.type", "orders::Declined"),
        KeyValue::new("exception.message", "no cover für Müller 🦀"),
        KeyValue::new("exception.stacktrace", "0: orders::charge\n   at src/pay.rs:12:5\n"),
    ];
    let retry = Event::new("retry", now, vec![KeyValue::new("attempt", 2)], 0);
    failed.events.events = vec![Event::new("exception", now, exception, 0), retry];
    failed.links.links = vec![Link::new(context(9, 3, now), vec![KeyValue::new("reason", "batch")], 0)];
    vec![failed]
}

/// A trace that takes several documents, and one whose largest span is cut.
fn large(now: SystemTime) -> Vec<SpanData> {
    let deep = (2..100).map(|id| span(id, id - 1, "deep", now));
    let wide = (100..140).map(|id| {
        let mut span = span(id, 1, "wide", now);
        span.attributes = vec![KeyValue::new("text", "x".repeat(4000))];
        span
    });
    let mut huge = span(140, 1, "huge", now);
    huge.attributes = vec![KeyValue::new("text", "y".repeat(100_000))];
    deep.chain(wide).chain([huge, span(1, 0, "orders", now)]).collect()
}

fn span(id: u64, parent: u64, name: &'static str, now: SystemTime) -> SpanData {
    SpanData {
        span_context: context(0, id, now),
        parent_span_id: SpanId::from(parent),
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: name.into(),
        start_time: now + Duration::from_micros(id),
        end_time: now + Duration::from_millis(250),
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("example").build(),
    }
}

fn in_trace(mut span: SpanData, trace: usize, now: SystemTime) -> SpanData {
    let id = u64::from_be_bytes(span.span_context.span_id().to_bytes());
    span.span_context = context(trace, id, now);
    span
}

/// X-Ray takes no trace whose id says that it began long ago.
fn context(trace: usize, span: u64, now: SystemTime) -> SpanContext {
    let seconds = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let trace = TraceId::from(u128::from(seconds) << 96 | 0x2793 << 16 | trace as u128);
    SpanContext::new(trace, SpanId::from(span), TraceFlags::SAMPLED, false, TraceState::default())
}

fn say(span: &SpanData) {
    let seconds = |time: SystemTime| {
        time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos() as f64 / 1e9
    };
    let attributes: serde_json::Map<_, _> =
        span.attributes.iter().map(|it| (it.key.to_string(), it.value.to_string().into())).collect();
    let line = json!({
        "trace_id": span.span_context.trace_id().to_string(),
        "id": span.span_context.span_id().to_string(),
        "parent_id": span.parent_span_id.to_string(),
        "name": span.name,
        "start_time": seconds(span.start_time),
        "end_time": seconds(span.end_time),
        "is_error": matches!(span.status, Status::Error { .. }),
        "attributes": attributes,
    });
    println!("{line}");
}
