//! A function: a name, a configuration, and one execution environment.

use std::net::SocketAddr;
use std::sync::Arc;

use uuid::Uuid;

use crate::environment::{Command, Environment, ShutDown};
use crate::{Events, FunctionConfig, InitFailure, Invocation, Invoke, InvokeError, StartError};

/// A function: a name, a configuration, and one execution environment. Clones are the same function.
///
/// The process is started by the first invocation, and stays for the following ones. When it runs out of
/// time or crashes it is killed with everything it has started, and the next invocation starts another one.
/// When the last clone is dropped, or the runtime that it was started in, the process is killed.
///
/// # Limits
///
/// All log lines of an invocation are held in memory until it ends.
#[derive(Clone, Debug)]
pub struct Function {
    config: Arc<FunctionConfig>,
    environment: Arc<Environment>,
}

// === impl Function ===

impl Function {
    /// Opens the function's Runtime API. The process itself is started by the first
    /// [`invoke`](Self::invoke), or by [`warm_up`](Self::warm_up).
    ///
    /// # Errors
    ///
    /// All mistakes in the configuration at once; or that no loopback port is free.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with I/O and time enabled.
    pub async fn start(config: FunctionConfig) -> Result<Self, StartError> {
        let mistakes = config.mistakes();
        if !mistakes.is_empty() {
            return Err(StartError::Config { name: config.name, mistakes });
        }
        let config = Arc::new(config);
        let environment = Environment::start(Arc::clone(&config)).await.map_err(StartError::Listen)?;
        Ok(Self { config, environment: Arc::new(environment) })
    }

    /// The function's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Its version, `$LATEST` unless configured.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.config.version
    }

    /// Where its Runtime API listens: the value of `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn runtime_api(&self) -> SocketAddr {
        self.environment.runtime_api
    }

    /// Starts the process if there is none, and waits until it asks for its first event.
    ///
    /// # Errors
    ///
    /// Why it never did.
    pub async fn warm_up(&self) -> Result<(), InitFailure> {
        let told = self.environment.ask(|reply| Command::WarmUp { reply }).await;
        told.unwrap_or(Err(InitFailure::ShutDown))
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
    pub async fn invoke(&self, invoke: Invoke) -> Result<Invocation, InvokeError> {
        self.invoke_as(Uuid::new_v4(), invoke).await
    }

    /// Everything that happens in the execution environment from now on.
    #[must_use]
    pub fn subscribe(&self) -> Events {
        self.environment.publisher.subscribe()
    }

    /// Kills the process, so that the next invocation is cold; for when the executable has changed.
    ///
    /// Waits until the invocations that are running have ended; those that wait go to the next process.
    pub async fn reset(&self) {
        // A function that is shut down has no process either.
        _ = self.environment.ask(|reply| Command::Reset { reply }).await;
    }

    /// Kills the process, waits until it is gone, and closes the Runtime API; pending invocations end with
    /// an error.
    ///
    /// Dropping the last clone does the same without waiting.
    pub async fn shutdown(&self) {
        // A function that is shut down already stays so.
        _ = self.environment.ask(|reply| Command::ShutDown { reply }).await;
    }

    /// Runs the function once, with this request id.
    pub(crate) async fn invoke_as(&self, id: Uuid, invoke: Invoke) -> Result<Invocation, InvokeError> {
        let invocation = self.environment.ask(|reply| Command::Invoke { id, invoke, reply }).await;
        match invocation {
            Ok(invocation) => Ok(Arc::unwrap_or_clone(invocation)),
            Err(ShutDown) => Err(InvokeError::ShutDown { name: self.config.name.clone() }),
        }
    }

    /// The settings, for the invoke endpoint.
    pub(crate) fn config(&self) -> &FunctionConfig {
        &self.config
    }
}
