//! When metrics are written: at a cold start, when the deadline is near, and at the end.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use lamplight_invocation::{BoxFuture, Observe, Outcome, Scope};

use crate::recorded::Form;
use crate::recorder::Recorder;
use crate::shared::Shared;
use crate::unit::Unit;

/// Watches invocations for the metrics.
pub(crate) struct MetricsObserver {
    shared: Arc<Shared>,
}

// === impl MetricsObserver ===

impl MetricsObserver {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn write(&self, scope: &Scope) {
        if let Some(recorder) = Recorder::of(scope).filter(|recorder| recorder.belongs_to(&self.shared)) {
            recorder.write();
        }
    }

    /// In a document of its own, so that the dimensions of the request do not split the count; and at once,
    /// so that it does not get lost with an invocation that is killed.
    fn write_cold_start(&self, scope: &Scope) {
        let recorder = Recorder::new(self.shared.clone(), scope);
        let place = Location::caller();
        if let Some(name) = self.shared.function_name() {
            recorder.dimension(Cow::Borrowed("function_name"), name, place);
        }
        recorder.record(Cow::Borrowed("ColdStart"), Form::of(Unit::Count), 1.0, place);
        recorder.write();
    }
}

impl Observe for MetricsObserver {
    fn start(&self, scope: &Scope) {
        if self.shared.is_disabled() {
            return;
        }
        // Where the scope has no room it has counted that. Where other metrics are there, these are theirs.
        let ours = Recorder::new(self.shared.clone(), scope).insert(scope);
        if ours && scope.is_cold_start() {
            self.write_cold_start(scope);
        }
    }

    fn deadline_near(&self, scope: &Scope, _: Duration) {
        self.write(scope);
        self.shared.provider().deadline_near();
    }

    fn finish(&self, scope: &Scope, _: &Outcome) {
        self.write(scope);
        if let Some(recorder) = self.shared.of_process() {
            recorder.write();
        }
    }

    fn flush(&self, _: &Scope) -> Option<BoxFuture> {
        self.shared.provider().flush()
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl fmt::Debug for MetricsObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetricsObserver").finish_non_exhaustive()
    }
}
