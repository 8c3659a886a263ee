//! Spans that are open when the time of their invocation runs out.

use std::sync::Arc;

use lamplight_invocation::Scope;
use lamplight_invocation::scope::registry_of;
use opentelemetry_sdk::trace::SpanData;
use tracing_subscriber::registry::LookupSpan as _;

use crate::record::Record;
use crate::root::Ending;
use crate::trace::Trace;
use crate::tracer::Shared;

/// The attribute of a span that was sent before it ended.
pub(crate) const UNFINISHED: &str = "lamplight.unfinished";

/// The open spans of an invocation as they are now, but for its root. They are not sent again when they end.
pub(crate) fn unfinished(
    tracer: &Shared,
    trace: &Arc<Trace>,
    scope: &Scope,
    ending: &Ending<'_>,
) -> Vec<SpanData> {
    let open = trace.open_spans();
    let now = tracer.now();
    let mut spans = Vec::new();
    #[cfg(feature = "otel-api")]
    spans.extend(trace.open_by_api().into_iter().filter_map(|span| span.unfinished(ending)));
    scope.span().with_subscriber(|(_, dispatch)| {
        let Some(registry) = registry_of(dispatch) else { return };
        spans.extend(open.iter().filter_map(|id| {
            let span = registry.span(id)?;
            let mut extensions = span.extensions_mut();
            let record = extensions.get_mut::<Record>()?;
            // One that has ended since may have left its id to a span of another invocation.
            Arc::ptr_eq(record.trace(), trace).then(|| record.unfinished(tracer.scope(), now, ending))?
        }));
    });
    spans
}
