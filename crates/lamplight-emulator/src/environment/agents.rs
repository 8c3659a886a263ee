//! The extensions of an environment: who has registered, for what, and who waits for an event. Pure.
//!
//! ```text
//!            register             /next            INVOKE, SHUTDOWN
//!   Started ──────────▶ Registered ─────▶ Ready ◀──────────────────▶ Running
//!                                               /next
//! ```
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

use uuid::Uuid;

use super::action::Poll;
use crate::telemetry_api::Api;

/// What an extension can register for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subscription {
    Invoke,
    Shutdown,
}

/// The extensions of one process after the other.
#[derive(Debug)]
pub(crate) struct Agents {
    agents: Vec<Agent>,
    /// The names of the external ones, in the order they are started.
    external: Vec<String>,
    /// Invocations may overlap, so nobody is told of them.
    concurrent: bool,
    closed: bool,
}

/// One extension.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    /// None until it has registered.
    id: Option<Uuid>,
    pub(crate) name: String,
    /// It has a process of its own; else it is a part of the function.
    pub(crate) external: bool,
    /// It has one that runs.
    pub(crate) alive: bool,
    pub(crate) events: Vec<Subscription>,
    pub(crate) state: AgentState,
    /// The `/next` that it waits with.
    pub(crate) parked: Option<Poll>,
    pub(crate) error_type: Option<String>,
}

/// How far an extension is, by the names of Lambda.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentState {
    Started,
    Registered,
    Ready,
    Running,
    InitError,
    ExitError,
    LaunchError,
    Exited,
}

/// Why a call of an extension is turned down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AgentRefusal {
    /// The function has asked for its first event.
    Closed,
    /// The init phase is over.
    SubscriptionClosed(Api),
    /// It subscribed with the other one of the two APIs.
    OtherApi,
    /// An internal one with this name is there already.
    SameName,
    TooMany,
    InvalidEvent {
        event: String,
        why: &'static str,
    },
    Unknown(Uuid),
    InvalidState {
        from: &'static str,
        to: &'static str,
        extension: String,
    },
}

/// How many extensions an environment may have, external and internal ones together.
pub(crate) const MAX_AGENTS: usize = 10;

// === impl Agents ===

impl Agents {
    pub(crate) fn new(external: Vec<String>, concurrent: bool) -> Self {
        Self { agents: Vec::new(), external, concurrent, closed: false }
    }

    /// Forgets those of the last process: the external ones are being started, nobody has registered.
    pub(crate) fn start(&mut self) {
        let started = |name: &String| Agent {
            id: None,
            name: name.clone(),
            external: true,
            alive: true,
            events: Vec::new(),
            state: AgentState::Started,
            parked: None,
            error_type: None,
        };
        self.agents = self.external.iter().map(started).collect();
        self.closed = false;
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter()
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Agent> {
        self.agents.get_mut(index)
    }

    /// The external ones come first, in the order they are started.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut Agent)> {
        self.agents.iter_mut().enumerate()
    }

    pub(crate) fn has_external(&self) -> bool {
        !self.external.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.agents.is_empty()
    }

    /// Every external one has registered.
    pub(crate) fn all_registered(&self) -> bool {
        self.agents.iter().all(|agent| agent.state != AgentState::Started)
    }

    /// Every one of them waits for an event.
    pub(crate) fn all_ready(&self) -> bool {
        self.agents.iter().all(|agent| agent.state == AgentState::Ready)
    }

    /// None of the external ones runs any more.
    pub(crate) fn all_gone(&self) -> bool {
        self.agents.iter().all(|agent| !agent.alive)
    }

    /// Nobody may register any more.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    pub(crate) fn register(&mut self, name: &str, events: &[String], id: Uuid) -> Result<(), AgentRefusal> {
        let known = self.agents.iter().position(|agent| agent.name == name);
        let external = known.filter(|index| self.agents[*index].external);
        let events = self.subscriptions(events, external.is_some())?;
        if let Some(index) = external {
            let agent = &mut self.agents[index];
            if agent.state != AgentState::Started {
                return Err(agent.refuse("Registered", name.to_owned()));
            }
            *agent = Agent { id: Some(id), events, state: AgentState::Registered, ..agent.clone() };
            return Ok(());
        }
        if self.closed {
            return Err(AgentRefusal::Closed);
        }
        if known.is_some() {
            return Err(AgentRefusal::SameName);
        }
        if self.agents.len() == MAX_AGENTS {
            return Err(AgentRefusal::TooMany);
        }
        self.agents.push(Agent {
            id: Some(id),
            name: name.to_owned(),
            external: false,
            alive: false,
            events,
            state: AgentState::Registered,
            parked: None,
            error_type: None,
        });
        Ok(())
    }

    fn subscriptions(&self, events: &[String], external: bool) -> Result<Vec<Subscription>, AgentRefusal> {
        let mut subscriptions = Vec::new();
        for event in events {
            let refuse = |why| Err(AgentRefusal::InvalidEvent { event: event.clone(), why });
            let subscription = match event.as_str() {
                "INVOKE" if self.concurrent => return refuse("ErrorInvalidEventType"),
                "INVOKE" => Subscription::Invoke,
                "SHUTDOWN" if external => Subscription::Shutdown,
                "SHUTDOWN" => return refuse("ShutdownEventNotSupportedForInternalExtension"),
                _ => return refuse("ErrorInvalidEventType"),
            };
            if !subscriptions.contains(&subscription) {
                subscriptions.push(subscription);
            }
        }
        Ok(subscriptions)
    }

    /// An extension asks for its next event.
    pub(crate) fn next(&mut self, id: Uuid, poll: Poll) -> Result<(), AgentRefusal> {
        let agent = self.find(id)?;
        match agent.state {
            AgentState::Registered | AgentState::Running => {
                agent.state = AgentState::Ready;
                agent.parked = Some(poll);
                Ok(())
            }
            _ => Err(agent.refuse("Ready", id.to_string())),
        }
    }

    /// An extension says that it cannot go on, by the name of the state that this leads to.
    pub(crate) fn fail(&mut self, id: Uuid, to: AgentState, error_type: &str) -> Result<(), AgentRefusal> {
        let agent = self.find(id)?;
        match (agent.state, to) {
            (AgentState::Registered, _)
            | (AgentState::Ready | AgentState::Running, AgentState::ExitError) => {
                agent.state = to;
                agent.error_type = Some(error_type.to_owned());
                Ok(())
            }
            _ => Err(agent.refuse(to.name(), id.to_string())),
        }
    }

    /// The name of the extension with this id.
    pub(crate) fn name(&self, id: Uuid) -> Result<&str, AgentRefusal> {
        let found = self.agents.iter().find(|agent| agent.id == Some(id));
        found.map(|agent| agent.name.as_str()).ok_or(AgentRefusal::Unknown(id))
    }

    fn find(&mut self, id: Uuid) -> Result<&mut Agent, AgentRefusal> {
        let found = self.agents.iter_mut().find(|agent| agent.id == Some(id));
        found.ok_or(AgentRefusal::Unknown(id))
    }
}

// === impl Agent ===

impl Agent {
    pub(crate) fn wants(&self, event: Subscription) -> bool {
        self.events.contains(&event)
    }

    /// The poll to answer with an event, if it waits for one.
    pub(crate) fn run(&mut self) -> Option<Poll> {
        if self.state != AgentState::Ready {
            return None;
        }
        self.state = AgentState::Running;
        self.parked.take()
    }

    fn refuse(&self, to: &'static str, extension: String) -> AgentRefusal {
        AgentRefusal::InvalidState { from: self.state.name(), to, extension }
    }
}

// === impl AgentState ===

impl AgentState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Started => "Started",
            Self::Registered => "Registered",
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::InitError => "InitError",
            Self::ExitError => "ExitError",
            Self::LaunchError => "LaunchError",
            Self::Exited => "Exited",
        }
    }
}

// === impl Subscription ===

impl Subscription {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Invoke => "INVOKE",
            Self::Shutdown => "SHUTDOWN",
        }
    }
}
