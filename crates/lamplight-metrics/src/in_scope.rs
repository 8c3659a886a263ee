//! The place of metrics in a scope, whose box goes from one invocation to the next.

use lamplight_invocation::Scope;
use lamplight_invocation::scope::{KeptState, SlotsFull};

use crate::recorder::Recorder;

/// What a scope holds: a recorder, as long as the scope is there.
#[derive(Debug, Default)]
pub(crate) struct InScope {
    recorder: Option<Recorder>,
}

// === impl InScope ===

impl InScope {
    /// Holds this recorder.
    pub(crate) fn hold(&mut self, recorder: Recorder) {
        self.recorder = Some(recorder);
    }
}

impl KeptState for InScope {
    fn give_back(mut self: Box<Self>) {
        if let Some(recorder) = self.recorder.take() {
            recorder.end(self);
        }
    }
}

// === impl Recorder ===

impl Recorder {
    /// What takes the metrics of this scope.
    #[inline]
    pub(crate) fn of(scope: &Scope) -> Option<&Self> {
        scope.get::<InScope>()?.recorder.as_ref()
    }

    /// Takes the metrics of this scope from now on. Whether it does: not where others do, or there is no room.
    pub(crate) fn insert(self, scope: &Scope) -> bool {
        let inserted = scope.insert_kept(self.into_place());
        inserted.map_err(|SlotsFull(place)| drop(place)).is_ok()
    }
}
