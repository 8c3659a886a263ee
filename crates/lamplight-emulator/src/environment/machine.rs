//! What may happen next in an execution environment: states and transitions, without any effect.
//!
//! Every method takes what happened and when, and returns what to do about it; the
//! [driver](super::driver) does it. Extensions, freezing and faults become further inputs and actions.
//!
//! ```text
//!          invoke            first /next           killed: timeout, reset, init error
//!   Down ─────────▶ Starting ──────────▶ Up ─────────────────────────────▶ Stopping
//!    ▲                  │                │ exited                             │ exited
//!    └──────────────────┴────────────────┴────────────────────────────────────┘
//!
//!   one invocation while Up:  Running ──▶ Responding ──▶ ResponseSent ──▶ /next: over
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::action::{Action, Answering, Ending, InitCause, Limits, Poll, Refusal};
use crate::Exit;

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
}

#[derive(Clone, Copy, Debug)]
enum State {
    Down,
    Starting { since: Instant },
    Up { cold: bool },
    Stopping(Stop),
}

/// Why the process is being killed.
#[derive(Clone, Copy, Debug)]
enum Stop {
    InitTimedOut { duration: Duration },
    InitReported { duration: Duration },
    TimedOut,
    Reset,
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
}

// === impl Machine ===

impl Machine {
    /// How many expired invocations are remembered.
    const EXPIRED: usize = 128;

    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            state: State::Down,
            parked: VecDeque::new(),
            queue: VecDeque::new(),
            running: Vec::new(),
            expired: VecDeque::new(),
            reset_wanted: false,
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
            State::Starting { since } => Some(since + self.limits.init_timeout),
            State::Up { .. } => self.running.iter().map(|running| running.since + self.limits.timeout).min(),
            State::Down | State::Stopping(_) => None,
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

    /// The process was started at this time.
    pub(crate) fn spawned(&mut self, at: Instant) {
        self.state = State::Starting { since: at };
    }

    /// No process could be started.
    pub(crate) fn spawn_failed(&mut self, now: Instant) -> Vec<Action> {
        self.end_init(InitCause::NotStarted, Duration::ZERO, now)
    }

    /// The process ended.
    pub(crate) fn exited(&mut self, exit: Exit, now: Instant) -> Vec<Action> {
        match self.state {
            State::Starting { since } => self.end_init(InitCause::Exited(exit), now - since, now),
            State::Stopping(Stop::InitTimedOut { duration }) => {
                self.end_init(InitCause::TimedOut, duration, now)
            }
            State::Stopping(Stop::InitReported { duration }) => {
                self.end_init(InitCause::Reported, duration, now)
            }
            State::Stopping(Stop::TimedOut) => self.end_all(Ending::TimedOut, now),
            State::Up { .. } | State::Stopping(Stop::Reset) => self.end_all(Ending::Exited(exit), now),
            State::Down => Vec::new(),
        }
    }

    /// Time went by.
    pub(crate) fn tick(&mut self, now: Instant) -> Vec<Action> {
        match self.state {
            State::Starting { since } if now >= since + self.limits.init_timeout => {
                self.stop(Stop::InitTimedOut { duration: now - since })
            }
            State::Up { .. } => self.time_out(now),
            _ => Vec::new(),
        }
    }

    /// The function asks for its next event.
    pub(crate) fn next(&mut self, poll: Poll, now: Instant) -> Result<Vec<Action>, Refusal> {
        let mut actions = Vec::new();
        match self.state {
            State::Starting { since } => {
                self.state = State::Up { cold: true };
                actions.push(Action::InitFinished { duration: now - since });
            }
            State::Up { .. } => match self.one_by_one().copied() {
                None => {}
                Some(Running { phase: Phase::ResponseSent, id, since }) => {
                    self.running.clear();
                    actions.push(Action::End {
                        invocation: id,
                        ending: Ending::Responded,
                        duration: now - since,
                    });
                }
                // Lambda takes it for a retry, and hands over the same event again.
                Some(Running { phase: Phase::Running, id, .. }) => {
                    return Ok(vec![Action::Redeliver { poll, invocation: id }]);
                }
                Some(Running { phase: Phase::Responding(_), .. }) => return Err(self.refuse("Ready")),
            },
            State::Down | State::Stopping(_) => return Err(self.refuse("Ready")),
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
            State::Starting { since } => Ok(self.stop(Stop::InitReported { duration: now - since })),
            _ => Err(self.refuse("InitError")),
        }
    }

    /// Does what has become possible: reset, start, hand over.
    fn advance(&mut self, now: Instant) -> Vec<Action> {
        let idle = self.running.is_empty();
        match self.state {
            State::Down if !self.queue.is_empty() => self.spawn(now),
            State::Starting { .. } | State::Up { .. } if self.reset_wanted && idle => self.stop(Stop::Reset),
            State::Up { .. } if !self.reset_wanted => self.deliver(now),
            _ => Vec::new(),
        }
    }

    fn deliver(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        let slots = self.limits.max_concurrency.map_or(1, |slots| slots as usize);
        while self.running.len() < slots && !self.parked.is_empty() {
            let Some(invocation) = self.queue.pop_front() else { break };
            let Some(poll) = self.parked.pop_front() else { break };
            let cold = matches!(self.state, State::Up { cold: true });
            self.state = State::Up { cold: false };
            self.running.push(Running { id: invocation, since: now, phase: Phase::Running });
            actions.push(Action::Deliver { poll, invocation, cold });
        }
        actions
    }

    fn spawn(&mut self, now: Instant) -> Vec<Action> {
        // The driver says when the process really started; until then this is the best guess.
        self.state = State::Starting { since: now };
        vec![Action::Spawn]
    }

    fn stop(&mut self, why: Stop) -> Vec<Action> {
        self.state = State::Stopping(why);
        vec![Action::Kill]
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
            actions.append(&mut self.stop(Stop::TimedOut));
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

    fn end_init(&mut self, cause: InitCause, duration: Duration, now: Instant) -> Vec<Action> {
        let invocation = self.queue.pop_front();
        let mut actions = vec![Action::InitFailed { cause, duration, invocation }];
        self.down();
        actions.append(&mut self.advance(now));
        actions
    }

    fn end_all(&mut self, ending: Ending, now: Instant) -> Vec<Action> {
        let mut actions: Vec<Action> = self
            .running
            .iter()
            .map(|running| Action::End { invocation: running.id, ending, duration: now - running.since })
            .collect();
        self.down();
        actions.append(&mut self.advance(now));
        actions
    }

    fn down(&mut self) {
        self.state = State::Down;
        self.running.clear();
        self.parked.clear();
        self.reset_wanted = false;
    }

    /// The invocation that runs, where invocations run one by one.
    fn one_by_one(&self) -> Option<&Running> {
        if self.limits.max_concurrency.is_some() { None } else { self.running.first() }
    }

    fn refuse(&self, to: &'static str) -> Refusal {
        let from = match self.state {
            State::Down | State::Stopping(_) => "Stopped",
            State::Starting { .. } => "Started",
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
        }
    }
}

#[cfg(test)]
mod tests;
