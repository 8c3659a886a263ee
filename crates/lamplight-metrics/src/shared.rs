//! What all metrics of a process share: where documents go, and what is in each of them.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::FunctionEnvironment;
use lamplight_core::json::{Object, write_string};
use lamplight_core::level::Level;
use lamplight_core::loss::Losses;
use lamplight_core::settings::Settings;
use lamplight_core::sink::LineSink;
use lamplight_invocation::{Scope, Stack};

use crate::cardinality::Cardinality;
use crate::complaints::Complaints;
use crate::members::Members;
use crate::metric_set::MetricSet;
use crate::name;
use crate::provider::MetricsProvider;
use crate::recorder::{Place, Recorder};
use crate::refusal::Refused;

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
    provider: Box<dyn MetricsProvider>,
    complaints: Complaints,
    cardinality: Cardinality,
    namespace: String,
    namespace_json: Vec<u8>,
    /// What every set of dimensions begins with.
    dimensions: Members,
    /// Buffers of invocations that are over. In boxes, which are moved more quickly than what is in them.
    #[expect(clippy::vec_box, reason = "a set is moved three times in each invocation")]
    spare: Mutex<Vec<Box<MetricSet>>>,
}

/// What it is made of.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) environment: FunctionEnvironment,
    pub(crate) clock: Clock,
    pub(crate) sink: Box<dyn LineSink>,
    pub(crate) provider: Box<dyn MetricsProvider>,
    pub(crate) losses: &'static Losses,
    /// Default dimensions, and where they were asked for.
    pub(crate) dimensions: Vec<(Cow<'static, str>, String, Place)>,
}

// === impl Shared ===

impl Shared {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { settings, environment, clock, sink, provider, losses, dimensions: given } = parts;
        let service = settings.service.as_deref().or(environment.name.as_deref()).and_then(name::fitted);
        let namespace = settings.metrics_namespace.as_deref().and_then(name::fitted);
        let namespace = namespace.or_else(|| service.clone());
        let namespace = namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
        let mut namespace_json = Vec::new();
        write_string(&mut namespace_json, &namespace);
        let complaints = Complaints::new(losses);
        let mut defaults = MetricSet::default();
        if let Some(service) = service {
            let result = defaults.dimension(Cow::Borrowed("service"), &service);
            debug_assert!(result.is_ok(), "the service's name was made to fit: {result:?}");
        }
        for (name, value, place) in given {
            if let Err(refused) = defaults.dimension(name, &value) {
                complaints.note(&refused, place);
            }
        }
        let mut dimensions = Members::default();
        defaults.dimensions.first().into_iter().for_each(|first| dimensions.copy(first));
        let (cardinality, spare) = Default::default();
        Self {
            settings,
            environment,
            clock,
            sink,
            provider,
            complaints,
            cardinality,
            namespace,
            namespace_json,
            dimensions,
            spare,
        }
    }

    /// A stack without observers, with these settings and this clock.
    pub(crate) fn stack(&self) -> Stack {
        Stack::configured(&self.settings, &self.environment).with_clock(self.clock.clone())
    }

    pub(crate) fn is_disabled(&self) -> bool {
        self.settings.disabled || self.settings.metrics_disabled
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn monotonic(&self) -> Instant {
        self.clock.monotonic()
    }

    /// Counts what was refused, and says so.
    pub(crate) fn complain(&self, refused: &Refused, place: Place) {
        self.complaints.note(refused, place);
    }

    pub(crate) fn provider(&self) -> &dyn MetricsProvider {
        &*self.provider
    }

    pub(crate) fn watch_dimensions(&self, set: &mut MetricSet) {
        self.cardinality.watch(set, &self.dimensions);
    }

    pub(crate) fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The namespace as JSON.
    pub(crate) fn namespace_json(&self) -> &[u8] {
        &self.namespace_json
    }

    /// The default dimensions.
    pub(crate) fn dimensions(&self) -> &Members {
        &self.dimensions
    }

    /// What a document needs so that Lambda's own filter of log lines lets it through, each as `,"name":value`,
    /// if anything. A line without a level is `INFO` to it, and one without a time of day as well
    /// (Lambda Developer Guide, "Configuring JSON and plain text log formats").
    pub(crate) fn write_level(&self, out: &mut Vec<u8>) {
        if let Some(level) = self.environment.log_filter.filter(|level| *level > Level::Info) {
            let start = out.len();
            let mut object = Object::begin(out);
            object.string("level", level.as_str());
            object.string("timestamp", self.clock.now().rfc3339().as_str());
            out[start] = b',';
        }
    }

    pub(crate) fn function_name(&self) -> Option<&str> {
        self.environment.name.as_deref()
    }

    /// What takes metrics outside invocations, if that is ours.
    pub(crate) fn of_process(self: &Arc<Self>) -> Option<&'static Recorder> {
        Recorder::of(Scope::process()).filter(|recorder| recorder.belongs_to(self))
    }

    pub(crate) fn write_line(&self, line: &[u8]) {
        self.sink.write_line(line);
    }

    pub(crate) fn empty_set(&self) -> Box<MetricSet> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.pop().unwrap_or_default()
    }

    /// Keeps the buffers of a set for another invocation.
    pub(crate) fn take_back(&self, mut set: Box<MetricSet>) {
        set.clear();
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < KEPT_SETS {
            spare.push(set);
        }
    }
}
