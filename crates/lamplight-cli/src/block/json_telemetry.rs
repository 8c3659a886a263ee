//! Metrics and spans as JSON.

use std::collections::BTreeMap;

use lamplight_core::clock::Timestamp;
use lamplight_records::span::Span;
use serde::Serialize;
use serde_json::{Map, Value};

use super::json::millis;
use super::metric::Metric;

#[derive(Serialize)]
pub(super) struct MetricObject<'a> {
    namespace: &'a str,
    name: &'a str,
    unit: &'a str,
    dimensions: Vec<BTreeMap<&'a str, &'a str>>,
    count: u32,
    sum: f64,
    avg: f64,
    min: f64,
    max: f64,
}

#[derive(Serialize)]
pub(super) struct SpanObject<'a> {
    name: &'a str,
    kind: &'static str,
    id: Option<String>,
    parent_id: Option<String>,
    /// In the notation of W3C.
    trace_id: Option<String>,
    /// Milliseconds from the start of the invocation; negative before it.
    start_ms: Option<f64>,
    /// Null while it is in progress.
    duration_ms: Option<f64>,
    status: &'static str,
    error: Option<SpanError<'a>>,
    http_status: Option<u16>,
    namespace: Option<&'a str>,
    attributes: &'a Map<String, Value>,
    metadata: &'a Map<String, Value>,
}

#[derive(Serialize)]
struct SpanError<'a> {
    r#type: Option<&'a str>,
    message: Option<&'a str>,
}

// === impl MetricObject ===

impl<'a> MetricObject<'a> {
    pub(super) fn of(metric: &'a Metric) -> Self {
        let set = |set: &'a Vec<(String, String)>| {
            set.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
        };
        Self {
            namespace: &metric.namespace,
            name: &metric.name,
            unit: &metric.unit,
            dimensions: metric.dimensions.iter().map(set).collect(),
            count: metric.count,
            sum: shortest(metric.sum),
            avg: shortest(metric.average()),
            min: metric.min,
            max: metric.max,
        }
    }
}

// === impl SpanObject ===

impl<'a> SpanObject<'a> {
    pub(super) fn of(span: &'a Span, invocation: Timestamp) -> Self {
        let since = |start: Timestamp| {
            millis(start.saturating_since(invocation)) - millis(invocation.saturating_since(start))
        };
        let error = span
            .cause
            .as_ref()
            .map(|cause| SpanError { r#type: cause.kind.as_deref(), message: cause.message.as_deref() });
        Self {
            name: &span.name,
            kind: span.kind.as_str(),
            id: span.id.map(|id| id.to_string()),
            parent_id: span.parent_id.map(|id| id.to_string()),
            trace_id: span.trace_id.map(|id| id.w3c().to_string()),
            start_ms: span.start.map(since),
            duration_ms: span.duration().map(millis),
            status: span.status.as_str(),
            error,
            http_status: span.http_status,
            namespace: span.namespace.as_deref(),
            attributes: &span.attributes,
            metadata: &span.metadata,
        }
    }
}

/// A number without the noise that adding and dividing leaves in its last digits.
fn shortest(number: f64) -> f64 {
    format!("{number:.12e}").parse().unwrap_or(number)
}
