//! The metrics of one scope: taken from any thread, written when their time has come.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::write_string;
use lamplight_invocation::Scope;

use crate::in_scope::InScope;
use crate::lines::Lines;
use crate::metric_set::MetricSet;
use crate::provider::Batch;
use crate::recorded::Form;
use crate::refusal::{Refusal, Refused};
use crate::shared::Shared;
use crate::value::PropertyValue;
use crate::writing::Writing;

/// The place in the user's code that asked for something.
pub(crate) type Place = &'static Location<'static>;

/// The state of the metrics in a scope.
///
/// What is recorded after the end of the invocation, by a task that goes on, is written when the last one
/// who holds the scope lets go of it.
#[derive(Debug)]
pub(crate) struct Recorder {
    shared: Arc<Shared>,
    begun: Timestamp,
    /// None once it was given back.
    set: Mutex<Option<Box<MetricSet>>>,
    #[cfg(feature = "metrics-crate")]
    labelled: crate::metrics_crate::Labelled,
}

// === impl Recorder ===

impl Recorder {
    pub(crate) fn new(shared: Arc<Shared>, scope: &Scope) -> Self {
        let mut set = shared.empty_set();
        set.begin(shared.dimensions());
        shared.write_level(&mut set.identity);
        write_identity(&mut set.identity, scope);
        let begun = if scope.is_process() { shared.now() } else { scope.started() };
        Self {
            shared,
            begun,
            set: Mutex::new(Some(set)),
            #[cfg(feature = "metrics-crate")]
            labelled: crate::metrics_crate::Labelled::default(),
        }
    }

    /// Goes where a scope holds it, which was there before nearly always.
    pub(crate) fn into_place(mut self) -> Box<InScope> {
        let mut place = self.set_mut().as_mut().and_then(|set| set.place.take()).unwrap_or_default();
        place.hold(self);
        place
    }

    /// Ends, and leaves this place to the next one.
    pub(crate) fn end(mut self, place: Box<InScope>) {
        if let Some(set) = self.set_mut() {
            set.place = Some(place);
        }
    }

    /// Takes the metrics of the same invocation apart from those that are here.
    pub(crate) fn apart(&self, scope: &Scope) -> Self {
        Self::new(self.shared.clone(), scope)
    }

    pub(crate) fn record(&self, name: Cow<'static, str>, form: Form, value: f64, place: Place) {
        if !self.record_expected(&name, form, value) {
            self.record_unexpected(name, form, value, place);
        }
    }

    /// Takes a value if it is what is [expected](MetricSet::record_expected).
    #[inline]
    pub(crate) fn record_expected(&self, name: &str, form: Form, value: f64) -> bool {
        !Writing::is_now() && self.lock().as_mut().is_some_and(|set| set.record_expected(name, form, value))
    }

    fn record_unexpected(&self, name: Cow<'static, str>, form: Form, value: f64, place: Place) {
        let mut full = false;
        self.change(name, place, |set, name| {
            let result = set.record(name, form, value);
            full = set.is_full();
            result
        });
        if full {
            self.write();
        }
    }

    pub(crate) fn dimension(&self, name: Cow<'static, str>, value: &str, place: Place) {
        if !self.dimension_expected(&name, value) {
            self.change(name, place, |set, name| set.dimension(name, value));
        }
    }

    /// Sets a dimension if it is what is [expected](MetricSet::dimension_expected).
    pub(crate) fn dimension_expected(&self, name: &str, value: &str) -> bool {
        !Writing::is_now() && self.lock().as_mut().is_some_and(|set| set.dimension_expected(name, value))
    }

    pub(crate) fn dimension_set(&self, dimensions: &[(&'static str, &str)], place: Place) {
        let name = dimensions.first().map_or("", |(name, _)| name);
        self.change(name.into(), place, |set, _| set.dimension_set(self.shared.dimensions(), dimensions));
    }

    pub(crate) fn property(&self, name: Cow<'static, str>, value: PropertyValue<'_>, place: Place) {
        self.change(name, place, |set, name| set.property(name, value));
    }

    pub(crate) fn timestamp(&self, at: Timestamp, place: Place) {
        self.change("the time".into(), place, |set, _| set.timestamp(at, self.shared.now()));
    }

    /// Writes what was recorded until now, if anything.
    pub(crate) fn write(&self) {
        #[cfg(feature = "metrics-crate")]
        self.labelled.write();
        // By a provider: what there is, is being written.
        if Writing::is_now() {
            return;
        }
        let mut guard = self.lock();
        let set = guard.get_or_insert_default();
        if set.is_empty() {
            return;
        }
        let same = set.settle(self.shared.namespace_json());
        let documents = set.dimensions.distribute();
        let now = self.shared.now();
        let batch = Batch {
            set,
            namespace: self.shared.namespace(),
            namespace_json: self.shared.namespace_json(),
            timestamp: set.timestamp.unwrap_or(now),
            span: now.saturating_since(self.begun),
            documents,
        };
        let mut lines = Lines::begin();
        let writing = Writing::begin();
        self.shared.provider().write(&batch, &mut lines);
        drop(writing);
        if !same {
            self.shared.watch_dimensions(set);
        }
        set.clear_metrics();
        // The sink may be slow, or record metrics itself.
        drop(guard);
        lines.iter().for_each(|line| self.shared.write_line(line));
        lines.end();
    }

    /// Metrics with labels, which are written with these.
    #[cfg(feature = "metrics-crate")]
    pub(crate) fn with_labels(&self) -> &crate::metrics_crate::Labelled {
        &self.labelled
    }

    /// A reading of the clock that timers use.
    pub(crate) fn monotonic(&self) -> Instant {
        self.shared.monotonic()
    }

    pub(crate) fn belongs_to(&self, shared: &Arc<Shared>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
    }

    /// Counts what was refused, and says so.
    pub(crate) fn refuse(&self, refused: &Refused, place: Place) {
        self.shared.complain(refused, place);
    }

    /// Changes the set. Not if it is a provider that asks for it while it writes, which would wait for itself for
    /// ever; that is counted, and said.
    fn change(
        &self,
        name: Cow<'static, str>,
        place: Place,
        change: impl FnOnce(&mut MetricSet, Cow<'static, str>) -> Result<(), Refused>,
    ) {
        let result = if Writing::is_now() {
            Err(Refused { name, why: Refusal::Writing })
        } else {
            change(self.lock().get_or_insert_default(), name)
        };
        if let Err(refused) = result {
            self.refuse(&refused, place);
        }
    }

    fn set_mut(&mut self) -> &mut Option<Box<MetricSet>> {
        self.set.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Box<MetricSet>>> {
        // A provider of others that panicked here has left the metrics as they were.
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // Nearly always everything is written already.
        if cfg!(feature = "metrics-crate") || self.set_mut().as_ref().is_some_and(|set| !set.is_empty()) {
            self.write();
        }
        if let Some(set) = self.set_mut().take() {
            self.shared.take_back(set);
        }
    }
}

/// What every document says of its invocation, each as `,"name":value`.
fn write_identity(out: &mut Vec<u8>, scope: &Scope) {
    if scope.is_process() {
        return;
    }
    let context = scope.context();
    out.extend_from_slice(b",\"function_request_id\":");
    write_string(out, context.request_id());
    if let Some(root) = context.trace_id() {
        // Digits and hyphens.
        out.extend_from_slice(b",\"xray_trace_id\":\"");
        out.extend_from_slice(root.xray().as_bytes());
        out.push(b'"');
    }
}
