//! The Extensions API: what extensions, external and internal ones, talk to.
//!
//! As with the [Runtime API](crate::runtime_api), the server itself decides nothing: each request becomes
//! an [`ExtensionCall`] for the environment.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html>

mod event;
mod respond;
mod route;

use tokio::sync::oneshot;
use uuid::Uuid;

pub(crate) use self::event::AgentEvent;
pub(crate) use self::respond::refused;
pub(crate) use self::route::{handle, identifier};

use crate::environment::{AgentRefusal, AgentState};
use crate::telemetry_api::Request;

/// What an extension can say.
#[derive(Debug)]
pub(crate) enum ExtensionCall {
    /// It registers for events. Answered with the id that it is known by from then on.
    Register { name: String, events: Vec<String>, reply: oneshot::Sender<Result<Uuid, AgentRefusal>> },
    /// It asks for its next event. Answered when there is one.
    Next { id: Uuid, reply: oneshot::Sender<Result<AgentEvent, AgentRefusal>> },
    /// It subscribes to the Telemetry API.
    Subscribe { id: Uuid, request: Request, reply: oneshot::Sender<Result<(), AgentRefusal>> },
    /// It says that it cannot go on: [`AgentState::InitError`] or [`AgentState::ExitError`].
    Fail { id: Uuid, to: AgentState, error_type: String, reply: oneshot::Sender<Result<(), AgentRefusal>> },
}

/// What of the function an extension is told when it registers.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) function: String,
    pub(crate) version: String,
    pub(crate) handler: String,
    pub(crate) account_id: String,
}
