//! Lambda's own lines in JSON: platform events in the form of the Telemetry API.

use super::*;

/// The level at which Lambda writes it; none for what JSON has no event for.
pub(super) fn level(notice: &Notice<'_>) -> Option<SystemLogLevel> {
    Some(match *notice {
        Notice::InitStart(_)
        | Notice::Start { .. }
        | Notice::Extension { .. }
        | Notice::LogsSubscription { .. }
        | Notice::TelemetrySubscription { .. } => SystemLogLevel::Info,
        Notice::Report { outcome: Outcome::Success, .. } => SystemLogLevel::Info,
        Notice::InitRuntimeDone { outcome: Outcome::Success, .. }
        | Notice::InitDone { outcome: Outcome::Success, .. }
        | Notice::Done(Done { outcome: Outcome::Success, .. }) => SystemLogLevel::Debug,
        Notice::InitRuntimeDone { .. }
        | Notice::InitDone { .. }
        | Notice::Done(_)
        | Notice::Report { .. } => SystemLogLevel::Warn,
        Notice::TimedOut { .. } | Notice::Failed { .. } => return None,
    })
}

pub(super) fn line(time: Timestamp, notice: &Notice<'_>) -> Option<String> {
    Some(match *notice {
        Notice::InitStart(init) => event(
            time,
            "platform.initStart",
            InitStartRecord {
                initialization_type: init.init.initialization_type,
                phase: init.init.phase,
                runtime_version: RUNTIME_VERSION,
                runtime_version_arn: runtime_arn(init.region),
                function_name: init.function,
                function_arn: init.function_arn,
                function_version: init.version,
                instance_id: init.log_stream,
                instance_max_memory: u64::from(init.memory_mb) * 1024 * 1024,
            },
        ),
        Notice::InitRuntimeDone { init: InitKind { initialization_type, phase }, outcome } => event(
            time,
            "platform.initRuntimeDone",
            InitRuntimeDoneRecord { initialization_type, phase, result: outcome.into() },
        ),
        Notice::InitDone { init: InitKind { initialization_type, phase }, duration, outcome } => event(
            time,
            "platform.initReport",
            InitReportRecord {
                initialization_type,
                phase,
                metrics: DurationMetrics { duration_ms: millis(duration), produced_bytes: None },
                result: outcome.into(),
            },
        ),
        Notice::Start { request_id, version, function_arn, trace } => event(
            time,
            "platform.start",
            StartRecord { request_id, function_arn, version, tracing: trace.map(Into::into) },
        ),
        Notice::Done(done) => event(time, "platform.runtimeDone", done_record(&done)),
        Notice::TelemetrySubscription { name, state, types } => {
            event(time, "platform.telemetrySubscription", SubscriptionRecord { name, state, types })
        }
        Notice::LogsSubscription { name, state, types } => {
            event(time, "platform.logsSubscription", SubscriptionRecord { name, state, types })
        }
        Notice::Extension { name, state, events, error_type } => {
            event(time, "platform.extension", ExtensionRecord { name, state, events, error_type })
        }
        Notice::Report { request_id, report, outcome, overhead, trace } => event(
            time,
            "platform.report",
            ReportRecord {
                request_id,
                metrics: ReportMetrics {
                    duration_ms: millis(report.duration),
                    billed_duration_ms: u64::try_from(report.billed.as_millis()).unwrap_or(u64::MAX),
                    memory_size_mb: report.memory_size_mb,
                    max_memory_used_mb: report.max_memory_mb,
                    init_duration_ms: report.init_duration.map(millis),
                },
                tracing: trace.map(Into::into),
                spans: overhead.map(|(start, duration)| {
                    let duration_ms = millis(duration);
                    vec![Span { name: "extensionOverhead", start: start.to_string(), duration_ms }]
                }),
                result: outcome.into(),
            },
        ),
        Notice::TimedOut { .. } | Notice::Failed { .. } => return None,
    })
}

fn done_record<'a>(done: &Done<'a>) -> DoneRecord<'a> {
    let mut start = done.response.map(|response| response.started);
    let mut span = |name, duration: Duration| {
        let at = start?;
        start = Some(at.saturating_add(duration));
        Some(Span { name, start: at.to_string(), duration_ms: millis(duration) })
    };
    let spans = done.response.map(|response| {
        [
            span("responseLatency", response.latency),
            span("responseDuration", response.duration),
            span("runtimeOverhead", response.overhead),
        ]
        .into_iter()
        .flatten()
        .collect()
    });
    DoneRecord {
        request_id: done.request_id,
        result: done.outcome.into(),
        tracing: done.trace.map(Into::into),
        spans,
        metrics: DurationMetrics {
            duration_ms: millis(done.duration),
            produced_bytes: Some(done.produced_bytes),
        },
    }
}

fn event(time: Timestamp, kind: &str, record: impl Serialize) -> String {
    serde_json::to_string(&Envelope { time: time.to_string(), kind, record })
        .expect("strings and finite numbers are always JSON")
}

/// Milliseconds with three decimals.
fn millis(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

#[derive(Serialize)]
struct Envelope<'a, R> {
    time: String,
    #[serde(rename = "type")]
    kind: &'a str,
    record: R,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InitStartRecord<'a> {
    initialization_type: &'a str,
    phase: &'a str,
    runtime_version: &'a str,
    runtime_version_arn: String,
    function_name: &'a str,
    function_arn: &'a str,
    function_version: &'a str,
    instance_id: &'a str,
    instance_max_memory: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InitRuntimeDoneRecord<'a> {
    initialization_type: &'a str,
    phase: &'a str,
    #[serde(flatten)]
    result: ResultFields<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InitReportRecord<'a> {
    initialization_type: &'a str,
    phase: &'a str,
    metrics: DurationMetrics,
    #[serde(flatten)]
    result: ResultFields<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StartRecord<'a> {
    request_id: &'a str,
    function_arn: &'a str,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracing: Option<TracingRecord<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DoneRecord<'a> {
    request_id: &'a str,
    #[serde(flatten)]
    result: ResultFields<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracing: Option<TracingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Span>>,
    metrics: DurationMetrics,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportRecord<'a> {
    request_id: &'a str,
    metrics: ReportMetrics,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracing: Option<TracingRecord<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Span>>,
    #[serde(flatten)]
    result: ResultFields<'a>,
}

#[derive(Serialize)]
struct SubscriptionRecord<'a> {
    name: &'a str,
    state: &'a str,
    types: &'a [&'a str],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExtensionRecord<'a> {
    name: &'a str,
    state: &'a str,
    events: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultFields<'a> {
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DurationMetrics {
    duration_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    produced_bytes: Option<usize>,
}

#[derive(Serialize)]
struct ReportMetrics {
    #[serde(rename = "durationMs")]
    duration_ms: f64,
    #[serde(rename = "billedDurationMs")]
    billed_duration_ms: u64,
    #[serde(rename = "memorySizeMB")]
    memory_size_mb: u32,
    #[serde(rename = "maxMemoryUsedMB")]
    max_memory_used_mb: u32,
    #[serde(rename = "initDurationMs", skip_serializing_if = "Option::is_none")]
    init_duration_ms: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TracingRecord<'a> {
    span_id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    name: &'static str,
    start: String,
    duration_ms: f64,
}

// === conversions ===

impl<'a> From<Outcome<'a>> for ResultFields<'a> {
    fn from(outcome: Outcome<'a>) -> Self {
        match outcome {
            Outcome::Success => Self { status: "success", error_type: None },
            // Lambda tells failures of its own from errors of the function by this prefix.
            Outcome::Error(kind) if kind.starts_with("Sandbox.") => {
                Self { status: "failure", error_type: Some(kind) }
            }
            Outcome::Error(kind) => Self { status: "error", error_type: Some(kind) },
            Outcome::Timeout => Self { status: "timeout", error_type: None },
        }
    }
}

impl<'a> From<Tracing<'a>> for TracingRecord<'a> {
    fn from(tracing: Tracing<'a>) -> Self {
        Self { span_id: tracing.segment_id, kind: "X-Amzn-Trace-Id", value: tracing.header }
    }
}
