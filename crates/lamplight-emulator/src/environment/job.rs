//! One invocation, from its request to its result.

use std::sync::Arc;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::action::{Ending, ExtensionFailure};
use crate::lifecycle::{Outcome, ResponseTimes};
use crate::runtime_api::Answer;
use crate::trace::Trace;
use crate::{
    Exit, FunctionError, InitFailure, Invocation, Invoke, Line, Report, Response, Status, Telemetry,
};

/// One invocation that somebody waits for.
pub(super) struct Job {
    pub(super) id: Uuid,
    /// The id as everything but the machine wants it.
    pub(super) request_id: String,
    pub(super) invoke: Invoke,
    pub(super) lines: Vec<Line>,
    pub(super) telemetry: Vec<Telemetry>,
    pub(super) trace: Option<Trace>,
    pub(super) started: Option<Started>,
    /// When the function began to answer.
    pub(super) answering: Option<Instant>,
    pub(super) answered: Option<(Answer, Instant)>,
    /// When the function was done, if Lambda has said so.
    pub(super) done: Option<(Timestamp, Instant)>,
    asked: Asked,
}

/// Who waits for an invocation, and for what.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Everything that there is to know, when everything is over.
    Whole { whole: oneshot::Sender<Arc<Invocation>>, over: oneshot::Sender<()> },
    /// The response, as soon as the function is done, and then that everything is over.
    Response { response: Option<oneshot::Sender<Response>>, over: oneshot::Sender<()> },
}

/// The moment the event was handed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Started {
    pub(super) time: Timestamp,
    pub(super) instant: Instant,
    /// When the invocation will be out of time: earlier if it has waited for an init phase of its own.
    pub(super) deadline: Timestamp,
    /// It is the first invocation of its process.
    pub(super) cold: bool,
    /// How long the process took to start, then.
    pub(super) init: Option<Duration>,
}

/// How a job ended, in words.
pub(super) struct Verdict {
    pub(super) answer: Answer,
    /// For Lambda's own lines: the error type, unless the function had its say.
    pub(super) platform_error: Option<FunctionError>,
    pub(super) init_failure: Option<InitFailure>,
    /// The caller has the answer, and the extensions have used up the rest of the time.
    pub(super) late: bool,
}

// === impl Job ===

impl Job {
    pub(super) fn new(id: Uuid, invoke: Invoke, asked: Asked) -> Self {
        Self {
            id,
            request_id: id.to_string(),
            invoke,
            lines: Vec::new(),
            telemetry: Vec::new(),
            trace: None,
            started: None,
            answering: None,
            answered: None,
            done: None,
            asked,
        }
    }

    /// How it ended, once an event was handed over.
    pub(super) fn verdict(&self, ending: Ending, timeout: Duration) -> Verdict {
        let (status, error) = match ending {
            Ending::Responded | Ending::ExtensionsLate => {
                let answer = self.answered.as_ref().map(|(answer, _)| answer.clone());
                let answer = answer.unwrap_or_else(|| Answer::truncated(Vec::new().into(), false));
                let late = ending == Ending::ExtensionsLate;
                return Verdict { answer, platform_error: None, init_failure: None, late };
            }
            Ending::TimedOut => (Status::Timeout, timed_out(&self.request_id, timeout)),
            Ending::Exited(exit) => (Status::Crash, exited(&self.request_id, exit)),
            Ending::Extension(failure) => (Status::Crash, extension_failed(&self.request_id, failure)),
        };
        Verdict {
            answer: Answer::platform(status, error.clone()),
            platform_error: Some(error),
            init_failure: None,
            late: false,
        }
    }

    /// Hands the response to the caller, if that is all it waits for.
    pub(super) fn respond(&mut self, verdict: &Verdict, executed_version: &str) {
        let Asked::Response { response, .. } = &mut self.asked else { return };
        let Some(caller) = response.take() else { return };
        let Answer { status, payload, streamed, error } = verdict.answer.clone();
        // Whoever asked may have given up waiting; the invocation took place all the same.
        _ = caller.send(Response {
            request_id: self.request_id.clone(),
            status,
            payload,
            streamed,
            error,
            trace_header: self.trace.as_ref().map(|trace| trace.header.clone()),
            executed_version: executed_version.to_owned(),
        });
    }

    /// When the response came, for one that did.
    pub(super) fn response(&self, now: Instant) -> Option<ResponseTimes> {
        let (Some(started), Some(begun), Some((_, ended))) = (self.started, self.answering, &self.answered)
        else {
            return None;
        };
        Some(ResponseTimes {
            started: started.time,
            latency: begun - started.instant,
            duration: *ended - begun,
            overhead: now - *ended,
        })
    }

    /// The result, and who waits for it.
    pub(super) fn finish(
        self,
        verdict: Verdict,
        report: Report,
        executed_version: String,
        now: Timestamp,
    ) -> (Asked, Arc<Invocation>) {
        let Verdict { answer, init_failure, .. } = verdict;
        let handler_duration = match (self.started, &self.answered) {
            (Some(started), Some((_, at))) => Some(*at - started.instant),
            _ => None,
        };
        let invocation = Invocation {
            request_id: self.request_id,
            status: answer.status,
            cold: self.started.is_some_and(|started| started.cold),
            payload: answer.payload,
            streamed: answer.streamed,
            error: answer.error,
            init_failure,
            lines: self.lines,
            telemetry: self.telemetry,
            report,
            handler_duration,
            trace_header: self.trace.map(|trace| trace.header),
            executed_version,
            started_at: self.started.map_or(now, |started| started.time),
        };
        (self.asked, Arc::new(invocation))
    }
}

// === impl Asked ===

impl Asked {
    /// Tells whoever waits that the invocation is over; they may have given up waiting.
    pub(super) fn tell(self, invocation: Arc<Invocation>) {
        match self {
            // The place is free before whoever has waited comes back for it.
            Self::Whole { whole, over } => {
                _ = over.send(());
                _ = whole.send(invocation);
            }
            Self::Response { over, .. } => _ = over.send(()),
        }
    }
}

// === impl Verdict ===

impl Verdict {
    /// How an invocation ended when the process never asked for an event; `posted` is what it posted in
    /// place of it. The request id is empty when nobody had wanted an invocation yet.
    pub(super) fn of_init(request_id: &str, failure: InitFailure, posted: Option<Answer>) -> Self {
        let error = match &failure {
            InitFailure::Exited { exit, .. } => exited(request_id, *exit),
            InitFailure::TimedOut { limit, .. } => timed_out(request_id, *limit),
            InitFailure::Reported { error } => error.clone(),
            InitFailure::Extension { error_type, .. } => {
                FunctionError::platform(error_type, format!("RequestId: {request_id} Error: {failure}"))
            }
            InitFailure::NotFound { .. }
            | InitFailure::NotExecutable { .. }
            | InitFailure::Spawn { .. }
            | InitFailure::ShutDown => {
                let message = format!("RequestId: {request_id} Error: {failure}");
                FunctionError::platform("Runtime.InvalidEntrypoint", message)
            }
        };
        let answer = posted.unwrap_or_else(|| Answer::platform(Status::InitError, error.clone()));
        Self { answer, platform_error: Some(error), init_failure: Some(failure), late: false }
    }

    pub(super) fn outcome(&self) -> Outcome<'_> {
        match (&self.platform_error, self.answer.status, &self.init_failure) {
            _ if self.late => Outcome::Timeout,
            (_, Status::Timeout, _) | (_, _, Some(InitFailure::TimedOut { .. })) => Outcome::Timeout,
            (Some(error), ..) => Outcome::Error(&error.reported_type),
            (None, ..) => Outcome::Success,
        }
    }
}

/// The duration that is billed: whole milliseconds, rounded up.
pub(super) fn billed(duration: Duration) -> Duration {
    let millis = duration.as_nanos().div_ceil(1_000_000);
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

fn timed_out(request_id: &str, timeout: Duration) -> FunctionError {
    let seconds = timeout.as_secs_f64();
    let message = format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds");
    FunctionError::platform("Sandbox.Timedout", message)
}

fn exited(request_id: &str, exit: Exit) -> FunctionError {
    let message = format!("RequestId: {request_id} Error: {}", exit_message(exit));
    let error_type = if exit == Exit::OutOfMemory { "Runtime.OutOfMemory" } else { "Runtime.ExitError" };
    FunctionError::platform(error_type, message)
}

fn extension_failed(request_id: &str, failure: ExtensionFailure) -> FunctionError {
    let what = match failure {
        ExtensionFailure::Crash(Exit::Code(code)) => format!("exit code {code}"),
        ExtensionFailure::Crash(exit) => exit.to_string(),
        _ => "an extension reported an error".to_owned(),
    };
    FunctionError::platform(failure.error_type(), format!("RequestId: {request_id} Error: {what}"))
}

/// As Lambda words it.
fn exit_message(exit: Exit) -> String {
    match exit {
        Exit::Code(0) => "Runtime exited without providing a reason".to_owned(),
        exit => format!("Runtime exited with error: {exit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn billing_rounds_up_to_the_millisecond() {
        let bill = |micros| billed(Duration::from_micros(micros)).as_micros();
        assert_eq!((bill(0), bill(1), bill(1000), bill(1001)), (0, 1000, 1000, 2000));
        // Duration and init are added before they are rounded: 12.34 ms and 41.20 ms are 54 ms.
        assert_eq!(bill(12_340 + 41_200), 54_000);
    }
}
