//! The way from a `tracing` span to the scope.

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Metadata, Span, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterFn, Filtered};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::{Progress, Scope, current, registry_of};

/// Ties the root span of an invocation to its scope, so that an event on any task or thread that carries a
/// span of the invocation finds the scope. One per subscriber, in any place; made by
/// [`ScopeLayer::filtered`], because it wants nothing else to be recorded on its account.
///
/// It also listens to what the runtime says about an event that it cannot read, which is the only place
/// where the reason can be learned.
#[derive(Clone, Copy, Debug)]
pub struct ScopeLayer {
    _private: (),
}

/// Lets through the root spans, and the runtime's words about events that it cannot read.
type Wanted = FilterFn<fn(&Metadata<'_>) -> bool>;

// === impl ScopeLayer ===

impl ScopeLayer {
    /// The layer, behind a filter that leaves other layers of the subscriber alone.
    #[must_use]
    pub fn filtered<S>() -> Filtered<Self, Wanted, S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let wanted: fn(&Metadata<'_>) -> bool = Self::wants;
        Self::unfiltered().with_filter(FilterFn::new(wanted))
    }

    /// The layer alone, for a subscriber whose layers all share one filter, which has to let through what it
    /// [wants](Self::wants). A filter for each layer costs a look at the span for each time one is entered.
    #[must_use]
    pub const fn unfiltered() -> Self {
        Self { _private: () }
    }

    /// Whether the layer listens to this span or event.
    #[must_use]
    pub fn wants(metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
            && metadata.target() == if metadata.is_span() { TARGET } else { UNREADABLE }
    }

    /// Whether this is one of the events in which the runtime reports a handler's error or panic, or an
    /// event that it could not read. Within a scope these are said by the scope's own observers, who know
    /// more; without this, each would be said twice.
    #[must_use]
    pub fn is_runtime_report(metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::ERROR
            && matches!(metadata.target(), "lambda_runtime::layers::panic" | UNREADABLE)
    }
}

/// The target of root spans.
pub(super) const TARGET: &str = "lamplight";

/// The module of the runtime that reads events.
const UNREADABLE: &str = "lambda_runtime::layers::api_response";

impl<S> Layer<S> for ScopeLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !Self::wants(attributes.metadata()) {
            return;
        }
        if let (Some(span), Some(scope)) = (context.span(id), current::of_this_task()) {
            span.extensions_mut().replace(scope);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !Self::wants(event.metadata()) {
            return;
        }
        if let Some(scope) = current::of_this_task() {
            let mut reason = Reason(None);
            event.record(&mut reason);
            if let Some(reason) = reason.0 {
                scope.progress(|progress: &mut Progress| progress.unreadable(reason));
            }
        }
    }
}

/// Where this span leads.
pub(super) fn of_span<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> Option<Scope> {
    let root = span.scope().from_root().next()?;
    root.extensions().get::<Scope>().cloned()
}

/// Where the current span leads, in a subscriber that is built on a registry.
pub(super) fn of_current_span() -> Option<Scope> {
    Span::current().with_subscriber(|(id, dispatch)| of_span(&registry_of(dispatch)?.span(id)?)).flatten()
}

/// The `error` field of an event.
struct Reason(Option<String>);

impl Visit for Reason {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "error" {
            self.0 = Some(format!("{value:?}"));
        }
    }
}
