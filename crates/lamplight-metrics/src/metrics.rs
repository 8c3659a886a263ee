//! The metrics of a process: where they go, and what all documents share.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::loss::Losses;
use lamplight_core::settings::Settings;
use lamplight_core::sink::{DescriptorSink, LineSink};
use lamplight_invocation::{Observe, ObserveLayer, Scope, Stack};

use crate::layer::MetricsLayer;
use crate::metric_set::MetricSet;
use crate::name;
use crate::observer::MetricsObserver;
use crate::recorder::Recorder;

/// The namespace of a function that has no name and no service, which does not happen on Lambda.
pub const DEFAULT_NAMESPACE: &str = "lamplight";
/// How many sets of buffers are kept for later invocations: one for each that Lambda's managed instances
/// run at once (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html>).
const KEPT_SETS: usize = 64;

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
    losses: &'static Losses,
}

/// Other [`Metrics`] take what is recorded outside invocations already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyInstalled;

#[derive(Debug)]
pub(crate) struct Shared {
    settings: Settings,
    environment: FunctionEnvironment,
    clock: Clock,
    sink: Box<dyn LineSink>,
    losses: &'static Losses,
    namespace: String,
    /// As a dimension may have it.
    service: Option<String>,
    /// Buffers of invocations that are over.
    spare: Mutex<Vec<MetricSet>>,
}

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
        let Shared { settings, environment, clock, .. } = &*self.shared;
        if settings.disabled {
            return MetricsLayer::new(ObserveLayer::disabled());
        }
        let stack = Stack::new(environment.initialization)
            .with_clock(clock.clone())
            .with_flush_timeout(settings.flush_timeout)
            .with_deadline_margin(settings.deadline_margin)
            .with(self.observer());
        MetricsLayer::new(ObserveLayer::new(stack))
    }

    /// What watches invocations for these metrics, for a [`Stack`] that several signals share.
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
        if self.shared.settings.disabled || self.shared.of_process().is_some() {
            return Ok(());
        }
        // The process's scope is asked first, so that it counts no loss if it is there already.
        if process.get::<Recorder>().is_some() {
            return Err(AlreadyInstalled);
        }
        let recorder = Recorder::new(self.shared.clone(), process);
        process.insert(recorder).map(|_| ()).map_err(|_| AlreadyInstalled)
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

    /// Makes the metrics.
    ///
    /// # Errors
    ///
    /// When stdout cannot be duplicated, because the process has too many descriptors open.
    pub fn build(self) -> io::Result<Metrics> {
        let Self { settings, environment, clock, sink, losses } = self;
        let sink = match sink {
            Some(sink) => sink,
            None => Box::new(DescriptorSink::stdout()?),
        };
        let service = settings.service.as_deref().or(environment.name.as_deref()).and_then(name::fitted);
        let namespace = settings.metrics_namespace.as_deref().and_then(name::fitted);
        let namespace = namespace.or_else(|| service.clone());
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
        let spare = Mutex::default();
        let shared =
            Arc::new(Shared { settings, environment, clock, sink, losses, namespace, service, spare });
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

// === impl Shared ===

impl Shared {
    pub(crate) fn is_disabled(&self) -> bool {
        self.settings.disabled
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn monotonic(&self) -> Instant {
        self.clock.monotonic()
    }

    pub(crate) fn losses(&self) -> &'static Losses {
        self.losses
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    pub(crate) fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    pub(crate) fn function_name(&self) -> Option<&str> {
        self.environment.name.as_deref()
    }

    /// What takes metrics outside invocations, if that is ours.
    pub(crate) fn of_process(self: &Arc<Self>) -> Option<&'static Recorder> {
        Scope::process().get::<Recorder>().filter(|recorder| recorder.belongs_to(self))
    }

    pub(crate) fn write_line(&self, line: &[u8]) {
        self.sink.write_line(line);
    }

    pub(crate) fn empty_set(&self) -> MetricSet {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    /// Keeps the buffers of a set for another invocation.
    pub(crate) fn take_back(&self, mut set: MetricSet) {
        set.clear();
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < KEPT_SETS {
            spare.push(set);
        }
    }
}
