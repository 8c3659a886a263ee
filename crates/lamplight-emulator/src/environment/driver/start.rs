//! The beginning of an invocation's log.

use std::sync::Arc;

use tokio::time::Instant;

use super::{Driver, Job, Started};
use crate::lifecycle::Notice;
use crate::trace::{self, Trace};

// === impl Driver ===

impl Driver {
    /// Starts an invocation's log; it began at `since` if that was earlier.
    pub(super) fn start(&mut self, job: &mut Job, cold: bool, since: Option<Instant>) {
        let (time, instant) = (self.config.clock.now(), Instant::now());
        let began = since.map_or(time, |since| time.saturating_sub(instant - since));
        let deadline = began.saturating_add(self.config.timeout);
        let init = self.init.duration.filter(|_| cold && since.is_none());
        job.started = Some(Started { time, instant, deadline, cold, init });
        let upstream = job.invoke.trace_header.as_deref();
        job.trace = Trace::new(self.config.tracing, upstream, time, trace::random);
        let arn = self.arn(job.invoke.qualifier.as_deref());
        let config = Arc::clone(&self.config);
        let (request_id, trace) = (job.request_id.clone(), job.trace.clone());
        let notice = Notice::Start {
            request_id: &request_id,
            version: &config.version,
            function_arn: &arn,
            trace: trace.as_ref().and_then(Trace::tracing),
        };
        self.say(Some(job), &notice);
    }
}
