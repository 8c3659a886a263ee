//! Walking through a request in JSON, whose lists are nested as protobuf's are.

use serde_json::Value;

use crate::signal::Signal;

/// The spans, metrics or log records of an OTLP export request. What is no list has none.
pub(crate) fn items(signal: Signal, request: &Value) -> impl Iterator<Item = &Value> {
    let (resources, scopes, items) = match signal {
        Signal::Traces => ("resourceSpans", "scopeSpans", "spans"),
        Signal::Metrics => ("resourceMetrics", "scopeMetrics", "metrics"),
        Signal::Logs => ("resourceLogs", "scopeLogs", "logRecords"),
    };
    list(request, resources)
        .flat_map(move |resource| list(resource, scopes))
        .flat_map(move |scope| list(scope, items))
}

/// What is listed under a key.
pub(crate) fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}
