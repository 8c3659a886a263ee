//! What a function can say on its Runtime API.

use tokio::sync::oneshot;
use uuid::Uuid;

use super::{Answer, Delivery};
use crate::environment::{Answering, Refusal};
use crate::extensions_api::ExtensionCall;

/// What a function can say on its Runtime API.
#[derive(Debug)]
pub(crate) enum Call {
    /// It asks for its next event. Answered when there is one.
    Next { reply: oneshot::Sender<Result<Delivery, Refusal>> },
    /// It begins to send a response or an error.
    Begin { id: Uuid, answering: Answering, reply: oneshot::Sender<Result<(), Refusal>> },
    /// The end of the response or error was read, or will never come.
    Answer { id: Uuid, answer: Answer, reply: oneshot::Sender<()> },
    /// It says that it cannot start.
    InitError { answer: Answer, reply: oneshot::Sender<Result<(), Refusal>> },
    /// Not the function, but an extension.
    Extension(ExtensionCall),
}
