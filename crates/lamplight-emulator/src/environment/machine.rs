//! What may happen next in an execution environment: states and transitions, without any effect.
//!
//! Every method takes what happened and when, and returns what to do about it; the
//! [driver](super::driver) does it. What extensions do is in [`extensions`], how an environment ends in
//! [`stopping`].
//!
//! ```text
//!        invoke                 all extensions      first /next             all extensions
//!                               have registered                             wait for an event
//!   Down ──────▶ Registering ────────────▶ Starting ──────────▶ Settling ──────────▶ Up
//!    ▲                │                       │                    │                │
//!    │                └───────────────────────┴──────────┬─────────┴────────────────┘
//!    └────────────────────────────────────────────── Stopping: timeout, reset, crash, init error
//!
//!   one invocation while Up:
//!     Running ──▶ Responding ──▶ ResponseSent ──▶ /next: Finished ──▶ all extensions wait: over
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use self::stopping::{Stop, Stopping};
use super::action::{Action, Answering, Ending, InitCause, Limits, Poll, Refusal};
use super::agents::{Agent, Agents, Subscription};
use crate::Exit;

mod extensions;
mod stopping;

/// The state of one execution environment.
#[derive(Debug)]
pub(crate) struct Machine {
    limits: Limits,
    state: State,
    parked: VecDeque<Poll>,
    queue: VecDeque<Uuid>,
    running: Vec<Running>,
    /// Invocations that ran out of time while others went on; see [`Refusal::Expired`].
    expired: VecDeque<Uuid>,
    reset_wanted: bool,
    agents: Agents,
    /// As they were when the init phase ended.
    agents_at_init: Vec<Agent>,
    /// When the processes are to be frozen, unless something happens.
    freeze_at: Option<Instant>,
    frozen: bool,
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
    Up {
        cold: bool,
    },
    Stopping(Stopping),
}

#[derive(Clone, Copy, Debug)]
struct Running {
    id: Uuid,
    since: Instant,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    Responding(Answering),
    ResponseSent,
    /// The function is done after this time; its extensions may not be.
    Finished(Duration),
}

// === impl Machine ===

impl Machine {
    /// How many expired invocations are remembered.
    const EXPIRED: usize = 128;

    /// `external` are the names of the extensions to start.
    pub(crate) fn new(limits: Limits, external: Vec<String>) -> Self {
        Self {
            limits,
            state: State::Down,
            parked: VecDeque::new(),
            queue: VecDeque::new(),
            running: Vec::new(),
            expired: VecDeque::new(),
            reset_wanted: false,
            agents: Agents::new(external, limits.max_concurrency.is_some()),
            agents_at_init: Vec::new(),
            freeze_at: None,
            frozen: false,
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

    /// The only invocation that is running.
    pub(crate) fn only_running(&self) -> Option<Uuid> {
        match self.running[..] {
            [only] => Some(only.id),
            _ => None,
        }
    }

    /// When [`tick`](Self::tick) has something to do.
    pub(crate) fn next_timer(&self) -> Option<Instant> {
        match self.state {
            State::Registering { since } | State::Starting { since } | State::Settling { since } => {
                Some(since + self.limits.init_timeout)
            }
            State::Up { .. } => {
                let deadlines = self.running.iter().map(|running| running.since + self.limits.timeout);
                deadlines.chain(self.freeze_at).min()
            }
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

    /// The process was started at this time.
    pub(crate) fn spawned(&mut self, at: Instant) {
        if self.agents.has_external() {
            // The init phase began with the extensions.
            return;
        }
        if let State::Starting { since } = &mut self.state {
            *since = at;
        }
    }

    /// No process could be started.
    pub(crate) fn spawn_failed(&mut self, now: Instant) -> Vec<Action> {
        self.stop(Stop::Init { cause: InitCause::NotStarted, duration: Duration::ZERO }, false, now)
    }

    /// The process ended.
    pub(crate) fn exited(&mut self, exit: Exit, now: Instant) -> Vec<Action> {
        match self.state {
            State::Starting { since } | State::Settling { since } => {
                let stop = Stop::Init { cause: InitCause::Exited(exit), duration: now - since };
                self.stop(stop, false, now)
            }
            State::Up { .. } => self.stop(Stop::Crashed(Ending::Exited(exit)), false, now),
            State::Stopping(stopping) => self.runtime_gone(stopping, exit, now),
            State::Down | State::Registering { .. } => Vec::new(),
        }
    }

    /// Time went by.
    pub(crate) fn tick(&mut self, now: Instant) -> Vec<Action> {
        match self.state {
            State::Registering { since } | State::Starting { since } | State::Settling { since }
                if now >= since + self.limits.init_timeout =>
            {
                self.stop_init(InitCause::TimedOut, since, now)
            }
            State::Up { .. } if self.freeze_at.is_some_and(|at| now >= at) => {
                self.freeze_at = None;
                self.frozen = true;
                vec![Action::Freeze]
            }
            State::Up { .. } => self.time_out(now),
            State::Stopping(stopping) => self.tick_stopping(stopping, now),
            _ => Vec::new(),
        }
    }

    /// The function asks for its next event.
    pub(crate) fn next(&mut self, poll: Poll, now: Instant) -> Result<Vec<Action>, Refusal> {
        let mut actions = Vec::new();
        match self.state {
            State::Starting { since } => {
                self.agents.close();
                self.state = State::Settling { since };
            }
            State::Settling { .. } => {}
            State::Up { .. } => match self.one_by_one().copied() {
                None => {}
                Some(Running { phase: Phase::ResponseSent, id, since }) => {
                    let duration = now - since;
                    self.running[0].phase = Phase::Finished(duration);
                    actions.push(Action::RuntimeDone { invocation: id, duration });
                }
                Some(Running { phase: Phase::Finished(_), .. }) => {}
                // Lambda takes it for a retry, and hands over the same event again.
                Some(Running { phase: Phase::Running, id, .. }) => {
                    return Ok(vec![Action::Redeliver { poll, invocation: id }]);
                }
                Some(Running { phase: Phase::Responding(_), .. }) => return Err(self.refuse("Ready")),
            },
            State::Down | State::Registering { .. } | State::Stopping(_) => {
                return Err(self.refuse("Ready"));
            }
        }
        self.parked.push_back(poll);
        actions.append(&mut self.advance(now));
        Ok(actions)
    }

    /// A parked poll was given up by the function.
    pub(crate) fn unpark(&mut self, poll: Poll) {
        self.parked.retain(|parked| *parked != poll);
    }

    /// The function begins to send a response or an error.
    pub(crate) fn begin(&mut self, invocation: Uuid, answering: Answering) -> Result<(), Refusal> {
        let Some(index) = self.running.iter().position(|running| running.id == invocation) else {
            let expired = self.expired.contains(&invocation);
            return Err(if expired { Refusal::Expired } else { Refusal::InvalidRequestId });
        };
        let to = Phase::Responding(answering);
        match (self.state, self.running[index].phase) {
            (State::Up { .. }, Phase::Running) => {
                self.running[index].phase = to;
                Ok(())
            }
            (State::Up { .. }, from) => Err(Refusal::InvalidTransition { from: from.name(), to: to.name() }),
            _ => Err(self.refuse(to.name())),
        }
    }

    /// The response or the error has been read to its end.
    pub(crate) fn answered(&mut self, invocation: Uuid, now: Instant) -> Vec<Action> {
        let Some(index) = self.running.iter().position(|running| running.id == invocation) else {
            return Vec::new();
        };
        self.running[index].phase = Phase::ResponseSent;
        if self.limits.max_concurrency.is_none() || !self.is_up() {
            return Vec::new();
        }
        // With several at once nobody can tell which `/next` belongs to which, so it is over here.
        let Running { id, since, .. } = self.running.remove(index);
        let end = Action::End { invocation: id, ending: Ending::Responded, duration: now - since };
        let mut actions = vec![end];
        actions.append(&mut self.advance(now));
        actions
    }

    /// The function says that it cannot start.
    pub(crate) fn init_error(&mut self, now: Instant) -> Result<Vec<Action>, Refusal> {
        match self.state {
            State::Starting { since } => Ok(self.stop_init(InitCause::Reported, since, now)),
            _ => Err(self.refuse("InitError")),
        }
    }

    /// Does what has become possible: start, hand over, end, reset, freeze.
    fn advance(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        if let State::Registering { since } = self.state {
            if self.agents.all_registered() {
                self.state = State::Starting { since };
                actions.push(Action::Spawn);
            }
        }
        if let State::Settling { since } = self.state {
            if self.agents.all_ready() {
                self.state = State::Up { cold: true };
                self.agents_at_init = self.agents.iter().cloned().collect();
                actions.push(Action::InitFinished { duration: now - since });
            }
        }
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
        self.plan_freeze(now);
        actions
    }

    /// An invocation is over when the function and every extension wait for what comes next.
    fn end_finished(&mut self, now: Instant) -> Vec<Action> {
        match self.one_by_one() {
            Some(&Running { id, since, phase: Phase::Finished(_) }) if self.agents.all_ready() => {
                self.running.clear();
                vec![Action::End { invocation: id, ending: Ending::Responded, duration: now - since }]
            }
            _ => Vec::new(),
        }
    }

    fn deliver(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        let slots = self.limits.max_concurrency.map_or(1, |slots| slots as usize);
        while self.running.len() < slots && !self.parked.is_empty() {
            let Some(invocation) = self.queue.pop_front() else { break };
            let Some(poll) = self.parked.pop_front() else { break };
            actions.extend(self.thaw());
            let cold = matches!(self.state, State::Up { cold: true });
            self.state = State::Up { cold: false };
            self.running.push(Running { id: invocation, since: now, phase: Phase::Running });
            let told = self.agents.iter_mut().filter(|(_, agent)| agent.wants(Subscription::Invoke));
            let told = told.filter_map(|(_, agent)| agent.run()).collect();
            actions.push(Action::Deliver { poll, invocation, cold, told });
        }
        actions
    }

    /// Nothing is left to do: the processes are frozen after a while, if they are to be at all.
    fn plan_freeze(&mut self, now: Instant) {
        let idle = matches!(self.state, State::Up { .. }) && self.running.is_empty() && self.queue.is_empty();
        self.freeze_at = match self.limits.freeze_after {
            Some(delay) if idle && !self.frozen => Some(now + delay),
            _ => None,
        };
    }

    fn thaw(&mut self) -> Option<Action> {
        self.freeze_at = None;
        std::mem::take(&mut self.frozen).then_some(Action::Thaw)
    }

    fn spawn(&mut self, now: Instant) -> Vec<Action> {
        self.agents.start();
        if self.agents.has_external() {
            self.state = State::Registering { since: now };
            return vec![Action::SpawnExtensions];
        }
        // The driver says when the process really started; until then this is the best guess.
        self.state = State::Starting { since: now };
        vec![Action::Spawn]
    }

    /// On Lambda a timeout ends the whole process, unless several invocations share it.
    fn time_out(&mut self, now: Instant) -> Vec<Action> {
        let late = |running: &Running| now >= running.since + self.limits.timeout;
        let timed_out: Vec<Running> = self.running.iter().copied().filter(late).collect();
        let mut actions: Vec<Action> =
            timed_out.iter().map(|running| Action::TimedOut { invocation: running.id }).collect();
        if actions.is_empty() {
            return actions;
        }
        if self.limits.max_concurrency.is_none() {
            actions.append(&mut self.stop(Stop::TimedOut, true, now));
            return actions;
        }
        for running in timed_out {
            self.running.retain(|other| other.id != running.id);
            if self.expired.len() == Self::EXPIRED {
                self.expired.pop_front();
            }
            self.expired.push_back(running.id);
            actions.push(Action::End {
                invocation: running.id,
                ending: Ending::TimedOut,
                duration: now - running.since,
            });
        }
        actions.append(&mut self.advance(now));
        actions
    }

    /// The invocation that runs, where invocations run one by one.
    fn one_by_one(&self) -> Option<&Running> {
        if self.limits.max_concurrency.is_some() { None } else { self.running.first() }
    }

    fn refuse(&self, to: &'static str) -> Refusal {
        let from = match self.state {
            State::Down | State::Stopping(_) => "Stopped",
            State::Registering { .. } | State::Starting { .. } => "Started",
            State::Settling { .. } => "Ready",
            State::Up { .. } => self.one_by_one().map_or("Ready", |running| running.phase.name()),
        };
        Refusal::InvalidTransition { from, to }
    }
}

// === impl Phase ===

impl Phase {
    /// As Lambda names it in the message of `InvalidStateTransition`.
    fn name(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Responding(Answering::Response) => "InvocationResponse",
            Self::Responding(Answering::Error) => "InvocationErrorResponse",
            Self::ResponseSent => "RuntimeResponseSentState",
            Self::Finished(_) => "Ready",
        }
    }
}

#[cfg(test)]
mod tests;
