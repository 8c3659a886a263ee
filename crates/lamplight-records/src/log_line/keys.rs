//! The names under which loggers write the same things.

/// What a key of a log line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Level,
    Location,
    Message,
    Timestamp,
    Service,
    ColdStart,
    FunctionName,
    FunctionMemory,
    FunctionArn,
    RequestId,
    CorrelationId,
    TenantId,
    XrayTraceId,
    TraceId,
    SpanId,
    Other,
}

// === impl Key ===

impl Key {
    /// Keys are compared as they are written: case matters, as it does to every query over the logs.
    pub(super) fn of(key: &str) -> Self {
        match key {
            "level" | "severity" | "log.level" => Self::Level,
            "location" => Self::Location,
            "message" | "msg" => Self::Message,
            "timestamp" | "time" | "@timestamp" => Self::Timestamp,
            "service" | "service.name" => Self::Service,
            "cold_start" | "faas.coldstart" => Self::ColdStart,
            "function_name" | "faas.name" => Self::FunctionName,
            "function_memory_size" | "faas.memory" => Self::FunctionMemory,
            "function_arn" => Self::FunctionArn,
            "function_request_id" | "requestId" | "AWSRequestId" | "faas.invocation_id" => Self::RequestId,
            "correlation_id" => Self::CorrelationId,
            "tenant_id" | "tenant.id" => Self::TenantId,
            "xray_trace_id" => Self::XrayTraceId,
            "trace_id" | "traceId" | "trace.id" => Self::TraceId,
            "span_id" | "spanId" | "span.id" => Self::SpanId,
            _ => Self::Other,
        }
    }
}
