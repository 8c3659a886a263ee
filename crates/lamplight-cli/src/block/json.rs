//! An invocation as one JSON object: a contract, to which keys are only ever added.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::json_telemetry::{MetricObject, SpanObject};
use super::{Block, Told, Trigger};
use crate::exit::Exit;

/// Raised when the meaning of a key changes or a key goes; added keys do not raise it.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Object<'a> {
    r#type: &'static str,
    schema_version: u32,
    seq: u64,
    request_id: &'a str,
    function: &'a str,
    version: &'a str,
    env: String,
    cold: bool,
    status: &'static str,
    trigger: &'static str,
    /// Only of events that the command fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    /// Whether the invocation ended as it should; only of events that the command fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_expected: Option<bool>,
    trace_id: Option<TraceIds>,
    started_at: String,
    ms: Millis,
    memory_mb: Memory,
    counts: Counts,
    error: Option<Error<'a>>,
    bytes: Bytes,
    /// The response: as it is where it is JSON, else as text; null after an error.
    response: Option<Value>,
    metrics: Vec<MetricObject<'a>>,
    spans: Vec<SpanObject<'a>>,
}

#[derive(Serialize)]
struct TraceIds {
    w3c: String,
    xray: String,
}

#[derive(Serialize)]
struct Millis {
    init: Option<f64>,
    duration: f64,
    billed: u128,
    /// For how long the processes stood still before it; null where they did not.
    frozen: Option<f64>,
    /// The part of the duration that the function took.
    function: f64,
    /// The part of it that only extensions took; null where there are none.
    extensions: Option<f64>,
}

#[derive(Serialize)]
struct Memory {
    size: u32,
    max: u32,
}

#[derive(Serialize)]
struct Counts {
    logs: usize,
    spans: usize,
    metrics: usize,
    /// Data points of metrics that came over OTLP.
    otlp_points: usize,
    /// Log records that came over OTLP.
    otlp_records: usize,
    /// Payloads that should have been spans, data points or log records and are not.
    unreadable: usize,
}

#[derive(Serialize)]
struct Error<'a> {
    r#type: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Bytes {
    event: Option<usize>,
    response: usize,
    logs: usize,
}

// === impl Block ===

impl Block {
    /// One line of JSON, without a line feed.
    pub(crate) fn json(&self) -> String {
        let (event, event_bytes) = match &self.trigger {
            Trigger::Http => (None, None),
            Trigger::Event { name, bytes, .. } => (Some(name.as_str()), Some(*bytes)),
        };
        let (response, error) = match &self.told {
            Told::Response(bytes) => (Some(response(bytes)), None),
            Told::Error { kind, message } => (None, Some(Error { r#type: kind, message })),
        };
        let object = Object {
            r#type: "invocation",
            schema_version: SCHEMA_VERSION,
            seq: self.seq,
            request_id: &self.request_id,
            function: &self.function,
            version: &self.version,
            env: format!("e-{}", self.generation),
            cold: self.cold,
            status: self.outcome.as_str(),
            trigger: if event.is_some() { "cli" } else { "http" },
            event,
            as_expected: self.expected().map(|expected| expected.verdict(self.outcome) == Exit::Success),
            trace_id: self
                .trace_id
                .map(|id| TraceIds { w3c: id.w3c().to_string(), xray: id.xray().to_string() }),
            started_at: self.started_at.to_string(),
            ms: Millis {
                init: self.init.map(millis),
                duration: millis(self.duration),
                billed: self.billed.as_millis(),
                frozen: self.phases.frozen.map(millis),
                function: millis(self.phases.invoke),
                extensions: self.phases.extensions.map(millis),
            },
            memory_mb: Memory { size: self.memory_mb, max: self.max_memory_mb },
            counts: Counts {
                logs: self.log_lines(),
                spans: self.spans.len(),
                metrics: self.metrics.len(),
                otlp_points: self.arrived.points,
                otlp_records: self.arrived.records,
                unreadable: self.unreadable,
            },
            error,
            bytes: Bytes { event: event_bytes, response: self.response_bytes, logs: self.log_bytes },
            response,
            metrics: self.metrics.iter().map(MetricObject::of).collect(),
            spans: self.spans.iter().map(|span| SpanObject::of(span, self.started_at)).collect(),
        };
        serde_json::to_string(&object).expect("strings, numbers and JSON values only")
    }
}

fn response(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(bytes)))
}

/// Milliseconds with microseconds as decimals.
pub(super) fn millis(span: Duration) -> f64 {
    let micros = u32::try_from(span.as_micros()).unwrap_or(u32::MAX);
    f64::from(micros) / 1000.0
}
