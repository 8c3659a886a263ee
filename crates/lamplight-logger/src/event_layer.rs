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
use crate::invocation_log::{InvocationLog, LineKeys};
use crate::levels::{Destination, level_of};
use crate::line::{EventFields, Head, Line, LogRecord, Scratch, SpanFields};
use crate::shared::Shared;

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
        let levels = self.logger.levels();
        if levels.allow_all(metadata) {
            Interest::always()
        } else if levels.allow_some(metadata) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    /// Whether the layer listens to this span or event now.
    #[must_use]
    pub fn is_enabled<S>(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let levels = self.logger.levels();
        if levels.allow_all(metadata) {
            return true;
        }
        if !self.logger.looks_closer() || !levels.allow_some(metadata) {
            return false;
        }
        let scope = Scope::try_current_in(context.lookup_current().as_ref());
        let log = scope.as_ref().and_then(|scope| scope.get());
        log.is_some() && levels.destination(metadata, log).is_some()
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
        let log = scope.and_then(|scope| Some((scope, scope.get::<InvocationLog>()?)));
        let Some(destination) = self.logger.levels().destination(metadata, log.map(|(_, log)| log)) else {
            return;
        };
        if let (Some((scope, log)), tracing::Level::ERROR) = (log, *metadata.level()) {
            log.flush(scope);
        }
        let keys = LineKeys::now(&self.logger, log.map(|(_, log)| log));
        Scratch::with(|scratch| {
            let mut line = Line::begin(scratch, self.logger.format());
            let log_record = LogRecord::of(event);
            let mut fields = EventFields::new(&mut line, log_record.as_ref());
            self.logger.visit(&mut fields, |fields| event.record(fields));
            for span in span.into_iter().flat_map(SpanRef::scope) {
                if span.extensions().get().is_some_and(|fields| line.span(fields)) {
                    break;
                }
            }
            keys.set_by_code().for_each(|keys| keys.write(&mut line));
            let (location, target) = match &log_record {
                Some(record) => (Some(record.location()), record.target()),
                None => (Some(location(metadata)), metadata.target()),
            };
            let (timestamp, keys) = (self.logger.now(), keys.standard());
            let line = line.end(&Head { level: level_of(metadata), location, target, timestamp, keys });
            match (destination, log) {
                (Destination::Held, Some((scope, log))) => log.hold(scope, line),
                _ => self.logger.write_line(line),
            }
        });
    }
}

impl<S> Layer<S> for EventLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !self.logger.levels().allow_some(attributes.metadata()) {
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
        let Some(span) = context.span(id).filter(|span| self.logger.levels().allow_some(span.metadata()))
        else {
            return;
        };
        let mut extensions = span.extensions_mut();
        let mut fields = extensions.remove::<SpanFields>().unwrap_or_default();
        fields.record(self.logger.format(), true, |visitor| {
            self.logger.visit(visitor, |fields| values.record(fields));
        });
        extensions.insert(fields);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !self.logger.levels().allow_some(event.metadata()) {
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
