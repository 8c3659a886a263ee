//! The metrics of a process: made once, at the start.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::Arc;

use lamplight_core::clock::Clock;
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::loss::Losses;
use lamplight_core::settings::Settings;
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_invocation::{Observe, ObserveLayer, Scope};

use crate::emf::Emf;
use crate::layer::MetricsLayer;
use crate::observer::MetricsObserver;
use crate::provider::MetricsProvider;
use crate::recorder::{Place, Recorder};
use crate::shared::{Parts, Shared};

/// Writes metrics. Cheap to clone; clones are the same.
#[derive(Clone, Debug)]
pub struct Metrics {
    shared: Arc<Shared>,
    observer: Arc<MetricsObserver>,
}

/// Makes [`Metrics`].
#[derive(Debug)]
pub struct MetricsBuilder {
    settings: Settings,
    environment: FunctionEnvironment,
    clock: Clock,
    sink: Option<Box<dyn LineSink>>,
    provider: Box<dyn MetricsProvider>,
    losses: &'static Losses,
    dimensions: Vec<(Cow<'static, str>, String, Place)>,
}

/// Other [`Metrics`] take what is recorded outside invocations already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyInstalled;

// === impl Metrics ===

impl Metrics {
    /// Metrics with the default settings, that know nothing of the function yet and go to stdout.
    #[must_use]
    pub fn builder() -> MetricsBuilder {
        MetricsBuilder::default()
    }

    /// The layer for the handler and for the runtime, where no other signal shares their scope.
    #[must_use]
    pub fn layer(&self) -> MetricsLayer {
        if self.shared.is_disabled() {
            return MetricsLayer::new(ObserveLayer::disabled());
        }
        MetricsLayer::new(ObserveLayer::new(self.shared.stack().with(self.observer())))
    }

    /// What watches invocations for these metrics, for a
    /// [`Stack`](lamplight_invocation::Stack) that several signals share.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observe> {
        self.observer.clone()
    }

    /// Takes what is recorded outside invocations as well, such as at the start of the process or in a task
    /// that was spawned without its scope. It is written by [`flush`](Self::flush) and at the end of each
    /// invocation, in documents of its own.
    ///
    /// # Errors
    ///
    /// When others were installed in this process before: they stay.
    pub fn install(&self) -> Result<(), AlreadyInstalled> {
        let process = Scope::process();
        if self.shared.is_disabled() || self.shared.of_process().is_some() {
            return Ok(());
        }
        // The process's scope is asked first, so that it counts no loss if it is there already.
        if Recorder::of(process).is_some() {
            return Err(AlreadyInstalled);
        }
        let recorder = Recorder::new(self.shared.clone(), process);
        if recorder.insert(process) { Ok(()) } else { Err(AlreadyInstalled) }
    }

    /// Writes what was recorded outside invocations, if these metrics are [installed](Self::install).
    /// What belongs to an invocation is written at its end, and not by this.
    pub fn flush(&self) {
        if let Some(recorder) = self.shared.of_process() {
            recorder.write();
        }
    }
}

// === impl MetricsBuilder ===

impl MetricsBuilder {
    /// Takes namespace, service and switches from here.
    #[must_use]
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Takes the function's name, and how it was started, from here.
    #[must_use]
    pub fn environment(mut self, environment: FunctionEnvironment) -> Self {
        self.environment = environment;
        self
    }

    /// Takes time from here.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Writes documents here instead of to stdout.
    #[must_use]
    pub fn sink(mut self, sink: impl LineSink + 'static) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Counts here what was refused, instead of in the process's counters.
    #[must_use]
    pub fn losses(mut self, losses: &'static Losses) -> Self {
        self.losses = losses;
        self
    }

    /// Sets a default dimension: one of every set of dimensions, `ColdStart`'s included. One that is refused is
    /// counted, and said on stderr.
    #[must_use]
    #[track_caller]
    pub fn dimension(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.dimensions.push((name.into(), value.into(), Location::caller()));
        self
    }

    /// Writes metrics in another way than CloudWatch's Embedded Metric Format.
    #[must_use]
    pub fn provider(mut self, provider: impl MetricsProvider) -> Self {
        self.provider = Box::new(provider);
        self
    }

    /// Makes the metrics.
    ///
    /// # Errors
    ///
    /// When stdout cannot be duplicated, because the process has too many descriptors open.
    pub fn build(self) -> io::Result<Metrics> {
        let Self { settings, environment, clock, sink, provider, losses, dimensions } = self;
        let sink = match sink {
            Some(sink) => sink,
            None => Box::new(DescriptorSink::stdout()?),
        };
        let parts = Parts { settings, environment, clock, sink, provider, losses, dimensions };
        let shared = Arc::new(Shared::new(parts));
        let observer = Arc::new(MetricsObserver::new(shared.clone()));
        Ok(Metrics { shared, observer })
    }
}

impl Default for MetricsBuilder {
    fn default() -> Self {
        Self {
            settings: Settings::default(),
            environment: FunctionEnvironment::default(),
            clock: Clock::system(),
            sink: None,
            provider: Box::new(Emf::new()),
            dimensions: Vec::new(),
            losses: Losses::process(),
        }
    }
}

// === impl AlreadyInstalled ===

impl fmt::Display for AlreadyInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("metrics cannot be installed: others are, and a process has room for one")
    }
}

impl std::error::Error for AlreadyInstalled {}
