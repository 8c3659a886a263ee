//! What the tracer does at the beginning and at the end of an invocation.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use lamplight_invocation::{BoxFuture, Observe, Outcome, Scope};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::link::Announced;
use crate::origin::Origin;
use crate::root::{Ending, beginning, root_span};
use crate::trace::Trace;
use crate::tracer::Shared;
use crate::unfinished::unfinished;

/// Watches invocations for the tracer.
pub(crate) struct TraceObserver {
    tracer: Arc<Shared>,
}

// === impl TraceObserver ===

impl TraceObserver {
    pub(crate) fn new(tracer: Arc<Shared>) -> Self {
        Self { tracer }
    }

    /// Whether the extension has the ids of the root, so that it can tell of a timeout.
    fn extension_knows(&self, trace: &Trace, scope: &Scope) -> bool {
        let announced = trace.announced();
        announced.is_some_and(|announced| announced.is_known(|| beginning(&self.tracer, trace, scope)))
    }
}

impl Observe for TraceObserver {
    fn start(&self, scope: &Scope) {
        let tracer = &self.tracer;
        let origin = Origin::of(scope, tracer.caller_first());
        let trace = Trace::new(origin, tracer.sampler(), tracer.clock().clone(), tracer.outbox().clone());
        let trace = Arc::new(trace);
        if let Some(link) = tracer.link() {
            if let Some(begin) = beginning(tracer, &trace, scope) {
                trace.announced_as(Announced::new(link, &begin));
                scope.tell_when_flushed();
            }
        }
        #[cfg(feature = "otel-api")]
        tracer.begins(&trace);
        // A scope without room has counted it, and the invocation has no trace.
        let _ = scope.insert(trace);
    }

    /// Lambda kills the process at the timeout, and no end is told: the trace is sent now, with a root that
    /// says so. An extension writes that root itself, once it is true; a handler that ends after all has its own.
    fn deadline_near(&self, scope: &Scope, remaining: Duration) {
        let Some(trace) = sampled(scope) else { return };
        let ending = Ending::NoTimeLeft(remaining);
        let open = unfinished(&self.tracer, trace, scope, &ending);
        let is_to_send = if self.extension_knows(trace, scope) {
            trace.hand_over(open);
            true
        } else {
            trace.close(open, |said| root_span(&self.tracer, trace, scope, &ending, said))
        };
        if is_to_send {
            let export = self.tracer.export(self.tracer.outbox().take());
            if let Some(task) = export.and_then(send) {
                trace.is_sending(task);
            }
        }
    }

    fn finish(&self, scope: &Scope, outcome: &Outcome) {
        let Some(trace) = sampled(scope) else { return };
        let ending = Ending::Ended(outcome);
        if !trace.close(Vec::new(), |said| root_span(&self.tracer, trace, scope, &ending, said)) {
            self.tracer.ended_late(scope.context().request_id());
        }
    }

    fn flush(&self, scope: &Scope) -> Option<BoxFuture> {
        let export = self.tracer.export(self.tracer.outbox().take());
        let Some(sending) = sampled(scope).and_then(|trace| trace.take_sending()) else { return export };
        // It must not be frozen half way. A task that panicked has nothing more to send.
        Some(Box::pin(async move {
            let _ = sending.await;
            if let Some(export) = export {
                export.await;
            }
        }))
    }

    fn flushed(&self, scope: &Scope) {
        if let Some(announced) = scope.get::<Arc<Trace>>().and_then(|trace| trace.announced()) {
            announced.is_over(scope.context().request_id());
        }
    }
}

fn sampled(scope: &Scope) -> Option<&Arc<Trace>> {
    scope.get::<Arc<Trace>>().filter(|trace| trace.is_sampled())
}

/// Sends without anybody to wait for it: at once, or else in a task beside the handler.
fn send(mut export: BoxFuture) -> Option<JoinHandle<()>> {
    let is_sent = export.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
    match Handle::try_current() {
        Ok(runtime) if !is_sent => Some(runtime.spawn(export)),
        _ => None,
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for TraceObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceObserver").finish_non_exhaustive()
    }
}
