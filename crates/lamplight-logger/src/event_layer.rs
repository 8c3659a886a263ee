//! The layer of the `tracing` subscriber: an event becomes a line.

use std::sync::Arc;

use lamplight_invocation::{Scope, ScopeLayer};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use crate::format::Location;
use crate::invocation_keys::InvocationKeys;
use crate::levels::level_of;
use crate::line::{EventFields, Head, Line, Scratch, SpanFields};
use crate::logger::Shared;

/// Writes each event as one line. Made by [`Logger::event_layer`](crate::Logger::event_layer), which puts
/// the level filter in front of it.
#[derive(Clone, Debug)]
pub struct EventLayer {
    logger: Arc<Shared>,
}

// === impl EventLayer ===

impl EventLayer {
    pub(crate) fn new(logger: Arc<Shared>) -> Self {
        Self { logger }
    }

    /// Whether the layer listens to what stands here in the code: always, never, or where the invocation asks
    /// for it.
    #[must_use]
    pub fn interest(&self, metadata: &Metadata<'_>) -> Interest {
        if self.logger.levels().allow_all(metadata) { Interest::always() } else { Interest::never() }
    }

    /// Whether the layer listens to this span or event now.
    #[must_use]
    pub fn is_enabled<S>(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let _ = context;
        self.logger.levels().allow_all(metadata)
    }

    /// The least severe level that the layer ever listens to.
    #[must_use]
    pub fn max_level(&self) -> LevelFilter {
        self.logger.levels().most_verbose()
    }

    fn write<'a, S>(&self, event: &Event<'_>, span: Option<&SpanRef<'a, S>>, scope: Option<&Scope>)
    where
        S: LookupSpan<'a>,
    {
        let metadata = event.metadata();
        let keys = scope.and_then(|scope| scope.get::<InvocationKeys>());
        let keys = keys.map_or(self.logger.process_keys(), InvocationKeys::as_json);
        Scratch::with(|scratch| {
            let mut line = Line::begin(scratch, self.logger.format());
            event.record(&mut EventFields(&mut line));
            for span in span.into_iter().flat_map(SpanRef::scope) {
                if let Some(fields) = span.extensions().get::<SpanFields>() {
                    line.span(fields);
                }
            }
            let (location, target) = (Some(location(metadata)), metadata.target());
            let timestamp = self.logger.now();
            let head = Head { level: level_of(metadata), location, target, timestamp, keys };
            self.logger.write_line(line.end(&head));
        });
    }
}

impl<S> Layer<S> for EventLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !self.logger.levels().allow_all(attributes.metadata()) {
            return;
        }
        let mut fields = SpanFields::with_capacity(attributes.fields().len());
        attributes.record(&mut fields.visitor(self.logger.format()));
        if let (false, Some(span)) = (fields.is_empty(), context.span(id)) {
            span.extensions_mut().replace(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id).filter(|span| self.logger.levels().allow_all(span.metadata()))
        else {
            return;
        };
        let mut extensions = span.extensions_mut();
        if let Some(fields) = extensions.get_mut::<SpanFields>() {
            values.record(&mut fields.visitor(self.logger.format()));
        } else {
            let mut fields = SpanFields::default();
            values.record(&mut fields.visitor(self.logger.format()));
            extensions.replace(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !self.logger.levels().allow_all(event.metadata()) {
            return;
        }
        let span = context.event_span(event);
        let scope = Scope::try_current_in(span.as_ref());
        if scope.is_some() && ScopeLayer::is_runtime_report(event.metadata()) {
            return;
        }
        self.write(event, span.as_ref(), scope.as_ref());
    }
}

fn location<'a>(metadata: &Metadata<'a>) -> Location<'a> {
    Location { module: metadata.module_path().unwrap_or_else(|| metadata.target()), line: metadata.line() }
}
