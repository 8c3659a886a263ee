//! The filter in front of the layer, for subscribers whose layers have one each.

use lamplight_invocation::Scope;
use tracing::subscriber::Interest;
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Filter};
use tracing_subscriber::registry::LookupSpan;

use crate::event_layer::EventLayer;

/// Lets through what becomes a line. Made by [`Logger::event_layer`](crate::Logger::event_layer).
#[derive(Clone, Debug)]
pub struct LineFilter(pub(crate) EventLayer);

impl<S> Filter<S> for LineFilter
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn enabled(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        // The way to the scope leads over the root span.
        Scope::is_root_span(metadata) || self.0.is_enabled(metadata, context)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if Scope::is_root_span(metadata) { Interest::always() } else { self.0.interest(metadata) }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        // Root spans are errors.
        Some(self.0.max_level().max(LevelFilter::ERROR))
    }
}
