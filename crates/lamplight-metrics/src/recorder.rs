//! The metrics of one scope: taken from any thread, written when their time has come.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use lamplight_core::json::Object;
use lamplight_invocation::Scope;

use crate::document;
use crate::metric_set::MetricSet;
use crate::name;
use crate::refusal::Refused;
use crate::shared::Shared;
use crate::unit::Unit;
use crate::value::PropertyValue;

/// The state of the metrics in a scope.
///
/// What is recorded after the end of the invocation, by a task that goes on, is written when the last one
/// who holds the scope lets go of it.
#[derive(Debug)]
pub(crate) struct Recorder {
    shared: Arc<Shared>,
    set: Mutex<MetricSet>,
}

// === impl Recorder ===

impl Recorder {
    pub(crate) fn new(shared: Arc<Shared>, scope: &Scope) -> Self {
        let mut set = shared.empty_set();
        if let Some(service) = shared.service() {
            let result = set.dimension(Cow::Borrowed("service"), service);
            debug_assert!(result.is_ok(), "the service's name was made to fit: {result:?}");
        }
        write_identity(&mut set.identity, scope);
        Self { shared, set: Mutex::new(set) }
    }

    pub(crate) fn record(&self, name: Cow<'static, str>, unit: Unit, value: f64) {
        let mut set = self.lock();
        let result = set.record(name, unit, value);
        let full = set.is_full();
        drop(set);
        self.note(result);
        if full {
            self.write();
        }
    }

    pub(crate) fn dimension(&self, name: Cow<'static, str>, value: &str) {
        let result = self.lock().dimension(name, value);
        self.note(result);
    }

    pub(crate) fn property(&self, name: Cow<'static, str>, value: PropertyValue<'_>) {
        let result = self.lock().property(name, value);
        self.note(result);
    }

    /// Writes what was recorded until now, if anything.
    pub(crate) fn write(&self) {
        let mut set = self.lock();
        if set.is_empty() {
            return;
        }
        document::write_all(&mut set, self.shared.namespace(), self.shared.now());
        set.clear_metrics();
        let documents = std::mem::take(&mut set.documents);
        // The sink may be slow, or record metrics itself.
        drop(set);
        documents.lines().for_each(|line| self.shared.write_line(line));
        self.lock().documents = documents;
    }

    /// A reading of the clock that timers use.
    pub(crate) fn monotonic(&self) -> Instant {
        self.shared.monotonic()
    }

    pub(crate) fn belongs_to(&self, shared: &Arc<Shared>) -> bool {
        Arc::ptr_eq(&self.shared, shared)
    }

    /// Counts what was refused.
    fn note(&self, result: Result<(), Refused>) {
        if let Err(Refused { name, why }) = result {
            let name = name::shown(&name);
            self.shared.losses().record(why.loss(), 1, format_args!("{name:?} {why}"));
        }
    }

    fn lock(&self) -> MutexGuard<'_, MetricSet> {
        // No code of others runs under the lock, and ours does not panic there.
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.write();
        let set = self.set.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.shared.take_back(std::mem::take(set));
    }
}

/// What every document says of its invocation, as members of an object.
fn write_identity(out: &mut Vec<u8>, scope: &Scope) {
    if scope.is_process() {
        return;
    }
    let context = scope.context();
    let mut object = Object::begin(out);
    object.string("function_request_id", context.request_id());
    if let Some(root) = context.trace_id() {
        // Digits and hyphens.
        out.extend_from_slice(b",\"xray_trace_id\":\"");
        out.extend_from_slice(root.xray().as_bytes());
        out.push(b'"');
    }
    out.remove(0);
}
