//! What all metrics of a process share: where documents go, and what is in each of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::loss::Losses;
use lamplight_core::settings::Settings;
use lamplight_core::sink::LineSink;
use lamplight_invocation::{Scope, Stack};

use crate::metric_set::MetricSet;
use crate::name;
use crate::recorder::Recorder;

/// The namespace of a function that has no name and no service, which does not happen on Lambda.
pub const DEFAULT_NAMESPACE: &str = "lamplight";
/// How many sets of buffers are kept for later invocations. A managed instance may run as many at once.
const KEPT_SETS: usize = 64;

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

// === impl Shared ===

impl Shared {
    pub(crate) fn new(
        settings: Settings,
        environment: FunctionEnvironment,
        clock: Clock,
        sink: Box<dyn LineSink>,
        losses: &'static Losses,
    ) -> Self {
        let service = settings.service.as_deref().or(environment.name.as_deref()).and_then(name::fitted);
        let namespace = settings.metrics_namespace.as_deref().and_then(name::fitted);
        let namespace = namespace.or_else(|| service.clone());
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
        let spare = Mutex::default();
        Self { settings, environment, clock, sink, losses, namespace, service, spare }
    }

    /// A stack without observers, with these settings and this clock.
    pub(crate) fn stack(&self) -> Stack {
        Stack::configured(&self.settings, &self.environment).with_clock(self.clock.clone())
    }

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
