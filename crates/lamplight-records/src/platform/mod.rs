//! What Lambda itself says about a function: INIT_START, START, END and REPORT lines, timeouts, faults.
//!
//! In a function's log it says so in one of two forms, after the function's log format: lines of text, or
//! JSON objects with a `type` such as `platform.report`. The Telemetry API delivers the second form too.
//! Both read into the same [`Record`]s, which print as text.
//!
//! ```text
//! START RequestId: 3f2c… Version: $LATEST
//! END RequestId: 3f2c…
//! REPORT RequestId: 3f2c…  Duration: 12.34 ms  Billed Duration: 54 ms  Memory Size: 128 MB  …
//! ```
//!
//! (A tab, not spaces, ends each part of a REPORT.)
//!
//! The forms are those of <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>
//! and of the log streams of functions; everything that a record may lack is an `Option`, because Lambda
//! leaves parts out (a managed instance reports nothing but the duration) and adds parts with time.

mod event;
mod print;
mod quantity;
mod text;

pub use self::event::Event;

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};

/// One thing that Lambda says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Record {
    /// An environment is being set up.
    InitStart(InitStart),
    /// The function's process asked for its first event, or did not get as far.
    InitRuntimeDone(InitRuntimeDone),
    /// The set-up is over.
    InitReport(InitReport),
    /// An environment is being made from a snapshot.
    RestoreStart(RestoreStart),
    /// It was made, or could not be.
    RestoreReport(RestoreReport),
    /// An invocation begins.
    Start(Start),
    /// The function's process is done with an invocation.
    RuntimeDone(RuntimeDone),
    /// An invocation is over.
    End(End),
    /// What an invocation took.
    Report(Report),
    /// An invocation ran out of time.
    TimedOut(TimedOut),
    /// The function's process failed.
    Fault(Fault),
}

/// `INIT_START` or `platform.initStart`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InitStart {
    /// The runtime, such as `provided:al2023.v100`.
    pub runtime_version: Option<String>,
    /// Its ARN.
    pub runtime_version_arn: Option<String>,
    /// The function's name; not in text.
    pub function_name: Option<String>,
    /// The function's version; not in text.
    pub function_version: Option<String>,
    /// `init`, or `invoke` when the set-up is repeated within an invocation; not in text.
    pub phase: Option<String>,
}

/// `platform.initRuntimeDone`; has no form in text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InitRuntimeDone {
    /// `init` or `invoke`.
    pub phase: Option<String>,
    /// How it ended.
    pub status: Option<Status>,
    /// Why it failed, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
}

/// `INIT_REPORT` (in text only written when something went wrong) or `platform.initReport`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InitReport {
    /// How long the set-up took.
    pub duration: Option<Duration>,
    /// `init` or `invoke`.
    pub phase: Option<String>,
    /// How it ended.
    pub status: Option<Status>,
    /// Why it failed, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
}

/// `RESTORE_START` or `platform.restoreStart`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoreStart {
    /// The runtime.
    pub runtime_version: Option<String>,
    /// Its ARN.
    pub runtime_version_arn: Option<String>,
    /// The function's name; not in text.
    pub function_name: Option<String>,
    /// The function's version; not in text.
    pub function_version: Option<String>,
}

/// `RESTORE_REPORT` or `platform.restoreReport`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoreReport {
    /// How long it took.
    pub duration: Option<Duration>,
    /// How it ended.
    pub status: Option<Status>,
    /// Why it failed, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
}

/// `START` or `platform.start`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Start {
    /// The invocation.
    pub request_id: String,
    /// The function's version.
    pub version: Option<String>,
    /// The trace; not in text.
    pub tracing: Option<Tracing>,
}

/// `platform.runtimeDone`; has no form in text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuntimeDone {
    /// The invocation.
    pub request_id: String,
    /// How it ended.
    pub status: Option<Status>,
    /// Why it failed.
    pub error_type: Option<String>,
    /// From the start until the function asked for the next event.
    pub duration: Option<Duration>,
    /// Size of the response.
    pub produced_bytes: Option<u64>,
}

/// `END` or `platform.end`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct End {
    /// The invocation.
    pub request_id: String,
}

/// `REPORT` or `platform.report`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The invocation.
    pub request_id: String,
    /// How long the function was at work.
    pub duration: Option<Duration>,
    /// What is paid for: whole milliseconds.
    pub billed: Option<Duration>,
    /// Memory of the function as configured, in MB.
    pub memory_mb: Option<u32>,
    /// Most memory that the environment has used so far, in MB.
    pub max_memory_mb: Option<u32>,
    /// How long the set-up took, in the first invocation of an environment.
    pub init: Option<Duration>,
    /// How long it took to restore a snapshot.
    pub restore: Option<Duration>,
    /// What is paid for that.
    pub billed_restore: Option<Duration>,
    /// How the invocation ended. In text a success says nothing.
    pub status: Option<Status>,
    /// Why it failed, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
    /// The trace: the `XRAY` line.
    pub tracing: Option<Tracing>,
}

/// `… Task timed out after 3.00 seconds`; has no form of its own in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimedOut {
    /// When.
    pub at: Timestamp,
    /// The invocation.
    pub request_id: String,
    /// The function's timeout.
    pub after: Duration,
}

/// `RequestId: … Error: Runtime exited with error: exit status 1`, or `platform.fault`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The invocation.
    pub request_id: String,
    /// What happened, without the request id.
    pub message: String,
    /// What Lambda calls it, such as `Runtime.ExitError`.
    pub error_type: Option<String>,
}

/// The trace that Lambda recorded an invocation in. At least one of its parts is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tracing {
    /// The trace.
    pub trace_id: Option<TraceId>,
    /// The segment that Lambda itself wrote for the function.
    pub segment_id: Option<SpanId>,
    /// Whether the trace is kept.
    pub sampled: Option<bool>,
}

/// How something ended, in the platform's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// `success`
    Success,
    /// `failure`: Lambda itself, or its host, failed.
    Failure,
    /// `error`: the function failed.
    Error,
    /// `timeout`
    Timeout,
}

// === impl Record ===

impl Record {
    /// Reads one event of a log stream in text form, with or without its line feed.
    ///
    /// `None` for every other text, a START without a request id among them.
    #[must_use]
    pub fn parse_text(text: &str) -> Option<Self> {
        text::parse(text)
    }

    /// The invocation that this is about; none for the set-up of an environment.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::InitStart(_) | Self::InitRuntimeDone(_) | Self::InitReport(_) => None,
            Self::RestoreStart(_) | Self::RestoreReport(_) => None,
            Self::Start(record) => Some(&record.request_id),
            Self::RuntimeDone(record) => Some(&record.request_id),
            Self::End(record) => Some(&record.request_id),
            Self::Report(record) => Some(&record.request_id),
            Self::TimedOut(record) => Some(&record.request_id),
            Self::Fault(record) => Some(&record.request_id),
        }
    }
}

// === impl TimedOut ===

impl TimedOut {
    /// The invocation `request_id` was given up at a time, after as long as the function's timeout.
    #[must_use]
    pub fn new(at: Timestamp, request_id: impl Into<String>, after: Duration) -> Self {
        Self { at, request_id: request_id.into(), after }
    }
}

// === impl Tracing ===

impl Tracing {
    /// `None` when nothing is known.
    fn known(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

// === impl Status ===

impl Status {
    const ALL: [Self; 4] = [Self::Success, Self::Failure, Self::Error, Self::Timeout];

    /// Reads the platform's word for it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// The platform's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Timeout => "timeout",
        }
    }
}
