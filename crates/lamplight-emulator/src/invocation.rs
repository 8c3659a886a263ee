//! What came of one invocation.

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;

use crate::{FunctionError, InitFailure, Line, Telemetry};

/// What came of one invocation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// The request id that the function saw: a UUID, version 4.
    pub request_id: String,
    /// How it ended.
    pub status: Status,
    /// It was the first of its process.
    pub cold: bool,
    /// What the caller gets: the function's response, or the error as JSON.
    ///
    /// After an error in the middle of a streamed response: what had come until then.
    pub payload: Bytes,
    /// The function streamed the response, so the payload may begin with a JSON prelude and eight zeros.
    pub streamed: bool,
    /// The error, when the status is not [`Status::Success`].
    pub error: Option<FunctionError>,
    /// Why the function did not start, when the status is [`Status::InitError`].
    pub init_failure: Option<InitFailure>,
    /// The log lines that belong to it, Lambda's own included, in the order they were read. When it is
    /// cold, those of the init phase come first; they have no request id.
    pub lines: Vec<Line>,
    /// What the function and its extensions sent to the sinks until it asked for the next event, in the order
    /// it was read. When it is cold, what was sent in the init phase comes first.
    pub telemetry: Vec<Telemetry>,
    /// What Lambda's REPORT line says.
    pub report: Report,
    /// From handing over the event until the whole response had come; none when none came.
    pub handler_duration: Option<Duration>,
    /// The trace header that the function was given.
    pub trace_header: Option<String>,
    /// The version that ran.
    pub executed_version: String,
    /// When the event was handed over, or when the start failed.
    pub started_at: Timestamp,
}

/// What the caller of a function gets, as soon as the function is done; its extensions may not be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response {
    /// The request id that the function saw: a UUID, version 4.
    pub request_id: String,
    /// How it ended.
    pub status: Status,
    /// The function's response, or the error as JSON; see [`Invocation::payload`].
    pub payload: Bytes,
    /// The function streamed it.
    pub streamed: bool,
    /// The error, when the status is not [`Status::Success`].
    pub error: Option<FunctionError>,
    /// The trace header that the function was given.
    pub trace_header: Option<String>,
    /// The version that ran.
    pub executed_version: String,
}

/// How an invocation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The function sent a response.
    Success,
    /// The function sent an error, in place of a response or in the middle of one.
    HandlerError,
    /// The function sent a response that Lambda does not take: too large, or cut short.
    BadResponse,
    /// The function did not finish in time, and was killed.
    Timeout,
    /// The process ended before the invocation did.
    Crash,
    /// The process never got as far as asking for an event.
    InitError,
}

/// What Lambda's REPORT line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// From handing over the event until the function asked for the next one and its extensions were done. After
    /// an environment has failed, also the init phase of the next one, which is a part of the invocation.
    pub duration: Duration,
    /// Duration and init duration together, rounded up to whole milliseconds.
    pub billed: Duration,
    /// Memory of the function as configured, in MB.
    pub memory_size_mb: u32,
    /// Peak resident memory of the process and its children so far, in MB of 1,048,576 bytes, rounded
    /// up. Zero where there is no `/proc`.
    pub max_memory_mb: u32,
    /// How long the process took to ask for its first event, in its first invocation; none when that is a part of
    /// the `duration`.
    pub init_duration: Option<Duration>,
}

/// How much of a log a caller is sent.
const LOG_TAIL: usize = 4 * 1024;

// === impl Response ===

impl From<Invocation> for Response {
    fn from(invocation: Invocation) -> Self {
        let Invocation {
            request_id, status, payload, streamed, error, trace_header, executed_version, ..
        } = invocation;
        Self { request_id, status, payload, streamed, error, trace_header, executed_version }
    }
}

// === impl Invocation ===

impl Invocation {
    /// The value of the header `X-Amz-Function-Error`: `Unhandled` for every error, else none.
    #[must_use]
    pub fn function_error(&self) -> Option<&'static str> {
        self.status.function_error()
    }

    /// The end of its log, at most 4 KB, as the header `X-Amz-Log-Result` has it before it is encoded.
    ///
    /// Lines without a request id, as those of the init phase, are not in it.
    #[must_use]
    pub fn log_tail(&self) -> String {
        let mut log = String::new();
        for line in self.lines.iter().filter(|line| line.request_id.is_some()) {
            log.push_str(&line.text);
            log.push('\n');
        }
        let mut start = log.len().saturating_sub(LOG_TAIL);
        while !log.is_char_boundary(start) {
            start += 1;
        }
        log.split_off(start)
    }
}

// === impl Status ===

impl Status {
    /// The value of the header `X-Amz-Function-Error`: `Unhandled` for every error, else none.
    #[must_use]
    pub fn function_error(self) -> Option<&'static str> {
        (self != Self::Success).then_some("Unhandled")
    }
}
