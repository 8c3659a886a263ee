//! The logger: what a process makes once.

use std::fmt;
use std::sync::Arc;

use lamplight_invocation::{Observe, ObserveLayer, ScopeLayer, Stack};
use tracing::Subscriber;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{Filtered, LevelFilter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry;
use tracing_subscriber::registry::LookupSpan;

use crate::builder::LoggerBuilder;
use crate::event_layer::EventLayer;
use crate::filter::LineFilter;
use crate::keys::KeyValue;
use crate::layer::LoggerLayer;
use crate::observer::LogObserver;
use crate::shared::Shared;

/// Writes lines. Cheap to clone; clones are the same logger.
#[derive(Clone, Debug)]
pub struct Logger {
    shared: Arc<Shared>,
    observer: Arc<LogObserver>,
}

/// The process has a subscriber already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriberInstalled(());

// === impl Logger ===

impl Logger {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { observer: Arc::new(LogObserver::new(shared.clone())), shared }
    }

    /// A logger with the default settings, that knows nothing of the function yet and writes to stdout.
    #[must_use]
    pub fn builder() -> LoggerBuilder {
        LoggerBuilder::default()
    }

    /// The layer that turns events into lines, behind the logger's levels. Other layers of the same
    /// subscriber are not affected by these.
    pub fn event_layer<S>(&self) -> Filtered<EventLayer, LineFilter, S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let layer = self.unfiltered_layer();
        layer.clone().with_filter(LineFilter(layer))
    }

    /// The layer alone, for a subscriber whose layers all share one filter, which has to let through what
    /// [it listens to](EventLayer::is_enabled).
    #[must_use]
    pub fn unfiltered_layer(&self) -> EventLayer {
        EventLayer::new(self.shared.clone())
    }

    /// The least level that may become a line.
    #[must_use]
    pub fn max_level(&self) -> LevelFilter {
        self.shared.levels.most_verbose()
    }

    /// The layer for the handler and for the runtime, where no other signal shares their scope.
    #[must_use]
    pub fn layer(&self) -> LoggerLayer {
        let Shared { settings, environment, clock, .. } = &*self.shared;
        if settings.disabled {
            return LoggerLayer::new(ObserveLayer::disabled());
        }
        let stack = Stack::configured(settings, environment).with_clock(clock.clone()).with(self.observer());
        LoggerLayer::new(ObserveLayer::new(stack))
    }

    /// Puts keys on every line from now on, of each invocation and of none, until they are removed. A key of the
    /// same name that belongs to an invocation hides them there. For keys of one invocation, see
    /// [`append_keys`](crate::append_keys).
    pub fn append_process_keys(&self, keys: &[(&str, &dyn KeyValue)]) {
        self.shared.keys.append(keys, &|name, json| self.shared.masked_key(name, json));
    }

    /// Takes keys off the lines of the process again.
    pub fn remove_process_keys(&self, names: &[&str]) {
        self.shared.keys.remove(names);
    }

    /// Makes this logger the subscriber of the process: for binaries that have no other layers. On Lambda,
    /// `lamplight::start` does it.
    ///
    /// # Errors
    ///
    /// When there is a subscriber already. It stays, and nothing is changed.
    pub fn init(&self) -> Result<(), SubscriberInstalled> {
        let subscriber = registry().with(ScopeLayer::filtered()).with(self.event_layer());
        tracing::subscriber::set_global_default(subscriber).map_err(|_| SubscriberInstalled(()))
    }

    /// Makes lines of the records of the `log` crate as well, as dependencies write them that know no `tracing`: by the
    /// same levels, with the same keys, and with the fields of the spans they are in.
    ///
    /// Not needed beside `tracing-log`, whose events become such lines by themselves.
    ///
    /// # Errors
    ///
    /// When the process has a logger for the `log` crate already. It stays, and nothing is changed.
    #[cfg(feature = "log")]
    pub fn install_log(&self) -> Result<(), crate::LogInstalled> {
        crate::log_records::install(&self.shared)
    }

    /// What watches invocations for this logger, for a [`Stack`] that several signals share.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observe> {
        self.observer.clone()
    }
}

// === impl SubscriberInstalled ===

impl fmt::Display for SubscriberInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process has a subscriber for its events already")
    }
}

impl std::error::Error for SubscriberInstalled {}
