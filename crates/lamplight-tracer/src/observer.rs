//! What the tracer does at the beginning and at the end of an invocation.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use lamplight_invocation::{BoxFuture, Observe, Outcome, Scope};
use tokio::runtime::Handle;

use crate::origin::Origin;
use crate::root::{Ending, root_span};
use crate::trace::Trace;
use crate::tracer::Shared;

/// Watches invocations for the tracer.
pub(crate) struct TraceObserver {
    tracer: Arc<Shared>,
    /// What was sent at a deadline may still be on its way.
    is_sending: AtomicBool,
}

// === impl TraceObserver ===

impl TraceObserver {
    pub(crate) fn new(tracer: Arc<Shared>) -> Self {
        Self { tracer, is_sending: AtomicBool::new(false) }
    }

    /// Ends the trace of an invocation that is sampled. Whether it had not been ended before.
    fn close(&self, scope: &Scope, ending: &Ending<'_>) -> Option<bool> {
        let trace = scope.get::<Arc<Trace>>().filter(|trace| trace.is_sampled())?;
        Some(trace.close(|said| root_span(&self.tracer, trace, scope, ending, said)))
    }
}

impl Observe for TraceObserver {
    fn start(&self, scope: &Scope) {
        let tracer = &self.tracer;
        let origin = Origin::of(scope, tracer.caller_first());
        let trace = Trace::new(origin, tracer.share(), tracer.clock().clone(), tracer.outbox().clone());
        // A scope without room has counted it, and the invocation has no trace.
        let _ = scope.insert(Arc::new(trace));
    }

    /// Lambda kills the process at the timeout, and no end is told: the trace is sent now, with a root that
    /// says so.
    fn deadline_near(&self, scope: &Scope, remaining: Duration) {
        if self.close(scope, &Ending::NoTimeLeft(remaining)) == Some(true) {
            let is_sent = send(self.tracer.export(self.tracer.outbox().take()));
            self.is_sending.store(!is_sent, Ordering::Relaxed);
        }
    }

    fn finish(&self, scope: &Scope, outcome: &Outcome) {
        if self.close(scope, &Ending::Ended(outcome)) == Some(false) {
            self.tracer.ended_late(scope.context().request_id());
        }
    }

    fn flush(&self, _: &Scope) -> Option<BoxFuture> {
        let spans = self.tracer.outbox().take();
        // Whoever exports waits for the one before, and must not be frozen in between.
        let is_sending = self.is_sending.swap(false, Ordering::Relaxed);
        (is_sending || !spans.is_empty()).then(|| self.tracer.export(spans))
    }
}

/// Sends without anybody to wait for it: at once, or else beside the handler. Whether it is done.
fn send(mut export: BoxFuture) -> bool {
    let is_sent = export.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
    if let (false, Ok(runtime)) = (is_sent, Handle::try_current()) {
        runtime.spawn(export);
    }
    is_sent
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for TraceObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceObserver").finish_non_exhaustive()
    }
}
