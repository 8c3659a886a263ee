//! The init phase: from the start of the extensions until the function and all of them wait for events.
//!
//! On Lambda an init phase is tried once by itself, for a new environment. When it fails, and whenever the
//! environment has failed since, the next one takes place within an invocation, and counts towards its
//! duration and its timeout: the "suppressed init".
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>

use std::time::Duration;

use tokio::time::Instant;

use super::{Machine, State, Stop};
use crate::Exit;
use crate::environment::action::{Action, InitCause, InitPhase, Refusal};

// === impl Machine ===

impl Machine {
    /// The init phase of the process that runs, or ran.
    pub(crate) fn init_phase(&self) -> InitPhase {
        self.init
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

    /// The function says that it cannot start.
    pub(crate) fn init_error(&mut self, now: Instant) -> Result<Vec<Action>, Refusal> {
        match self.state {
            State::Starting { since } => Ok(self.stop_init(InitCause::Reported, since, now)),
            _ => Err(self.refuse("InitError")),
        }
    }

    /// How long the init phase may take.
    pub(super) fn init_limit(&self) -> Duration {
        match self.init {
            InitPhase::Init => self.limits.init_timeout,
            InitPhase::Invoke => self.limits.timeout,
        }
    }

    pub(super) fn init_timed_out(&mut self, since: Instant, now: Instant) -> Vec<Action> {
        self.stop_init(InitCause::TimedOut, since, now)
    }

    pub(super) fn init_exited(&mut self, exit: Exit, since: Instant, now: Instant) -> Vec<Action> {
        let stop = Stop::Init { cause: InitCause::Exited(exit), duration: now - since };
        self.stop(stop, false, now)
    }

    pub(super) fn spawn(&mut self, now: Instant) -> Vec<Action> {
        self.agents.start();
        // Where several share a process there is no invocation that could pay for it.
        let within = self.failed && !self.queue.is_empty() && self.limits.max_concurrency.is_none();
        self.init = if within { InitPhase::Invoke } else { InitPhase::Init };
        if self.agents.has_external() {
            self.state = State::Registering { since: now };
            return vec![Action::SpawnExtensions];
        }
        // The driver says when the process really started; until then this is the best guess.
        self.state = State::Starting { since: now };
        vec![Action::Spawn]
    }

    /// The function starts when all extensions have registered, and the phase ends when all of them wait.
    pub(super) fn advance_init(&mut self, now: Instant) -> Vec<Action> {
        let mut actions = Vec::new();
        if let State::Registering { since } = self.state {
            if self.agents.all_registered() {
                self.state = State::Starting { since };
                actions.push(Action::Spawn);
            }
        }
        if let State::Settling { since } = self.state {
            if self.agents.all_ready() {
                let waited = (self.init == InitPhase::Invoke).then_some(since);
                self.state = State::Up { cold: Some(waited) };
                self.agents_at_init = self.agents.iter().cloned().collect();
                actions.push(Action::InitFinished { duration: now - since });
            }
        }
        actions
    }

    /// Whether the invocation that waits for the init phase fails with it. The first time it does not: the init
    /// phase is tried again, within the invocation.
    pub(super) fn init_is_final(&self, cause: InitCause) -> bool {
        // A program that cannot be started is not tried again: it would say the same once more.
        let again = cause != InitCause::NotStarted && self.limits.max_concurrency.is_none();
        self.init == InitPhase::Invoke || !again
    }
}
