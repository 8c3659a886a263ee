//! The layer of the `tracing` subscriber: a span that closes becomes `SpanData`.

use std::borrow::Cow;
use std::sync::Arc;

use lamplight_invocation::Scope;
use lamplight_invocation::scope::SpanIds;
use tracing::span::{Attributes, Id, Record as Values};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use crate::fields::{ErrorFields, SpanFields};
use crate::record::Record;
use crate::trace::Trace;
use crate::tracer::Shared;

/// Keeps what is known of open spans, and hands it over when they close. Made by
/// [`Tracer::span_layer`](crate::Tracer::span_layer), which puts the level filter in front of it.
#[derive(Clone, Debug)]
pub struct SpanLayer {
    tracer: Arc<Shared>,
}

// === impl SpanLayer ===

impl SpanLayer {
    pub(crate) fn new(tracer: Arc<Shared>) -> Self {
        SpanIds::are_found_by(Record::ids);
        Self { tracer }
    }

    /// Whether the layer listens to this span or event: spans at level `INFO` and above, and errors.
    #[must_use]
    pub fn wants(&self, metadata: &Metadata<'_>) -> bool {
        let least = if metadata.is_span() { Level::INFO } else { Level::ERROR };
        *metadata.level() <= least && self.tracer.is_enabled()
    }

    /// Whether there is a trace that is sampled. Without one no span has to be made on account of this layer, and all that
    /// one costs is to ask this.
    #[inline]
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.tracer.outbox().is_in_use()
    }

    /// The record of a new span, if it is part of a trace that is sampled.
    fn record<'a, S: LookupSpan<'a>>(&self, span: &SpanRef<'a, S>) -> Option<Record> {
        if let Some(parent) = span.parent() {
            // Where the parent has none the trace is not sampled, or there is none.
            return Some(self.child(parent.extensions().get::<Record>()?, span.metadata().name()));
        }
        let scope = Scope::try_current_in::<S>(None)?;
        let trace = scope.get::<Arc<Trace>>().filter(|trace| trace.is_sampled())?;
        let root = Record::root(trace.clone());
        Some(if Scope::is_root_span(span.metadata()) {
            root
        } else {
            self.child(&root, span.metadata().name())
        })
    }

    /// A span within this one.
    #[cfg(not(feature = "otel-api"))]
    fn child(&self, parent: &Record, name: &'static str) -> Record {
        Record::new(parent.trace().clone(), parent.id(), Cow::Borrowed(name), self.tracer.now())
    }

    /// A span within this one, or within one that was made through OpenTelemetry's API since.
    #[cfg(feature = "otel-api")]
    fn child(&self, parent: &Record, name: &'static str) -> Record {
        let api = crate::api::current_in(parent.trace());
        let inner = crate::api::innermost(Some(parent.with_surroundings()), api).unwrap_or(parent.id());
        let mut child = Record::new(parent.trace().clone(), inner, Cow::Borrowed(name), self.tracer.now());
        child.around = api.unwrap_or(opentelemetry::SpanId::INVALID);
        child
    }
}

impl<S> Layer<S> for SpanLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !self.is_in_use() || !self.wants(attributes.metadata()) {
            return;
        }
        let Some(span) = context.span(id) else { return };
        if let Some(mut record) = self.record(&span) {
            record.said.attributes.reserve_exact(attributes.fields().len());
            attributes.record(&mut SpanFields(&mut record));
            if !Scope::is_root_span(attributes.metadata()) {
                record.trace().opened(id.clone());
            }
            span.extensions_mut().replace(record);
        }
    }

    fn on_record(&self, id: &Id, values: &Values<'_>, context: Context<'_, S>) {
        if !self.is_in_use() {
            return;
        }
        let Some(span) = context.span(id) else { return };
        if let Some(record) = span.extensions_mut().get_mut::<Record>() {
            values.record(&mut SpanFields(record));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !self.is_in_use() || !self.wants(event.metadata()) {
            return;
        }
        let Some(span) = context.event_span(event) else { return };
        if span.extensions().get::<Record>().is_none() {
            return;
        }
        // Not under the lock: what shows itself may log.
        let mut fields = ErrorFields::default();
        event.record(&mut fields);
        if let Some(record) = span.extensions_mut().get_mut::<Record>() {
            record.fail(self.tracer.now(), fields.message(), fields.attributes());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        if !self.is_in_use() {
            return;
        }
        let Some(span) = context.span(&id) else { return };
        // It stays where it is: the subscriber is about to clear the span.
        if let Some(record) = span.extensions_mut().get_mut::<Record>() {
            record.end(Some(&id), self.tracer.scope(), self.tracer.now());
        }
    }
}
