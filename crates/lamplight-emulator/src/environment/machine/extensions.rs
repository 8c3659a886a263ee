//! What extensions say, and what becomes of them.

use tokio::time::Instant;
use uuid::Uuid;

use super::{Machine, State, Stop};
use crate::Exit;
use crate::environment::action::{Action, Ending, ExtensionFailure, InitCause, Poll};
use crate::environment::agents::{Agent, AgentRefusal, AgentState};

// === impl Machine ===

impl Machine {
    /// The extensions as they were when the init phase ended.
    pub(crate) fn agents_at_init(&self) -> &[Agent] {
        &self.agents_at_init
    }

    /// The extensions of the environment, the external ones first.
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter()
    }

    /// The extension with this id.
    pub(crate) fn agent_name(&self, id: Uuid) -> Result<&str, AgentRefusal> {
        self.agents.name(id)
    }

    /// An extension registers; `id` is what it will be known by.
    pub(crate) fn register(
        &mut self,
        name: &str,
        events: &[String],
        id: Uuid,
        now: Instant,
    ) -> Result<Vec<Action>, AgentRefusal> {
        self.agents.register(name, events, id)?;
        Ok(self.advance(now))
    }

    /// An extension asks for its next event.
    pub(crate) fn extension_next(
        &mut self,
        id: Uuid,
        poll: Poll,
        now: Instant,
    ) -> Result<Vec<Action>, AgentRefusal> {
        self.agents.next(id, poll)?;
        Ok(match self.state {
            State::Stopping(stopping) => self.tell_late(stopping),
            _ => self.advance(now),
        })
    }

    /// An extension reports an error: `to` is [`AgentState::InitError`] or [`AgentState::ExitError`].
    pub(crate) fn extension_error(
        &mut self,
        id: Uuid,
        to: AgentState,
        error_type: &str,
        now: Instant,
    ) -> Result<Vec<Action>, AgentRefusal> {
        self.agents.fail(id, to, error_type)?;
        let index = self.agents.iter().position(|agent| agent.state == to).unwrap_or_default();
        let failure = match to {
            AgentState::InitError => ExtensionFailure::InitError,
            _ => ExtensionFailure::ExitError,
        };
        Ok(self.extension_failed(index, failure, now))
    }

    /// An extension could not be started.
    pub(crate) fn extension_not_started(&mut self, index: usize, now: Instant) -> Vec<Action> {
        if let Some(agent) = self.agents.get_mut(index) {
            agent.alive = false;
            agent.state = AgentState::LaunchError;
            agent.error_type = Some(ExtensionFailure::NotStarted.error_type().to_owned());
        }
        self.extension_failed(index, ExtensionFailure::NotStarted, now)
    }

    /// The process of an extension ended.
    pub(crate) fn extension_exited(&mut self, index: usize, exit: Exit, now: Instant) -> Vec<Action> {
        let Some(agent) = self.agents.get_mut(index) else { return Vec::new() };
        agent.alive = false;
        agent.parked = None;
        if !matches!(agent.state, AgentState::InitError | AgentState::ExitError | AgentState::LaunchError) {
            agent.state = AgentState::Exited;
        }
        self.extension_failed(index, ExtensionFailure::Crash(exit), now)
    }

    /// An environment does not outlive any of its extensions.
    fn extension_failed(&mut self, index: usize, failure: ExtensionFailure, now: Instant) -> Vec<Action> {
        let cause = InitCause::Extension(index, failure);
        match self.state {
            State::Registering { since } | State::Starting { since } | State::Settling { since } => {
                self.stop_init(cause, since, now)
            }
            State::Up { .. } => self.stop(Stop::Crashed(Ending::Extension(failure)), true, now),
            State::Stopping(_) => self.finish_stopping(now),
            State::Down => Vec::new(),
        }
    }
}
