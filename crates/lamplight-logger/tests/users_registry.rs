//! The layer in a registry of the user's own, beside layers that have nothing to do with us.

mod stack;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lamplight_core::settings::SettingsBuilder;
use stack::{logger, said};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// Counts all events it is given.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Counting {
    fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn our_levels_are_ours_alone() {
    let settings = SettingsBuilder::new().log_levels("info,hyper=off").log_sample_rate(1.0).log_buffer(1000);
    let (logger, lines) = logger(settings);
    let counting = Counting::default();
    let subscriber = tracing_subscriber::registry().with(counting.clone()).with(logger.event_layer());
    tracing::subscriber::with_default(subscriber, || {
        tracing::trace!("trace");
        tracing::debug!("debug");
        tracing::info!(target: "hyper", "hyper");
        tracing::info!("info");
    });
    assert_eq!(said(&lines), ["INFO info"]);
    assert_eq!(counting.0.load(Ordering::Relaxed), 4);
}
