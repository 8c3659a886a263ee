//! The JSON form of records: one `platform.*` event of a log stream or of the Telemetry API.

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{Sampling, SpanId, TraceHeader};
use serde_json::Value;

use super::{
    End, Fault, InitReport, InitRuntimeDone, InitStart, Record, Report, RestoreReport, RestoreStart,
    RuntimeDone, Start, Status, Tracing, quantity, text,
};

/// A record and when it came about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// `time`, if it makes sense.
    pub time: Option<Timestamp>,
    /// What it says.
    pub record: Record,
}

// === impl Event ===

impl Event {
    /// Reads one JSON object with `time`, `type` and `record`, with or without a line feed.
    ///
    /// `None` unless it is one, of a type that [`Record`] has; what it is given besides is passed over, and
    /// a part that makes no sense is taken as absent. A record about an invocation needs its `requestId`.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        if line.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        Self::from_value(&serde_json::from_slice(line).ok()?)
    }

    /// Reads an event that is JSON already, such as an element of what the Telemetry API delivers.
    #[must_use]
    pub fn from_value(event: &Value) -> Option<Self> {
        let record = Fields(event.get("record")?);
        let record = match event.get("type")?.as_str()? {
            "platform.initStart" => Record::InitStart(record.init_start()),
            "platform.initRuntimeDone" => Record::InitRuntimeDone(record.init_runtime_done()),
            "platform.initReport" => Record::InitReport(record.init_report()),
            "platform.restoreStart" => Record::RestoreStart(record.restore_start()),
            "platform.restoreReport" => Record::RestoreReport(record.restore_report()),
            "platform.start" => Record::Start(record.start()?),
            "platform.runtimeDone" => Record::RuntimeDone(record.runtime_done()?),
            "platform.end" => Record::End(End { request_id: record.text("requestId")? }),
            "platform.report" => Record::Report(record.report()?),
            "platform.fault" => Record::Fault(record.fault()?),
            _ => return None,
        };
        let time = event.get("time").and_then(Value::as_str).and_then(lamplight_core::date::parse);
        Some(Self { time, record })
    }
}

/// The record of an event, read field by field: one bad field costs that field.
struct Fields<'a>(&'a Value);

// === impl Fields ===

impl Fields<'_> {
    fn init_start(&self) -> InitStart {
        InitStart {
            runtime_version: self.text("runtimeVersion"),
            runtime_version_arn: self.text("runtimeVersionArn"),
            function_name: self.text("functionName"),
            function_version: self.text("functionVersion"),
            phase: self.text("phase"),
        }
    }

    fn init_runtime_done(&self) -> InitRuntimeDone {
        InitRuntimeDone {
            phase: self.text("phase"),
            status: self.status(),
            error_type: self.text("errorType"),
        }
    }

    fn init_report(&self) -> InitReport {
        InitReport {
            duration: self.millis("durationMs"),
            phase: self.text("phase"),
            status: self.status(),
            error_type: self.text("errorType"),
        }
    }

    fn restore_start(&self) -> RestoreStart {
        RestoreStart {
            runtime_version: self.text("runtimeVersion"),
            runtime_version_arn: self.text("runtimeVersionArn"),
            function_name: self.text("functionName"),
            function_version: self.text("functionVersion"),
        }
    }

    fn restore_report(&self) -> RestoreReport {
        RestoreReport {
            duration: self.millis("durationMs"),
            status: self.status(),
            error_type: self.text("errorType"),
        }
    }

    fn start(&self) -> Option<Start> {
        Some(Start {
            request_id: self.text("requestId")?,
            version: self.text("version"),
            tracing: self.tracing(),
        })
    }

    fn runtime_done(&self) -> Option<RuntimeDone> {
        Some(RuntimeDone {
            request_id: self.text("requestId")?,
            status: self.status(),
            error_type: self.text("errorType"),
            duration: self.millis("durationMs"),
            produced_bytes: self.metric("producedBytes").and_then(Value::as_u64),
        })
    }

    fn report(&self) -> Option<Report> {
        Some(Report {
            request_id: self.text("requestId")?,
            duration: self.millis("durationMs"),
            billed: self.millis("billedDurationMs"),
            memory_mb: self.megabytes("memorySizeMB"),
            max_memory_mb: self.megabytes("maxMemoryUsedMB"),
            init: self.millis("initDurationMs"),
            restore: self.millis("restoreDurationMs"),
            billed_restore: self.millis("billedRestoreDurationMs"),
            status: self.status(),
            error_type: self.text("errorType"),
            tracing: self.tracing(),
        })
    }

    /// Its record is the line of the text form.
    fn fault(&self) -> Option<Fault> {
        text::fault(self.0.as_str()?)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.0.get(key)?.as_str().map(str::to_owned)
    }

    fn status(&self) -> Option<Status> {
        self.0.get("status")?.as_str().and_then(Status::parse)
    }

    fn metric(&self, key: &str) -> Option<&Value> {
        self.0.get("metrics")?.get(key)
    }

    fn millis(&self, key: &str) -> Option<Duration> {
        self.metric(key)?.as_f64().and_then(quantity::from_json_millis)
    }

    fn megabytes(&self, key: &str) -> Option<u32> {
        self.metric(key)?.as_u64().and_then(|size| size.try_into().ok())
    }

    /// `spanId` is Lambda's own segment; `value` is the header that the caller sent.
    fn tracing(&self) -> Option<Tracing> {
        let tracing = self.0.get("tracing")?;
        let text = |key: &str| tracing.get(key).and_then(Value::as_str).unwrap_or_default();
        let header = TraceHeader::parse(text("value"));
        Tracing {
            trace_id: header.root,
            segment_id: SpanId::from_hex(text("spanId")),
            sampled: match header.sampling {
                Sampling::Sampled => Some(true),
                Sampling::NotSampled => Some(false),
                Sampling::Requested | Sampling::Unsaid => None,
            },
        }
        .known()
    }
}
