//! What listens to `tracing`, as one layer: this process's subscriber has no others, so one filter does for all.
//!
//! A filter for each layer would have the subscriber look up every span, for every layer, each time it is entered
//! and left. What nobody wants is turned off where it stands in the code.

use lamplight_invocation::ScopeLayer;
use lamplight_invocation::scope::SpanSubscriber;
use lamplight_logger::{EventLayer, Logger};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

#[cfg(feature = "tracer")]
type Spans = lamplight_tracer::SpanLayer;
#[cfg(not(feature = "tracer"))]
type Spans = tracing_subscriber::layer::Identity;

/// The scope's layer, the logger's and, where there is a tracer, the tracer's.
pub(crate) struct AllSignals {
    scopes: ScopeLayer,
    events: EventLayer,
    spans: Option<Spans>,
    most_verbose: LevelFilter,
}

// === impl AllSignals ===

impl AllSignals {
    pub(crate) fn new(logger: &Logger, spans: Option<Spans>) -> Self {
        // Scopes want errors.
        let least = if spans.is_some() { LevelFilter::INFO } else { LevelFilter::ERROR };
        Self {
            scopes: ScopeLayer::unfiltered(),
            events: logger.unfiltered_layer(),
            most_verbose: logger.max_level().max(least),
            spans,
        }
    }

    /// The subscriber of these layers. A span is made where its fields may be on lines, or it is part of a trace that
    /// is sampled.
    pub(crate) fn subscriber(self) -> SpanSubscriber {
        let (events, spans) = (self.events.clone(), self.spans.clone());
        SpanSubscriber::new(self, move |metadata| {
            #[cfg(feature = "tracer")]
            let is_traced = spans.as_ref().is_some_and(Spans::is_in_use);
            #[cfg(not(feature = "tracer"))]
            let is_traced = spans.is_some();
            is_traced || events.wants(metadata)
        })
    }

    /// Whether someone besides the logger listens.
    fn others_want(&self, metadata: &Metadata<'_>) -> bool {
        let spans = self.spans.as_ref();
        #[cfg(feature = "tracer")]
        let by_spans = spans.is_some_and(|spans| spans.wants(metadata));
        #[cfg(not(feature = "tracer"))]
        let by_spans = spans.is_some();
        by_spans || ScopeLayer::wants(metadata)
    }
}

impl<S> Layer<S> for AllSignals
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.others_want(metadata) { Interest::always() } else { self.events.interest(metadata) }
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        self.others_want(metadata) || self.events.is_enabled(metadata, &context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.most_verbose)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        self.scopes.on_new_span(attributes, id, context.clone());
        self.events.on_new_span(attributes, id, context.clone());
        self.spans.on_new_span(attributes, id, context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        self.events.on_record(id, values, context.clone());
        self.spans.on_record(id, values, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.events.on_enter(id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.events.on_exit(id, context);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        self.scopes.on_event(event, context.clone());
        self.events.on_event(event, context.clone());
        self.spans.on_event(event, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.spans.on_close(id, context);
    }
}

#[cfg(all(test, feature = "xray"))]
mod tests {
    use std::net::SocketAddr;

    use lamplight_core::level::Level;
    use lamplight_core::settings::SettingsBuilder;
    use lamplight_tracer::Tracer;
    use lamplight_xray::XrayExporter;
    use tracing::info_span;

    use super::*;

    #[test]
    fn while_no_trace_is_sampled_a_span_is_made_where_its_fields_may_be_on_lines() {
        for (level, is_made) in [(Level::Info, true), (Level::Warn, false)] {
            let (settings, _) = SettingsBuilder::new().log_level(level).read(&[]).expect("it is allowed");
            let logger = Logger::builder().settings(settings).build().expect("stdout");
            let tracer =
                Tracer::builder().build(XrayExporter::new(SocketAddr::from(([127, 0, 0, 1], 9)).into()));
            let signals = AllSignals::new(&logger, Some(tracer.unfiltered_layer()));
            tracing::subscriber::with_default(signals.subscriber(), || {
                let outer = info_span!("outer");
                let inner = outer.in_scope(|| info_span!("inner", field = 1));
                assert_eq!(inner.id() != outer.id(), is_made, "{level:?}");
            });
        }
    }
}
