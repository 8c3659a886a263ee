//! What the tracer does at the beginning and at the end of an invocation.

use std::fmt;
use std::sync::Arc;

use lamplight_invocation::{BoxFuture, Observe, Outcome, Scope};

use crate::root::root_span;
use crate::trace::Trace;
use crate::tracer::Shared;

/// Watches invocations for the tracer.
pub(crate) struct TraceObserver {
    tracer: Arc<Shared>,
}

// === impl TraceObserver ===

impl TraceObserver {
    pub(crate) fn new(tracer: Arc<Shared>) -> Self {
        Self { tracer }
    }
}

impl Observe for TraceObserver {
    fn start(&self, scope: &Scope) {
        let trace = Trace::new(scope.context(), scope.started(), self.tracer.outbox().clone());
        // A scope without room has counted it, and the invocation has no trace.
        let _ = scope.insert(Arc::new(trace));
    }

    fn finish(&self, scope: &Scope, outcome: &Outcome) {
        if let Some(trace) = scope.get::<Arc<Trace>>().filter(|trace| trace.is_sampled()) {
            trace.close(root_span(&self.tracer, trace, scope, outcome));
        }
    }

    fn flush(&self, _: &Scope) -> Option<BoxFuture> {
        let spans = self.tracer.outbox().take();
        (!spans.is_empty()).then(|| self.tracer.export(spans))
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for TraceObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceObserver").finish_non_exhaustive()
    }
}
