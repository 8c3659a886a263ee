//! Invocations, from the event that is handed over until the function and its extensions are done with it.
//!
//! ```text
//!   Running ──▶ Responding ──▶ ResponseSent ──▶ /next: Finished ──▶ all extensions wait: over
//! ```

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::{Machine, State, Stop};
use crate::environment::action::{Action, Answering, Ending, Poll, Refusal};
use crate::environment::agents::Subscription;

/// How many expired invocations are remembered.
const EXPIRED: usize = 128;

/// An invocation that was handed over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    pub(super) id: Uuid,
    /// When it began: with the event, or with an init phase within it.
    pub(super) since: Instant,
    pub(super) phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    Responding(Answering),
    ResponseSent,
    /// The function is done; its extensions may not be.
    Finished,
}

// === impl Machine ===

impl Machine {
    /// The only invocation that is running.
    pub(crate) fn only_running(&self) -> Option<Uuid> {
        match self.running[..] {
            [only] => Some(only.id),
            _ => None,
        }
    }

    /// When the first invocation that runs is out of time.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.running.iter().map(|running| running.since + self.limits.timeout).min()
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
                    self.running[0].phase = Phase::Finished;
                    actions.push(Action::RuntimeDone { invocation: id, duration: now - since });
                }
                Some(Running { phase: Phase::Finished, .. }) => {}
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

    /// An invocation is over when the function and every extension wait for what comes next.
    pub(super) fn end_finished(&mut self, now: Instant) -> Vec<Action> {
        match self.one_by_one() {
            Some(&Running { id, since, phase: Phase::Finished }) if self.agents.all_ready() => {
                self.running.clear();
                vec![Action::End { invocation: id, ending: Ending::Responded, duration: now - since }]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn deliver(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        let slots = self.limits.max_concurrency.map_or(1, |slots| slots as usize);
        while self.running.len() < slots && !self.parked.is_empty() {
            let Some(invocation) = self.queue.pop_front() else { break };
            let Some(poll) = self.parked.pop_front() else { break };
            actions.extend(self.thaw());
            let State::Up { cold } = std::mem::replace(&mut self.state, State::Up { cold: None }) else {
                break;
            };
            let since = cold.flatten();
            self.running.push(Running { id: invocation, since: since.unwrap_or(now), phase: Phase::Running });
            let told = self.agents.iter_mut().filter(|(_, agent)| agent.wants(Subscription::Invoke));
            let told = told.filter_map(|(_, agent)| agent.run()).collect();
            actions.push(Action::Deliver { poll, invocation, cold: cold.is_some(), since, told });
        }
        actions
    }

    /// On Lambda a timeout ends the whole process, unless several invocations share it.
    pub(super) fn time_out(&mut self, now: Instant) -> Vec<Action> {
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
            if self.expired.len() == EXPIRED {
                self.expired.pop_front();
            }
            self.expired.push_back(running.id);
            let duration: Duration = now - running.since;
            actions.push(Action::End { invocation: running.id, ending: Ending::TimedOut, duration });
        }
        actions.append(&mut self.advance(now));
        actions
    }

    /// The invocation that runs, where invocations run one by one.
    pub(super) fn one_by_one(&self) -> Option<&Running> {
        if self.limits.max_concurrency.is_some() { None } else { self.running.first() }
    }
}

// === impl Running ===

impl Running {
    pub(super) fn phase_name(&self) -> &'static str {
        self.phase.name()
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
            Self::Finished => "Ready",
        }
    }
}
