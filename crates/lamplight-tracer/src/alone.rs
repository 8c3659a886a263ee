//! The layer of a subscriber in which nothing else listens.

use lamplight_invocation::ScopeLayer;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::span_layer::SpanLayer;

/// Spans and scopes behind one filter: two would have each span looked up for each time it is entered.
pub(crate) struct Alone {
    scopes: ScopeLayer,
    spans: SpanLayer,
}

// === impl Alone ===

impl Alone {
    pub(crate) fn new(spans: SpanLayer) -> Self {
        Self { scopes: ScopeLayer::unfiltered(), spans }
    }
}

impl<S> Layer<S> for Alone
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.spans.wants(metadata) || ScopeLayer::wants(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        self.scopes.on_new_span(attributes, id, context.clone());
        self.spans.on_new_span(attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        self.spans.on_record(id, values, context);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        self.scopes.on_event(event, context.clone());
        self.spans.on_event(event, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.spans.on_close(id, context);
    }
}
