//! The standard keys, and what becomes of a field that is named like one.

/// The name a field gets on the line: its own, or with an underscore at the end if a standard key has it. None
/// for `otel.kind` and its like, which tell a tracer what to make of a span.
pub(super) fn field_name(name: &'static str) -> Option<&'static str> {
    Some(match name {
        "level" => "level_",
        "location" => "location_",
        "message" => "message_",
        "timestamp" => "timestamp_",
        "service" => "service_",
        "cold_start" => "cold_start_",
        "function_name" => "function_name_",
        "function_memory_size" => "function_memory_size_",
        "function_arn" => "function_arn_",
        "function_request_id" => "function_request_id_",
        "correlation_id" => "correlation_id_",
        "tenant_id" => "tenant_id_",
        "xray_trace_id" => "xray_trace_id_",
        "trace_id" => "trace_id_",
        "span_id" => "span_id_",
        // `r#type = …` is written without its prefix.
        _ if name.starts_with("otel.") => return None,
        _ => name.strip_prefix("r#").unwrap_or(name),
    })
}
