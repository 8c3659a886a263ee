//! The span that the calling code works in.

use std::sync::Arc;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::Scope;
use lamplight_invocation::scope::registry_of;
use opentelemetry::SpanId;
use tracing::Span;
use tracing_subscriber::registry::LookupSpan as _;

use crate::record::Record;
use crate::said::Said;
use crate::trace::Trace;

/// Whether there is a span to say something about.
pub(crate) fn is_recorded() -> bool {
    let trace = |scope: Scope| scope.get::<Arc<Trace>>().is_some_and(|trace| trace.is_sampled());
    Scope::try_current().is_some_and(trace)
}

/// Says something about the innermost span that is recorded, at this time; about the root where there is no
/// other. It is said under a lock, so nothing that `say` calls may log.
pub(crate) fn with(say: impl FnOnce(&mut Said, Timestamp)) {
    // For whichever of the two there is.
    let mut say = Some(say);
    within(|record| {
        let now = record.trace().now();
        let said = record.said()?;
        say.take()?(said, now);
        Some(())
    });
    if let Some((say, scope)) = say.zip(Scope::try_current()) {
        if let Some(trace) = scope.get::<Arc<Trace>>().filter(|trace| trace.is_sampled()) {
            trace.say_of_root(|said| say(said, trace.now()));
        }
    }
}

/// The innermost span of this trace that is recorded.
#[cfg(not(feature = "otel-api"))]
pub(crate) fn span_of(trace: &Arc<Trace>) -> Option<SpanId> {
    within(|record| Arc::ptr_eq(record.trace(), trace).then(|| record.id()))
}

/// The innermost span of this trace that is recorded, whoever made it.
#[cfg(feature = "otel-api")]
pub(crate) fn span_of(trace: &Arc<Trace>) -> Option<SpanId> {
    crate::api::innermost(tracing_span_of(trace), crate::api::current_in(trace))
}

/// The innermost `tracing` span of this trace that is recorded, and the one of OpenTelemetry's API around it.
#[cfg(feature = "otel-api")]
pub(crate) fn tracing_span_of(trace: &Arc<Trace>) -> Option<(SpanId, SpanId)> {
    within(|record| Arc::ptr_eq(record.trace(), trace).then(|| record.with_surroundings()))
}

/// Looks at the innermost span that is recorded, in a subscriber that is built on a registry.
fn within<R>(look: impl FnOnce(&mut Record) -> Option<R>) -> Option<R> {
    let looked = Span::current().with_subscriber(|(id, dispatch)| {
        for span in registry_of(dispatch)?.span(id)?.scope() {
            if let Some(record) = span.extensions_mut().get_mut::<Record>() {
                return look(record);
            }
        }
        None
    });
    looked.flatten()
}
