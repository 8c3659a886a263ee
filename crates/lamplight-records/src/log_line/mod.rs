//! One structured log line: a JSON object with the keys that loggers on Lambda agree about.
//!
//! Written for the lines of `lamplight-logger`, and at home with those of Powertools, of the Elastic Common
//! Schema and of `tracing-subscriber`'s JSON format, which `lambda_runtime` installs by default.
//!
//! A key counts as standard only when its value makes sense: `"level":30` or a `timestamp` without an
//! offset stays among the [`fields`](LogLine::fields). Where a line has two keys for one thing, the first
//! that makes sense counts and the other stays a field. So the standard keys and the fields together are
//! always the whole line.

mod error;
mod keys;

pub use self::error::LoggedError;

use std::borrow::Cow;

use lamplight_core::clock::Timestamp;
use lamplight_core::level::Level;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

use self::keys::Key;

/// A structured log line, read.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LogLine {
    /// `level`, `severity` or `log.level`, in any case; `WARNING` and `CRITICAL` are understood.
    pub level: Option<Level>,
    /// `location`: where in the source the line was written.
    pub location: Option<String>,
    /// `message` or `msg`; some loggers write an object here. See [`message_text`](Self::message_text).
    pub message: Option<Value>,
    /// `timestamp`, `time` or `@timestamp`, if it says at which offset.
    pub timestamp: Option<Timestamp>,
    /// `service` or `service.name`.
    pub service: Option<String>,
    /// `cold_start` or `faas.coldstart`.
    pub cold_start: Option<bool>,
    /// `function_name` or `faas.name`.
    pub function_name: Option<String>,
    /// `function_memory_size` or `faas.memory`, in MB, as a number or as text.
    pub function_memory_mb: Option<u32>,
    /// `function_arn`.
    pub function_arn: Option<String>,
    /// `function_request_id`, `requestId`, `AWSRequestId` or `faas.invocation_id`; failing those, the
    /// `requestId` of the innermost `tracing` span.
    pub request_id: Option<String>,
    /// `correlation_id`.
    pub correlation_id: Option<String>,
    /// `tenant_id` or `tenant.id`.
    pub tenant_id: Option<String>,
    /// `xray_trace_id`, in either notation.
    pub xray_trace_id: Option<TraceId>,
    /// `trace_id`, `traceId` or `trace.id`, in either notation.
    pub trace_id: Option<TraceId>,
    /// `span_id`, `spanId` or `span.id`.
    pub span_id: Option<SpanId>,
    /// Every other key, in the order of the line. Of a key that is given twice the last value counts.
    ///
    /// The keys inside the `fields` object of `tracing-subscriber` are lifted to here.
    pub fields: Map<String, Value>,
}

// === impl LogLine ===

impl LogLine {
    /// Reads one line, with or without its line feed.
    ///
    /// `None` unless the line is one JSON object in UTF-8: text, a JSON number or array, an object that is
    /// cut off, or one that nests deeper than 127 levels is not a structured line. An integer beyond 64
    /// bits is kept as the nearest 64-bit float, as JSON readers do.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        // Most lines that are not ours are plain text: they are told by their first byte.
        if line.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        let object: Map<String, Value> = serde_json::from_slice(line).ok()?;
        let mut read = Self::default();
        for (key, value) in object {
            read.take(key, value);
        }
        read.lift_tracing_fields();
        if read.request_id.is_none() {
            read.request_id = read.request_id_of_span();
        }
        Some(read)
    }

    /// The message as text: as it is when it is a string, as compact JSON otherwise, empty when absent.
    #[must_use]
    pub fn message_text(&self) -> Cow<'_, str> {
        match &self.message {
            None => Cow::Borrowed(""),
            Some(Value::String(text)) => Cow::Borrowed(text),
            Some(value) => Cow::Owned(value.to_string()),
        }
    }

    /// The error that the line is about, if its fields tell of one.
    #[must_use]
    pub fn error(&self) -> Option<LoggedError<'_>> {
        LoggedError::of(&self.fields)
    }

    /// Whether this is not a log line at all but metrics in CloudWatch's Embedded Metric Format, which
    /// shares the function's standard output.
    #[must_use]
    pub fn is_metrics(&self) -> bool {
        self.fields.get("_aws").and_then(|aws| aws.get("CloudWatchMetrics")).is_some_and(Value::is_array)
    }

    /// Puts a value where it belongs: among the fields, unless it is the first good one of a standard key.
    fn take(&mut self, key: String, value: Value) {
        let text = value.as_str();
        let taken = match Key::of(&key) {
            Key::Level => fill(&mut self.level, text.and_then(Level::parse)),
            Key::Location => fill(&mut self.location, text.map(str::to_owned)),
            Key::Timestamp => fill(&mut self.timestamp, text.and_then(lamplight_core::date::parse)),
            Key::Service => fill(&mut self.service, text.map(str::to_owned)),
            Key::ColdStart => fill(&mut self.cold_start, value.as_bool()),
            Key::FunctionName => fill(&mut self.function_name, text.map(str::to_owned)),
            Key::FunctionMemory => fill(&mut self.function_memory_mb, megabytes(&value)),
            Key::FunctionArn => fill(&mut self.function_arn, text.map(str::to_owned)),
            Key::RequestId => fill(&mut self.request_id, text.map(str::to_owned)),
            Key::CorrelationId => fill(&mut self.correlation_id, text.map(str::to_owned)),
            Key::TenantId => fill(&mut self.tenant_id, text.map(str::to_owned)),
            Key::XrayTraceId => fill(&mut self.xray_trace_id, text.and_then(trace_id)),
            Key::TraceId => fill(&mut self.trace_id, text.and_then(trace_id)),
            Key::SpanId => fill(&mut self.span_id, text.and_then(SpanId::from_hex)),
            Key::Message if self.message.is_none() => {
                self.message = Some(value);
                return;
            }
            Key::Message | Key::Other => false,
        };
        if !taken {
            self.fields.insert(key, value);
        }
    }

    /// `tracing-subscriber` puts the message and the fields of an event into an object `fields`.
    ///
    /// Its keys come up to the others; one whose name is taken stays where it is.
    fn lift_tracing_fields(&mut self) {
        let nested = matches!(self.fields.get("fields"), Some(Value::Object(_)));
        if self.message.is_some() || !nested {
            return;
        }
        let Some(Value::Object(nested)) = self.fields.shift_remove("fields") else { return };
        let mut left = Map::new();
        for (key, value) in nested {
            if self.fields.contains_key(&key) {
                left.insert(key, value);
            } else {
                self.take(key, value);
            }
        }
        if !left.is_empty() {
            self.fields.insert("fields".to_owned(), Value::Object(left));
        }
    }

    /// The span that `lambda_runtime` opens around an invocation knows the request.
    fn request_id_of_span(&self) -> Option<String> {
        let id = self.fields.get("span")?.get("requestId")?;
        id.as_str().map(str::to_owned)
    }
}

/// Fills a place that is empty with a value that makes sense; says whether it did.
fn fill<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let fits = place.is_none() && value.is_some();
    if fits {
        *place = value;
    }
    fits
}

fn trace_id(text: &str) -> Option<TraceId> {
    TraceId::from_xray(text).or_else(|| TraceId::from_w3c(text))
}

fn megabytes(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
    }
}
