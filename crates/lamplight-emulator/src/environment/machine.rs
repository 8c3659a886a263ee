//! What may happen next in an execution environment: states and transitions, without any effect.
//!
//! Every method takes what happened and when, and returns what to do about it; the
//! [driver](super::driver) does it. The init phase is in [`init`], invocations are in [`invocations`], what
//! extensions do is in [`extensions`], how an environment ends in [`stopping`], and what happens when nothing
//! does in [`idle`].
//!
//! ```text
//!        invoke                 all extensions      first /next             all extensions
//!                               have registered                             wait for an event
//!   Down ──────▶ Registering ────────────▶ Starting ──────────▶ Settling ──────────▶ Up
//!    ▲                │                       │                    │                │
//!    │                └───────────────────────┴──────────┬─────────┴────────────────┘
//!    └────────────────────────────────────────────── Stopping: timeout, reset, crash, init error
//! ```

use std::collections::VecDeque;

use tokio::time::Instant;
use uuid::Uuid;

use self::idle::Idle;
use self::invocations::Running;
use self::stopping::{Stop, Stopping};
use super::action::{Action, Ending, InitPhase, Limits, Poll, Refusal};
use super::agents::{Agent, Agents};
use crate::Exit;

mod extensions;
mod idle;
mod init;
mod invocations;
mod stopping;

/// The state of one execution environment.
#[derive(Debug)]
pub(crate) struct Machine {
    limits: Limits,
    state: State,
    /// That of the last process.
    init: InitPhase,
    /// The environment has failed since it was new: the next init phase takes place within an invocation.
    failed: bool,
    parked: VecDeque<Poll>,
    queue: VecDeque<Uuid>,
    running: Vec<Running>,
    /// Invocations that ran out of time while others went on; see [`Refusal::Expired`].
    expired: VecDeque<Uuid>,
    reset_wanted: bool,
    agents: Agents,
    /// As they were when the init phase ended.
    agents_at_init: Vec<Agent>,
    idle: Idle,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Down,
    /// The extensions were started, the function was not.
    Registering {
        since: Instant,
    },
    Starting {
        since: Instant,
    },
    /// The function is ready, an extension is not.
    Settling {
        since: Instant,
    },
    /// `cold` until the first invocation, with the time since which it waits if it has waited for the init phase.
    Up {
        cold: Option<Option<Instant>>,
    },
    Stopping(Stopping),
}

// === impl Machine ===

impl Machine {
    /// `external` are the names of the extensions to start.
    pub(crate) fn new(limits: Limits, external: Vec<String>) -> Self {
        Self {
            limits,
            state: State::Down,
            init: InitPhase::Init,
            failed: false,
            parked: VecDeque::new(),
            queue: VecDeque::new(),
            running: Vec::new(),
            expired: VecDeque::new(),
            reset_wanted: false,
            agents: Agents::new(external, limits.max_concurrency.is_some()),
            agents_at_init: Vec::new(),
            idle: Idle::default(),
        }
    }

    /// The process is ready for events.
    pub(crate) fn is_up(&self) -> bool {
        matches!(self.state, State::Up { .. })
    }

    /// There is no process, and none is being started.
    pub(crate) fn is_down(&self) -> bool {
        matches!(self.state, State::Down)
    }

    /// When [`tick`](Self::tick) has something to do.
    pub(crate) fn next_timer(&self) -> Option<Instant> {
        match self.state {
            State::Registering { since } | State::Starting { since } | State::Settling { since } => {
                Some(since + self.init_limit())
            }
            State::Up { .. } => self.next_deadline().into_iter().chain(self.idle.next_timer()).min(),
            State::Stopping(stopping) => stopping.next_timer(),
            State::Down => None,
        }
    }

    /// Somebody wants this invocation.
    pub(crate) fn invoke(&mut self, invocation: Uuid, now: Instant) -> Vec<Action> {
        self.queue.push_back(invocation);
        self.advance(now)
    }

    /// Somebody wants a process, without an invocation.
    pub(crate) fn warm_up(&mut self, now: Instant) -> Vec<Action> {
        if self.is_down() { self.spawn(now) } else { Vec::new() }
    }

    /// Somebody wants the process gone, as soon as nothing runs in it.
    pub(crate) fn reset(&mut self, now: Instant) -> Vec<Action> {
        self.reset_wanted = !self.is_down();
        // What is started next is a new environment.
        self.failed &= self.reset_wanted;
        self.advance(now)
    }

    /// Nothing is wanted any more: what runs is ended, and nothing is started again.
    pub(crate) fn close(&mut self, now: Instant) -> Vec<Action> {
        self.queue.clear();
        self.running.clear();
        match self.state {
            State::Down | State::Stopping(_) => Vec::new(),
            State::Registering { .. } => self.stop(Stop::Reset, false, now),
            _ => self.stop(Stop::Reset, true, now),
        }
    }

    /// The process ended.
    pub(crate) fn exited(&mut self, exit: Exit, now: Instant) -> Vec<Action> {
        match self.state {
            State::Starting { since } | State::Settling { since } => self.init_exited(exit, since, now),
            State::Up { .. } => self.stop(Stop::Crashed(Ending::Exited(exit)), false, now),
            State::Stopping(stopping) => self.runtime_gone(stopping, exit, now),
            State::Down | State::Registering { .. } => Vec::new(),
        }
    }

    /// Time went by.
    pub(crate) fn tick(&mut self, now: Instant) -> Vec<Action> {
        match self.state {
            State::Registering { since } | State::Starting { since } | State::Settling { since }
                if now >= since + self.init_limit() =>
            {
                self.init_timed_out(since, now)
            }
            State::Up { .. } => match self.tick_idle(now) {
                actions if actions.is_empty() => self.time_out(now),
                actions => actions,
            },
            State::Stopping(stopping) => self.tick_stopping(stopping, now),
            _ => Vec::new(),
        }
    }

    /// Does what has become possible: start, hand over, end, reset, freeze.
    fn advance(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = self.advance_init(now);
        actions.append(&mut self.end_finished(now));
        let idle = self.running.is_empty();
        match self.state {
            State::Down if !self.queue.is_empty() => actions.append(&mut self.spawn(now)),
            State::Starting { .. } | State::Up { .. } if self.reset_wanted && idle => {
                actions.append(&mut self.stop(Stop::Reset, true, now));
            }
            State::Up { .. } if !self.reset_wanted => actions.append(&mut self.deliver(now)),
            _ => {}
        }
        self.plan_idle(now);
        actions
    }

    fn refuse(&self, to: &'static str) -> Refusal {
        let from = match self.state {
            State::Down | State::Stopping(_) => "Stopped",
            State::Registering { .. } | State::Starting { .. } => "Started",
            State::Settling { .. } => "Ready",
            State::Up { .. } => self.one_by_one().map_or("Ready", Running::phase_name),
        };
        Refusal::InvalidTransition { from, to }
    }
}

#[cfg(test)]
mod tests;
