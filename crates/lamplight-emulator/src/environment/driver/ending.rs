//! The end of an invocation: its report, Lambda's lines about it, and the reply.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::Driver;
use crate::environment::action::Ending;
use crate::environment::job::{Job, Verdict, billed};
use crate::event::EventKind;
use crate::lifecycle::{Done, Notice, Outcome};
use crate::trace::Trace;
use crate::{InitFailure, Report};

/// How many ended invocations are remembered, to which a late line may belong.
const RECENT: usize = 128;

// === impl Driver ===

impl Driver {
    /// The function is done with an invocation; its extensions may not be.
    pub(super) fn runtime_done(&mut self, invocation: Uuid, duration: Duration) {
        self.finish_lines(Some(invocation));
        let Some(mut job) = self.jobs.remove(&invocation) else { return };
        let verdict = job.verdict(Ending::Responded, self.config.timeout);
        self.say_done(&mut job, &verdict, duration);
        // The caller does not wait for the extensions, the next invocation does.
        job.respond(&verdict, &self.config.version);
        self.jobs.insert(invocation, job);
    }

    pub(super) fn end(&mut self, invocation: Uuid, ending: Ending, duration: Duration) {
        self.sample_memory();
        if self.config.max_concurrency.is_none() {
            self.finish_lines(Some(invocation));
        }
        let Some(job) = self.jobs.remove(&invocation) else { return };
        let timeout = self.config.timeout;
        let verdict = job.verdict(ending, timeout);
        // Lambda reports the timeout, not the time that it took to notice.
        let duration = if matches!(ending, Ending::TimedOut | Ending::ExtensionsLate) {
            duration.min(timeout)
        } else {
            duration
        };
        self.conclude(job, verdict, duration);
    }

    /// Says how an invocation ended, in Lambda's lines and to whoever waits for it.
    pub(super) fn conclude(&mut self, mut job: Job, verdict: Verdict, duration: Duration) {
        let init_duration = job.started.and_then(|started| started.init);
        let report = Report {
            duration,
            // Lambda bills what is provisioned by itself, the init phase with it.
            billed: billed(
                duration + init_duration.filter(|_| !self.identity.provisioned).unwrap_or_default(),
            ),
            memory_size_mb: self.config.memory_mb,
            max_memory_mb: self.max_memory_mb(),
            init_duration,
        };
        if job.done.is_none() {
            self.say_done(&mut job, &verdict, duration);
        }
        self.say_report(&mut job, &verdict, &report);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(job.id);
        let version = self.config.version.clone();
        job.respond(&verdict, &version);
        let (asked, invocation) = job.finish(verdict, report, version, self.config.clock.now());
        self.publisher.publish(|| EventKind::InvocationEnded(Arc::clone(&invocation)));
        asked.tell(invocation);
    }

    fn say_done(&mut self, job: &mut Job, verdict: &Verdict, duration: Duration) {
        let request_id = job.request_id.clone();
        let trace = job.trace.clone();
        let trace = trace.as_ref().and_then(Trace::tracing);
        let outcome = verdict.outcome();
        match (&verdict.platform_error, &verdict.init_failure, outcome) {
            (_, Some(InitFailure::TimedOut { limit, .. }), _) => {
                self.say(Some(job), &Notice::TimedOut { request_id: &request_id, timeout: *limit });
            }
            (_, _, Outcome::Timeout) => {
                let timeout = self.config.timeout;
                self.say(Some(job), &Notice::TimedOut { request_id: &request_id, timeout });
            }
            // What the function itself has reported it has also written, or not, as it likes.
            (_, Some(InitFailure::Reported { .. }), _) | (None, ..) => {}
            (Some(error), ..) => {
                let prefix = format!("RequestId: {request_id} Error: ");
                let message = error.message.strip_prefix(&prefix).unwrap_or(&error.message);
                let error_type = &error.error_type;
                self.say(Some(job), &Notice::Failed { request_id: &request_id, message, error_type });
            }
        }
        self.publisher.publish(|| EventKind::RuntimeDone { request_id: request_id.clone(), duration });
        let now = Instant::now();
        let response = job.response(now);
        job.done = Some((self.config.clock.now(), now));
        let done = Done {
            request_id: &request_id,
            outcome,
            duration,
            produced_bytes: if response.is_some() { verdict.answer.payload.len() } else { 0 },
            response: response.filter(|_| outcome == Outcome::Success),
            trace,
        };
        self.say(Some(job), &Notice::Done(done));
    }

    fn say_report(&mut self, job: &mut Job, verdict: &Verdict, report: &Report) {
        let request_id = job.request_id.clone();
        let trace = job.trace.clone();
        let trace = trace.as_ref().and_then(Trace::tracing);
        let outcome = verdict.outcome();
        let waited = self.machine.agents().next().is_some();
        let overhead = job.done.filter(|_| waited).map(|(time, instant)| (time, instant.elapsed()));
        let notice = Notice::Report { request_id: &request_id, report, outcome, overhead, trace };
        self.say(Some(job), &notice);
    }
}
