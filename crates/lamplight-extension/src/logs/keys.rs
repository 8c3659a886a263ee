//! The names under which loggers write what has a place of its own in a log record.

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Timestamp,
    Severity,
    Body,
    TraceId,
    /// A trace in X-Ray's notation, which stays an attribute as well.
    XrayTraceId,
    SpanId,
    TraceFlags,
    RequestId,
    Other,
}

// === impl Key ===

impl Key {
    /// Keys are compared as they are written.
    pub(super) fn of(key: &str) -> Self {
        match key {
            "timestamp" | "time" | "ts" | "@timestamp" => Self::Timestamp,
            "level" | "severity" | "severityText" | "severity_text" | "log.level" => Self::Severity,
            "message" | "msg" => Self::Body,
            "trace_id" | "traceId" | "trace.id" => Self::TraceId,
            "xray_trace_id" => Self::XrayTraceId,
            "span_id" | "spanId" | "span.id" => Self::SpanId,
            "trace_flags" | "traceFlags" => Self::TraceFlags,
            "function_request_id"
            | "requestId"
            | "aws_request_id"
            | "awsRequestId"
            | "AWSRequestId"
            | "faas.invocation_id" => Self::RequestId,
            _ => Self::Other,
        }
    }
}
