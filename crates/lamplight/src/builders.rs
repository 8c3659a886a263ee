//! What code says to the builders of the signals, beyond what settings say.

use std::fmt;

use lamplight_logger::LoggerBuilder;
#[cfg(feature = "metrics")]
use lamplight_metrics::MetricsBuilder;
#[cfg(feature = "tracer")]
use lamplight_tracer::{Tracer, TracerBuilder};

type Adjust<T, U = T> = Box<dyn FnOnce(T) -> U + Send>;

/// What is said to each builder, once, when everything is installed.
#[derive(Default)]
pub(crate) struct Builders {
    pub(crate) logger: Option<Adjust<LoggerBuilder>>,
    #[cfg(feature = "metrics")]
    pub(crate) metrics: Option<Adjust<MetricsBuilder>>,
    #[cfg(feature = "tracer")]
    pub(crate) tracer: Option<Adjust<TracerBuilder>>,
    /// Makes the tracer with an exporter of its own, wherever the environment would have traces go.
    #[cfg(feature = "tracer")]
    pub(crate) export: Option<Adjust<TracerBuilder, Tracer>>,
}

// === impl Builders ===

impl fmt::Debug for Builders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builders").finish_non_exhaustive()
    }
}

/// What was said, if anything was.
pub(crate) fn adjusted<T>(builder: T, adjust: Option<Adjust<T>>) -> T {
    match adjust {
        Some(adjust) => adjust(builder),
        None => builder,
    }
}

/// Says one thing after another.
pub(crate) fn and_then<T: 'static>(
    first: Option<Adjust<T>>,
    then: impl FnOnce(T) -> T + Send + 'static,
) -> Option<Adjust<T>> {
    Some(match first {
        Some(first) => Box::new(move |builder| then(first(builder))),
        None => Box::new(then),
    })
}
