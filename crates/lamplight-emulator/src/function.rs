//! A function: a name, a configuration, and one execution environment.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::mpsc;

use crate::{Events, FunctionConfig, InitFailure, Invocation, Invoke, InvokeError, StartError};

/// A function: a name, a configuration, and one execution environment. Clones are the same function.
#[derive(Clone, Debug)]
pub struct Function {
    name: Arc<str>,
}

// === impl Function ===

impl Function {
    /// Opens the function's Runtime API. The process itself is started by the first
    /// [`invoke`](Self::invoke), or by [`warm_up`](Self::warm_up).
    ///
    /// # Errors
    ///
    /// All mistakes in the configuration at once; or that no loopback port is free.
    pub async fn start(config: FunctionConfig) -> Result<Self, StartError> {
        Ok(Self { name: config.name.into() })
    }

    /// The function's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its Runtime API listens: the value of `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn runtime_api(&self) -> SocketAddr {
        ([127, 0, 0, 1], 0).into()
    }

    /// Starts the process if there is none, and waits until it asks for its first event.
    ///
    /// # Errors
    ///
    /// Why it never did.
    pub async fn warm_up(&self) -> Result<(), InitFailure> {
        Ok(())
    }

    /// Runs the function once. Invocations wait their turn, unless the function has a maximum concurrency.
    ///
    /// A function that fails is not an error here: see [`Invocation::status`].
    ///
    /// # Errors
    ///
    /// That the function was shut down.
    ///
    /// # Cancellation
    ///
    /// An invocation goes on when the future is dropped, as it does on Lambda.
    pub async fn invoke(&self, _invoke: Invoke) -> Result<Invocation, InvokeError> {
        Err(InvokeError::ShutDown { name: self.name.to_string() })
    }

    /// Everything that happens in the execution environment from now on.
    #[must_use]
    pub fn subscribe(&self) -> Events {
        Events::new(mpsc::unbounded_channel().1)
    }

    /// Kills the process, so that the next invocation is cold; for when the executable has changed.
    ///
    /// Waits until an invocation that is running has ended.
    pub async fn reset(&self) {}

    /// Kills the process and closes the Runtime API; pending invocations end with an error.
    ///
    /// Dropping the last clone does the same without waiting.
    pub async fn shutdown(&self) {}
}
