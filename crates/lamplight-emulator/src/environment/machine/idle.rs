//! What becomes of an environment that nobody wants anything of: it is frozen, and after a longer while it ends.

use tokio::time::Instant;

use super::{Machine, State, Stop};
use crate::environment::action::Action;

/// When something happens unless something else does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Idle {
    freeze_at: Option<Instant>,
    evict_at: Option<Instant>,
    frozen: bool,
}

// === impl Idle ===

impl Idle {
    pub(super) fn next_timer(self) -> Option<Instant> {
        self.freeze_at.into_iter().chain(self.evict_at).min()
    }
}

// === impl Machine ===

impl Machine {
    /// Nothing is left to do: the processes are frozen after a while, if they are to be at all.
    pub(super) fn plan_idle(&mut self, now: Instant) {
        if !self.is_idle() {
            self.idle = Idle { frozen: self.idle.frozen, ..Idle::default() };
            return;
        }
        let Idle { evict_at, frozen, .. } = self.idle;
        let freeze_at = self.limits.freeze_after.filter(|_| !frozen).map(|delay| now + delay);
        let evict_at = evict_at.or_else(|| self.limits.evict_after.map(|idle| now + idle));
        self.idle = Idle { freeze_at, evict_at, frozen };
    }

    pub(super) fn tick_idle(&mut self, now: Instant) -> Vec<Action> {
        if self.idle.evict_at.is_some_and(|at| now >= at) {
            return self.stop(Stop::Reset, true, now);
        }
        if self.idle.freeze_at.is_some_and(|at| now >= at) {
            return self.freeze();
        }
        Vec::new()
    }

    /// The environment is frozen now, if it may be, and `longer` than it seems goes by until the next event.
    pub(crate) fn gap(&mut self, longer: std::time::Duration, now: Instant) -> Vec<Action> {
        if !self.is_idle() {
            return Vec::new();
        }
        if self.limits.evict_after.is_some_and(|idle| longer >= idle) {
            return self.stop(Stop::Reset, true, now);
        }
        if self.limits.freeze_after.is_none() || self.idle.frozen { Vec::new() } else { self.freeze() }
    }

    pub(super) fn thaw(&mut self) -> Option<Action> {
        let frozen = self.idle.frozen;
        self.idle = Idle::default();
        frozen.then_some(Action::Thaw)
    }

    /// The process is ready, nothing runs, and nothing waits to run.
    pub(crate) fn is_idle(&self) -> bool {
        matches!(self.state, State::Up { .. }) && self.running.is_empty() && self.queue.is_empty()
    }

    fn freeze(&mut self) -> Vec<Action> {
        self.idle = Idle { freeze_at: None, frozen: true, ..self.idle };
        vec![Action::Freeze]
    }
}
