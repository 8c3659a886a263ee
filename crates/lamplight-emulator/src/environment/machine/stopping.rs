//! The end of an environment: first the function, then the extensions, within a budget.
//!
//! Where there are extensions the function is asked to end (`SIGTERM`) and killed when its share of the
//! budget is used up. When it is gone the extensions that want to know are told, and have what is left of
//! the budget. Without extensions everything is killed at once.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>

use std::time::Duration;

use tokio::time::Instant;

use super::invocations::{Phase, Running};
use super::{Machine, State};
use crate::Exit;
use crate::environment::action::{Action, Ending, InitCause, ShutdownReason};
use crate::environment::agents::Subscription;

/// What of the budget is the function's, where there are external extensions: RAPID's share.
const FUNCTION_SHARE: f64 = 0.3;

/// An environment that comes to its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopping {
    why: Stop,
    /// When whatever still runs is killed.
    deadline: Instant,
    phase: StopPhase,
}

/// Why an environment comes to its end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stop {
    /// It never was ready.
    Init {
        cause: InitCause,
        duration: Duration,
    },
    TimedOut,
    /// The function or an extension ended; this is how the invocation ends, if there is one.
    Crashed(Ending),
    Reset,
}

#[derive(Clone, Copy, Debug)]
enum StopPhase {
    /// The function was asked to end.
    Terminating { kill_at: Instant },
    /// It was killed, and has not ended yet.
    Killing,
    /// Now the extensions.
    Telling,
    /// They were killed, and have not all ended yet.
    Killed,
}

// === impl Stopping ===

impl Stopping {
    pub(super) fn next_timer(self) -> Option<Instant> {
        match self.phase {
            StopPhase::Terminating { kill_at } => Some(kill_at),
            StopPhase::Telling => Some(self.deadline),
            StopPhase::Killing | StopPhase::Killed => None,
        }
    }

    fn reason(self) -> ShutdownReason {
        match self.why {
            Stop::Reset => ShutdownReason::Spindown,
            Stop::TimedOut => ShutdownReason::Timeout,
            Stop::Init { .. } | Stop::Crashed(_) => ShutdownReason::Failure,
        }
    }
}

// === impl Machine ===

impl Machine {
    /// The init phase comes to nothing. The function may not have been started yet.
    pub(super) fn stop_init(&mut self, cause: InitCause, since: Instant, now: Instant) -> Vec<Action> {
        let started = !matches!(self.state, State::Registering { .. });
        self.stop(Stop::Init { cause, duration: now - since }, started, now)
    }

    /// Begins to end the environment.
    pub(super) fn stop(&mut self, why: Stop, runtime_runs: bool, now: Instant) -> Vec<Action> {
        let mut actions: Vec<Action> = self.thaw().into_iter().collect();
        let (budget, share) = if self.agents.has_external() {
            (self.limits.shutdown.external, self.limits.shutdown.external.mul_f64(FUNCTION_SHARE))
        } else if self.agents.is_empty() {
            (Duration::ZERO, Duration::ZERO)
        } else {
            // All of it is the function's: internal extensions are a part of it.
            (self.limits.shutdown.internal, self.limits.shutdown.internal)
        };
        // Only what is ended because nobody needs it leaves nothing behind.
        self.failed = !matches!(why, Stop::Reset);
        let deadline = now + budget;
        let mut stopping = Stopping { why, deadline, phase: StopPhase::Killing };
        actions.push(Action::ShutdownStarted { reason: stopping.reason(), budget });
        if !runtime_runs {
            actions.append(&mut self.end_of(why, Exit::Code(0), now));
            actions.append(&mut self.tell(stopping, now));
            return actions;
        }
        if budget.is_zero() {
            actions.push(Action::Kill);
        } else {
            stopping.phase = StopPhase::Terminating { kill_at: now + share };
            actions.push(Action::Terminate);
        }
        self.state = State::Stopping(stopping);
        actions
    }

    pub(super) fn tick_stopping(&mut self, mut stopping: Stopping, now: Instant) -> Vec<Action> {
        match stopping.phase {
            StopPhase::Terminating { kill_at } if now >= kill_at => {
                stopping.phase = StopPhase::Killing;
                self.state = State::Stopping(stopping);
                vec![Action::Kill]
            }
            StopPhase::Telling if now >= stopping.deadline => {
                stopping.phase = StopPhase::Killed;
                self.state = State::Stopping(stopping);
                let alive = self.agents.iter_mut().filter(|(_, agent)| agent.alive);
                alive.map(|(index, _)| Action::KillExtension(index)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The function has ended, as it was meant to.
    pub(super) fn runtime_gone(&mut self, stopping: Stopping, exit: Exit, now: Instant) -> Vec<Action> {
        let mut actions = self.end_of(stopping.why, exit, now);
        actions.append(&mut self.tell(stopping, now));
        actions
    }

    /// Tells the extensions that want to know, and kills the others.
    fn tell(&mut self, mut stopping: Stopping, now: Instant) -> Vec<Action> {
        stopping.phase = StopPhase::Telling;
        self.state = State::Stopping(stopping);
        let (reason, deadline) = (stopping.reason(), stopping.deadline);
        let mut actions = Vec::new();
        for (index, agent) in self.agents.iter_mut().filter(|(_, agent)| agent.alive) {
            if !agent.wants(Subscription::Shutdown) {
                actions.push(Action::KillExtension(index));
            } else if let Some(poll) = agent.run() {
                actions.push(Action::TellShutdown { poll, reason, deadline });
            }
        }
        actions.append(&mut self.finish_stopping(now));
        actions
    }

    /// An extension asks for what comes next, and that is the end.
    pub(super) fn tell_late(&mut self, stopping: Stopping) -> Vec<Action> {
        if !matches!(stopping.phase, StopPhase::Telling) {
            return Vec::new();
        }
        let (reason, deadline) = (stopping.reason(), stopping.deadline);
        let wants = self.agents.iter_mut().filter(|(_, agent)| agent.wants(Subscription::Shutdown));
        wants
            .filter_map(|(_, agent)| agent.run())
            .map(|poll| Action::TellShutdown { poll, reason, deadline })
            .collect()
    }

    /// Everything has ended: the next one may begin.
    pub(super) fn finish_stopping(&mut self, now: Instant) -> Vec<Action> {
        match self.state {
            State::Stopping(Stopping { phase: StopPhase::Telling | StopPhase::Killed, .. })
                if self.agents.all_gone() =>
            {
                self.state = State::Down;
                self.parked.clear();
                self.failed &= !self.reset_wanted;
                self.reset_wanted = false;
                self.advance(now)
            }
            _ => Vec::new(),
        }
    }

    /// What was waited for in the environment is over.
    fn end_of(&mut self, why: Stop, exit: Exit, now: Instant) -> Vec<Action> {
        let ending = match why {
            Stop::Init { cause, duration } => {
                let invocation = if self.init_is_final(cause) { self.queue.pop_front() } else { None };
                self.agents_at_init = self.agents.iter().cloned().collect();
                return vec![Action::InitFailed { cause, duration, invocation, phase: self.init }];
            }
            Stop::TimedOut => Ending::TimedOut,
            Stop::Crashed(ending) => ending,
            Stop::Reset => Ending::Exited(exit),
        };
        let end = |Running { id, since, phase }| {
            let ending = match (phase, ending) {
                (Phase::Finished, Ending::TimedOut) => Ending::ExtensionsLate,
                (Phase::Finished, _) => Ending::Responded,
                _ => ending,
            };
            Action::End { invocation: id, ending, duration: now - since }
        };
        self.running.drain(..).map(end).collect()
    }
}
