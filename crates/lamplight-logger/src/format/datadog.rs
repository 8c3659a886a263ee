//! What Datadog reads without a pipeline of its own.

use lamplight_core::json::Object;
use lamplight_core::trace::TraceId;

use super::{ErrorRecord, Format, Keys, Record};

/// As [`JsonFormat`](super::JsonFormat), with the attributes that Datadog has a meaning for: `logger.name`,
/// `dd.trace_id` and errors of `kind`, `message` and `stack`.
///
/// `dd.trace_id` is the lower half of the id as a decimal number, as Datadog's page "Correlate OpenTelemetry Traces
/// and Logs" has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatadogFormat;

// === impl DatadogFormat ===

impl Format for DatadogFormat {
    fn reserved(&self) -> &'static [&'static str] {
        &[
            "timestamp",
            "level",
            "status",
            "message",
            "logger.name",
            "location",
            "service",
            "version",
            "cold_start",
            "function_name",
            "function_memory_size",
            "function_arn",
            "function_request_id",
            "correlation_id",
            "tenant_id",
            "dd.trace_id",
            "dd.span_id",
        ]
    }

    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
        keys.write(out, false);
        let start = out.len();
        out.push(b'{');
        let mut object = Object::resume(out);
        if let Some(version) = &keys.environment().version {
            object.string("version", version);
        }
        if let Some(trace_id) = keys.trace_id() {
            object.formatted("dd.trace_id", format_args!("{}", lower_half(trace_id)));
        }
        if out.len() == start + 1 {
            out.pop();
        } else {
            out[start] = b',';
        }
    }

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        let mut line = Object::begin(out);
        line.string("timestamp", record.timestamp().rfc3339().as_str());
        line.string("level", record.level().as_str());
        if let Some(message) = record.message() {
            line.raw("message", message);
        }
        line.string("logger.name", record.target());
        if record.location().is_some() {
            line.raw("location", record.place);
        }
        line.members(record.keys().get(1..).unwrap_or_default());
        line.members(record.fields());
        line.end();
    }

    fn error(&self, error: &ErrorRecord<'_>, out: &mut Vec<u8>) {
        error.write(["kind", "message", "chain", "stack"], out);
    }
}

fn lower_half(trace_id: TraceId) -> u64 {
    let bytes = u128::from_be_bytes(trace_id.to_bytes());
    (bytes & u128::from(u64::MAX)) as u64
}
