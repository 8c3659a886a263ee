//! Which of two spans is within the other: the current one of `tracing`, or that of the current context.

use std::sync::atomic::{AtomicBool, Ordering};

use opentelemetry::trace::TraceContextExt as _;
use opentelemetry::{Context, SpanId};

use crate::trace::Trace;

/// Whether anybody makes spans through the API: where nobody does, no context is looked at.
static IS_IN_USE: AtomicBool = AtomicBool::new(false);

/// From now on somebody does.
pub(super) fn is_in_use() {
    IS_IN_USE.store(true, Ordering::Relaxed);
}

/// The span of the current context, if it is one of this trace.
pub(crate) fn current_in(trace: &Trace) -> Option<SpanId> {
    if IS_IN_USE.load(Ordering::Relaxed) {
        Context::map_current(|context| span_in(trace, context))
    } else {
        None
    }
}

/// The span of a context, if it is one of this trace.
pub(super) fn span_in(trace: &Trace, context: &Context) -> Option<SpanId> {
    if !context.has_active_span() {
        return None;
    }
    let span = context.span();
    let span = span.span_context();
    (span.is_valid() && span.trace_id() == trace.trace_id()).then(|| span.span_id())
}

/// The inner one of a `tracing` span, which was made while `around` was the API's current one, and the API's
/// current one. The latter was made later, unless it is the same that was current then.
pub(crate) fn innermost(tracing: Option<(SpanId, SpanId)>, api: Option<SpanId>) -> Option<SpanId> {
    match (tracing, api) {
        (Some((_, around)), Some(api)) if around != api => Some(api),
        (Some((span, _)), _) => Some(span),
        (None, api) => api,
    }
}
