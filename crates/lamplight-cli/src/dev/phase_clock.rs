//! What the events of an environment say of the phases of its invocations.

use std::collections::HashMap;
use std::time::Duration;

use lamplight_emulator::{Event, EventKind, Invocation};

use crate::block::Phases;

/// Follows the events of an environment, and knows the phases of every invocation that has begun.
#[derive(Debug, Default)]
pub(super) struct PhaseClock {
    frozen_at: Option<Duration>,
    /// For how long the processes stood still since the last invocation.
    frozen: Option<Duration>,
    /// There are extensions in the environment as it is.
    extensions: bool,
    /// An init phase takes place, or took place, within the invocation that is about to begin.
    within: Option<Duration>,
    begun: HashMap<String, Begun>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Begun {
    frozen: Option<Duration>,
    /// The init phase that is a part of it.
    init: Option<Duration>,
    /// From the beginning until the function was done.
    function: Option<Duration>,
}

// === impl PhaseClock ===

impl PhaseClock {
    pub(super) fn note(&mut self, event: &Event) {
        match &event.kind {
            EventKind::ExtensionRegistered { .. } => self.extensions = true,
            EventKind::InitStarted { within_invocation, .. } => {
                self.extensions = false;
                self.within = within_invocation.then_some(Duration::ZERO);
            }
            EventKind::InitFinished { duration } => self.within = self.within.and(Some(*duration)),
            EventKind::Frozen => self.frozen_at = Some(event.elapsed),
            EventKind::Thawed => {
                let stood_still = self.frozen_at.take().map(|since| event.elapsed.saturating_sub(since));
                self.frozen = stood_still.map(|time| time + self.frozen.unwrap_or_default()).or(self.frozen);
            }
            EventKind::InvocationStarted { request_id, .. } => {
                let begun = Begun { frozen: self.frozen.take(), init: self.within.take(), function: None };
                self.begun.insert(request_id.clone(), begun);
            }
            EventKind::RuntimeDone { request_id, duration } => {
                if let Some(begun) = self.begun.get_mut(request_id) {
                    begun.function = Some(*duration);
                }
            }
            _ => {}
        }
    }

    /// The phases of an invocation that is over.
    pub(super) fn phases(&mut self, invocation: &Invocation) -> Phases {
        let Begun { frozen, init, function } = self.begun.remove(&invocation.request_id).unwrap_or_default();
        let whole = invocation.report.duration;
        // Where the function never was done, nobody came after it.
        let function_done = function.unwrap_or(whole).min(whole);
        let extensions = self.extensions && function.is_some();
        Phases {
            frozen,
            init: init.or(invocation.report.init_duration),
            init_within: init.is_some(),
            invoke: function_done.saturating_sub(init.unwrap_or_default()),
            extensions: extensions.then(|| whole - function_done),
        }
    }
}
