//! The layer of the `tracing` subscriber: an event becomes a line.

use std::sync::Arc;

use lamplight_invocation::scope::SpanIds;
use lamplight_invocation::{Scope, ScopeLayer};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use crate::format::Location;
use crate::levels::Origin;
use crate::line::{Entered, Line, LogRecord, SpanFields};
use crate::shared::Shared;

/// Writes each event as one line. Made by [`Logger::event_layer`](crate::Logger::event_layer), which puts
/// the level filter in front of it.
///
/// A layer that has this one within hands on all that it is told: where it did so with spans that are entered, and
/// not with spans that are left, lines would have the fields of the wrong ones. Without either, the span of each line is
/// looked up.
#[derive(Clone, Debug)]
pub struct EventLayer {
    logger: Arc<Shared>,
    entered: Entered,
}

// === impl EventLayer ===

impl EventLayer {
    pub(crate) fn new(logger: Arc<Shared>) -> Self {
        Self { logger, entered: Entered::new() }
    }

    /// Whether the layer listens to what stands here in the code: always, never, or where the invocation asks
    /// for it.
    #[must_use]
    pub fn interest(&self, metadata: &Metadata<'_>) -> Interest {
        let (levels, origin) = (self.logger.levels(), Origin::from(metadata));
        if levels.allow_all(origin) {
            Interest::always()
        } else if levels.allow_some(origin) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    /// Whether the layer ever listens to this span or event.
    #[must_use]
    pub fn wants(&self, metadata: &Metadata<'_>) -> bool {
        self.logger.levels().allow_some(metadata.into())
    }

    /// Whether the layer listens to this span or event now.
    #[must_use]
    pub fn is_enabled<S>(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let origin = Origin::from(metadata);
        if self.logger.levels().allow_all(origin) {
            return true;
        }
        self.logger.may_look_closer(origin)
            && self
                .logger
                .looks_closer_in(origin, Scope::try_current_in(context.lookup_current().as_ref()).as_ref())
    }

    /// The least severe level that the layer ever listens to.
    #[must_use]
    pub fn max_level(&self) -> LevelFilter {
        self.logger.levels().most_verbose()
    }

    /// All records of the `log` crate are events of the same few places in the code: nothing of those counts.
    #[cold]
    fn on_log_record<S>(&self, event: &Event<'_>, record: &LogRecord, context: &Context<'_, S>)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        self.write(event, record.origin(event.metadata()), record.location(), None, context);
    }

    /// Writes an event. `of` is what is known of its place in the code.
    fn write<S>(
        &self,
        event: &Event<'_>,
        origin: Origin<'_>,
        location: Location<'_>,
        of: Option<&'static Metadata<'static>>,
        context: &Context<'_, S>,
    ) where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        if !self.logger.levels().allow_some(origin) {
            return;
        }
        // The task's own is found without its span.
        let scope = Scope::with_entered(Scope::clone)
            .or_else(|| Scope::try_current_in(context.event_span(event).as_ref()));
        if scope.is_some() && ScopeLayer::is_runtime_report(event.metadata()) {
            return;
        }
        self.logger.write(of, scope.as_ref(), origin, location, &mut |line| {
            self.logger.visit(&mut line.event_fields(), |fields| event.record(fields));
            let written = event.is_contextual() && self.entered.write(line, context);
            if written {
                return;
            }
            if let Some(span) = context.event_span(event) {
                SpanIds::of(&span).into_iter().for_each(|ids| line.span_id(ids.span_id));
                write_spans(&span, line);
            }
        });
    }
}

impl<S> Layer<S> for EventLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !self.wants(attributes.metadata()) {
            return;
        }
        let Some(span) = context.span(id) else { return };
        let mut fields = SpanFields::with_capacity(attributes.fields().len());
        fields.record(self.logger.format(), false, |visitor| {
            self.logger.visit(visitor, |fields| attributes.record(fields));
        });
        fields.copy_from(|visit| {
            let _ = span.scope().skip(1).any(|outer| outer.extensions().get().is_some_and(&mut *visit));
        });
        if !fields.is_empty() {
            span.extensions_mut().replace(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id).filter(|span| self.wants(span.metadata())) else {
            return;
        };
        let mut extensions = span.extensions_mut();
        let mut fields = extensions.remove::<SpanFields>().unwrap_or_default();
        fields.record(self.logger.format(), true, |visitor| {
            self.logger.visit(visitor, |fields| values.record(fields));
        });
        extensions.insert(fields);
    }

    fn on_enter(&self, id: &Id, _: Context<'_, S>) {
        self.entered.enter(id);
    }

    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        self.entered.exit(id);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if let Some(record) = LogRecord::of(event) {
            return self.on_log_record(event, &record, &context);
        }
        let metadata = event.metadata();
        self.write(event, metadata.into(), Location::of(metadata), Some(metadata), &context);
    }
}

/// Writes the fields of this span and of those around it.
pub(crate) fn write_spans<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>, line: &mut Line<'_>) {
    let mut write = |span: &SpanRef<'a, S>| span.extensions().get().is_some_and(|fields| line.span(fields));
    // Most often the innermost has those of all: then no other is looked for.
    if !write(span) {
        let _ = span.scope().skip(1).any(|outer| write(&outer));
    }
}
