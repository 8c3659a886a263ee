//! Metrics with labels: those with the same ones are in a document of their own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lamplight_invocation::Scope;

use super::metric::Labels;
use crate::recorder::{Place, Recorder};

/// How many sets of labels are held back in an invocation. With more, what is held is written at once.
const HELD: usize = 100;

/// What was recorded with labels in a scope, by labels.
#[derive(Debug, Default)]
pub(crate) struct Labelled(Mutex<Vec<(Labels, Arc<Recorder>)>>);

// === impl Labelled ===

impl Labelled {
    /// What takes metrics with these labels, or none yet.
    fn get(&self, labels: &Labels) -> Option<Arc<Recorder>> {
        let held = self.lock();
        let is_it = |held: &&(Labels, _)| Arc::ptr_eq(&held.0, labels) || held.0 == *labels;
        held.iter().find(is_it).map(|(_, recorder)| recorder.clone())
    }

    /// Writes them, if there are any. Each does so when it is let go.
    pub(crate) fn write(&self) {
        let held = std::mem::take(&mut *self.lock());
        // Not before the lock is: the sink may be slow, or record metrics itself.
        drop(held);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(Labels, Arc<Recorder>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Recorder ===

impl Recorder {
    /// What takes metrics with these labels in this scope.
    pub(super) fn labelled(&self, scope: &Scope, labels: &Labels) -> Arc<Self> {
        let place: Place = std::panic::Location::caller();
        let all = self.with_labels();
        if let Some(known) = all.get(labels) {
            return known;
        }
        let new = Arc::new(self.apart(scope));
        for (name, value) in labels.iter() {
            new.dimension(name.clone(), value, place);
        }
        let mut held = all.lock();
        let full = if held.len() >= HELD { std::mem::take(&mut *held) } else { Vec::new() };
        held.push((labels.clone(), new.clone()));
        drop(held);
        // The sink may be slow.
        drop(full);
        new
    }
}
