//! Which span of a trace a `tracing` span is, for those who only know the latter: what a logger writes.

use std::sync::OnceLock;

use lamplight_core::trace::{SpanId, TraceId};
use tracing_subscriber::registry::{Extensions, LookupSpan, SpanRef};

/// The ids by which a `tracing` span is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanIds {
    /// The trace. It may be another one than Lambda's, where a request's `traceparent` is gone on with.
    pub trace_id: TraceId,
    /// The span.
    pub span_id: SpanId,
}

/// Finds them among the extensions of a span. There is one way for a process, as there is one tracer.
static FIND: OnceLock<fn(&Extensions<'_>) -> Option<SpanIds>> = OnceLock::new();

// === impl SpanIds ===

impl SpanIds {
    /// Says how they are found among the extensions of a span. A tracer does; the first one counts.
    pub fn are_found_by(find: fn(&Extensions<'_>) -> Option<Self>) {
        FIND.get_or_init(|| find);
    }

    /// Those of this span, or of the innermost one around it that is recorded. `None` in a request that is not
    /// sampled, and where nobody traces.
    #[must_use]
    pub fn of<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> Option<Self> {
        let find = FIND.get()?;
        span.scope().find_map(|span| find(&span.extensions()))
    }
}
