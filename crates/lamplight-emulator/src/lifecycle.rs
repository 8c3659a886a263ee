//! The lines that Lambda itself writes into a function's log, as text and as JSON. Pure.
//!
//! Text: `INIT_START`, `INIT_REPORT` (only of an init that failed), `START`, `END`, `REPORT`, and the line
//! of what went wrong. JSON: the platform events of the Telemetry API, filtered by the system log level
//! as <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html> has it.

use std::fmt::Write as _;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use serde::Serialize;

use crate::{LogFormat, Report, SystemLogLevel};

mod json;

/// The runtime version that `INIT_START` names: plainly not one of Lambda's.
const RUNTIME_VERSION: &str = "provided:al2023.local";

/// How the lines of one function are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) format: LogFormat,
    pub(crate) level: SystemLogLevel,
}

/// Something that Lambda has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Notice<'a> {
    /// A process is being started.
    InitStart(InitStart<'a>),
    /// The process asked for its first event, or never will.
    InitRuntimeDone { init: InitKind, outcome: Outcome<'a> },
    /// The sum of it.
    InitDone { init: InitKind, duration: Duration, outcome: Outcome<'a> },
    /// An event is handed over.
    Start { request_id: &'a str, version: &'a str, function_arn: &'a str, trace: Option<Tracing<'a>> },
    /// The invocation ran out of time. In JSON the events below say it.
    TimedOut { request_id: &'a str, timeout: Duration },
    /// The process failed the invocation. In JSON the events below say it.
    Failed { request_id: &'a str, message: &'a str, error_type: &'a str },
    /// The function is done with the event.
    Done(Done<'a>),
    /// The sum of it. `overhead` is since when, and for how long, only extensions were at work.
    Report {
        request_id: &'a str,
        report: &'a Report,
        outcome: Outcome<'a>,
        overhead: Option<(Timestamp, Duration)>,
        trace: Option<Tracing<'a>>,
    },
    /// An extension subscribed to the Telemetry API, or did so again.
    TelemetrySubscription { name: &'a str, state: &'a str, types: &'a [&'a str] },
    /// The same with the Logs API.
    LogsSubscription { name: &'a str, state: &'a str, types: &'a [&'a str] },
    /// How far an extension got in the init phase.
    Extension { name: &'a str, state: &'a str, events: &'a [&'a str], error_type: Option<&'a str> },
}

/// Which init phase it is, by the names of Lambda.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InitKind {
    /// `on-demand` or `provisioned-concurrency`.
    pub(crate) initialization_type: &'static str,
    /// `init`, or `invoke` when it is a part of an invocation.
    pub(crate) phase: &'static str,
}

/// What [`Notice::InitStart`] says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InitStart<'a> {
    pub(crate) init: InitKind,
    pub(crate) function: &'a str,
    pub(crate) version: &'a str,
    pub(crate) function_arn: &'a str,
    pub(crate) region: &'a str,
    pub(crate) log_stream: &'a str,
    pub(crate) memory_mb: u32,
}

/// What [`Notice::Done`] says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) outcome: Outcome<'a>,
    pub(crate) duration: Duration,
    pub(crate) produced_bytes: usize,
    pub(crate) response: Option<ResponseTimes>,
    pub(crate) trace: Option<Tracing<'a>>,
}

/// When the response came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResponseTimes {
    /// When the event was handed over.
    pub(crate) started: Timestamp,
    /// From then until the first byte of the response.
    pub(crate) latency: Duration,
    /// From the first byte to the last.
    pub(crate) duration: Duration,
    /// From the last byte until the function asked for the next event.
    pub(crate) overhead: Duration,
}

/// How an init or an invocation went, in the eyes of the platform: an error that the function itself
/// reports for an event is a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    Success,
    Error(&'a str),
    Timeout,
}

/// The trace of a sampled invocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tracing<'a> {
    /// The header that Lambda got.
    pub(crate) header: &'a str,
    pub(crate) trace_id: &'a str,
    /// The segment of the function: the parent in the header that the function gets.
    pub(crate) segment_id: &'a str,
}

// === impl Notice ===

impl Notice<'_> {
    /// As a record of the Telemetry API, in JSON; none for what there is no record of.
    pub(crate) fn record(&self, time: Timestamp) -> Option<String> {
        json::line(time, self)
    }

    /// As a line of a log in text; none for what there is no line of.
    pub(crate) fn text(&self, time: Timestamp) -> Option<String> {
        text(time, self)
    }
}

// === impl Style ===

impl Style {
    /// The log event for this, if there is one in this style.
    pub(crate) fn line(self, time: Timestamp, notice: &Notice<'_>) -> Option<String> {
        match self.format {
            LogFormat::Text => text(time, notice),
            LogFormat::Json if json::level(notice)? >= self.level => json::line(time, notice),
            LogFormat::Json => None,
        }
    }
}

fn text(time: Timestamp, notice: &Notice<'_>) -> Option<String> {
    Some(match *notice {
        Notice::InitStart(InitStart { region, .. }) => {
            format!(
                "INIT_START Runtime Version: {RUNTIME_VERSION}\tRuntime Version ARN: {}",
                runtime_arn(region)
            )
        }
        Notice::InitRuntimeDone { .. } | Notice::InitDone { outcome: Outcome::Success, .. } => return None,
        Notice::InitDone { init, duration, outcome } => {
            let mut line =
                format!("INIT_REPORT Init Duration: {} ms\tPhase: {}", Millis(duration), init.phase);
            outcome.append_to(&mut line);
            line
        }
        Notice::Start { request_id, version, .. } => {
            format!("START RequestId: {request_id} Version: {version}")
        }
        Notice::TimedOut { request_id, timeout } => {
            format!("{time} {request_id} Task timed out after {:.2} seconds", timeout.as_secs_f64())
        }
        Notice::Failed { request_id, message, error_type } => {
            format!("RequestId: {request_id} Error: {message}\n{error_type}")
        }
        Notice::Done(Done { request_id, .. }) => format!("END RequestId: {request_id}"),
        Notice::TelemetrySubscription { name, state, types } => {
            format!("TELEMETRY\tName: {name}\tState: {state}\tTypes: [{}]", types.join(", "))
        }
        Notice::LogsSubscription { name, state, types } => {
            format!("LOGS\tName: {name}\tState: {state}\tTypes: [{}]", types.join(", "))
        }
        Notice::Extension { name, state, events, error_type } => {
            let mut line =
                format!("EXTENSION\tName: {name}\tState: {state}\tEvents: [{}]", events.join(", "));
            if let Some(error_type) = error_type {
                _ = write!(line, "\tError Type: {error_type}");
            }
            line
        }
        Notice::Report { request_id, report, outcome, trace, .. } => {
            report_text(request_id, report, outcome, trace)
        }
    })
}

/// The line as CloudWatch has it: a tab after each field, but none after a status.
fn report_text(
    request_id: &str,
    report: &Report,
    outcome: Outcome<'_>,
    trace: Option<Tracing<'_>>,
) -> String {
    let mut line = format!(
        "REPORT RequestId: {request_id}\tDuration: {} ms\tBilled Duration: {} ms\t\
         Memory Size: {} MB\tMax Memory Used: {} MB",
        Millis(report.duration),
        report.billed.as_millis(),
        report.memory_size_mb,
        report.max_memory_mb,
    );
    if let Some(init) = report.init_duration {
        _ = write!(line, "\tInit Duration: {} ms", Millis(init));
    }
    match outcome {
        Outcome::Success => line.push('\t'),
        Outcome::Error(_) | Outcome::Timeout => outcome.append_to(&mut line),
    }
    if let Some(Tracing { trace_id, segment_id, .. }) = trace {
        _ = write!(line, "\nXRAY TraceId: {trace_id}\tSegmentId: {segment_id}\tSampled: true\t");
    }
    line
}

fn runtime_arn(region: &str) -> String {
    format!("arn:aws:lambda:{region}::runtime:local")
}

// === impl Outcome ===

impl Outcome<'_> {
    fn append_to(self, line: &mut String) {
        match self {
            Self::Success => {}
            Self::Error(error_type) => _ = write!(line, "\tStatus: error\tError Type: {error_type}"),
            Self::Timeout => line.push_str("\tStatus: timeout"),
        }
    }
}

/// Milliseconds with two decimals.
struct Millis(Duration);

impl std::fmt::Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2}", self.0.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests;
