//! A function: a name, a configuration, and its execution environments.

use std::net::SocketAddr;
use std::sync::Arc;

use std::time::Duration;

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::environment::{Asked, Command};
use crate::fleet::Fleet;
use crate::{
    Events, Fault, FunctionConfig, InitFailure, Invocation, Invoke, InvokeError, Response, StartError,
};

/// A function: a name, a configuration, and its execution environments. Clones are the same function.
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
    fleet: Arc<Fleet>,
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
        let fleet = Fleet::start(&config).await.map_err(StartError::Listen)?;
        Ok(Self { config, fleet })
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

    /// Where the Runtime API of its first environment listens: the value of `AWS_LAMBDA_RUNTIME_API`. Each
    /// environment has its own.
    #[must_use]
    pub fn runtime_api(&self) -> SocketAddr {
        self.fleet.environments[0].runtime_api
    }

    /// Starts the process if there is none, and waits until it asks for its first event: that of the first
    /// environment, or of all that are provisioned.
    ///
    /// # Errors
    ///
    /// Why it never did.
    pub async fn warm_up(&self) -> Result<(), InitFailure> {
        self.fleet.warm_up().await
    }

    /// Runs the function once, and waits until everything is over: the function, and what its extensions do
    /// after it. Invocations wait their turn while every environment is busy.
    ///
    /// A function that fails is not an error here: see [`Invocation::status`].
    ///
    /// # Errors
    ///
    /// That the function was shut down, or that too many wait already.
    ///
    /// # Cancellation
    ///
    /// An invocation goes on when the future is dropped, as it does on Lambda.
    pub async fn invoke(&self, invoke: Invoke) -> Result<Invocation, InvokeError> {
        self.invoke_as(Uuid::new_v4(), invoke).await
    }

    /// Runs the function once, and waits as long as a caller of Lambda does: until the function is done with
    /// the event. Its extensions may still be at work, so there is no report yet.
    ///
    /// # Errors
    ///
    /// As those of [`invoke`](Self::invoke).
    ///
    /// # Cancellation
    ///
    /// An invocation goes on when the future is dropped, as it does on Lambda.
    pub async fn call(&self, invoke: Invoke) -> Result<Response, InvokeError> {
        self.call_as(Uuid::new_v4(), invoke).await
    }

    /// Everything that happens in the execution environments from now on.
    #[must_use]
    pub fn subscribe(&self) -> Events {
        self.fleet.hub.subscribe()
    }

    /// Lets a fault take place, the next time that it can: in whichever environment that is.
    pub fn inject(&self, fault: Fault) {
        self.fleet.faults.push(fault);
    }

    /// Lets `simulated` go by for every environment that nothing runs in, without waiting for it: they are
    /// frozen, if they are to be [frozen](FunctionConfig::freeze_after) at all, or end, if they would be
    /// [evicted](FunctionConfig::evict_after) in that time. [`EventKind::Gap`](crate::EventKind::Gap) says so, for
    /// whoever wants connections to age. How many environments had the time.
    ///
    /// # Limits
    ///
    /// No clock is moved: neither that of the processes, nor the one of the configuration.
    pub async fn gap(&self, simulated: Duration) -> usize {
        let mut idle = 0;
        for environment in &self.fleet.environments {
            // One that is shut down has no time either.
            let had = environment.ask(|reply| Command::Gap { simulated, reply }).await;
            idle += usize::from(had.unwrap_or(false));
        }
        idle
    }

    /// Ends every environment, so that the next invocation is cold; for when the executable has changed.
    ///
    /// Waits until the invocations that are running have ended; those that wait go to the next process.
    pub async fn reset(&self) {
        for environment in &self.fleet.environments {
            // A function that is shut down has no process either.
            _ = environment.ask(|reply| Command::Reset { reply }).await;
        }
        self.fleet.provision();
    }

    /// Waits until nothing runs and nothing waits for its turn: until the extensions are done, too, with what has
    /// been answered already.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing.
    pub async fn idle(&self) {
        self.fleet.idle().await;
    }

    /// Ends every environment as Lambda does, waits until its processes are gone, and closes the Runtime API. What
    /// runs is not waited for, see [`idle`](Self::idle): pending invocations end with an error.
    ///
    /// Where there are extensions they are told of it and have their time, at most two seconds.
    pub async fn shutdown(&self) {
        self.fleet.shut_down().await;
    }

    /// Kills the processes, waits until they are gone, and closes the Runtime API; pending invocations end with an
    /// error. Nobody is told: this is no end that Lambda knows. A [`shutdown`](Self::shutdown) that is under way
    /// ends with it.
    ///
    /// Dropping the last clone does the same without waiting.
    pub async fn kill(&self) {
        self.fleet.kill().await;
    }

    /// Runs the function once, with this request id.
    pub(crate) async fn invoke_as(&self, id: Uuid, invoke: Invoke) -> Result<Invocation, InvokeError> {
        self.begin(id, invoke)?.await.map(Arc::unwrap_or_clone).map_err(|_| self.shut_down())
    }

    /// Has the function run once, with this request id, and does not wait for it.
    pub(crate) fn begin(
        &self,
        id: Uuid,
        invoke: Invoke,
    ) -> Result<oneshot::Receiver<Arc<Invocation>>, InvokeError> {
        let (reply, whole) = oneshot::channel();
        let (end, over) = oneshot::channel();
        let asked = Asked::Whole { whole: reply, over: end };
        self.fleet.invoke(id, invoke, asked, over).map_err(|_| self.throttled())?;
        Ok(whole)
    }

    /// Runs the function once, with this request id, and waits for the response.
    pub(crate) async fn call_as(&self, id: Uuid, invoke: Invoke) -> Result<Response, InvokeError> {
        let (reply, response) = oneshot::channel();
        let (end, over) = oneshot::channel();
        let asked = Asked::Response { response: Some(reply), over: end };
        self.fleet.invoke(id, invoke, asked, over).map_err(|_| self.throttled())?;
        response.await.map_err(|_| self.shut_down())
    }

    fn throttled(&self) -> InvokeError {
        InvokeError::Throttled { name: self.config.name.clone() }
    }

    fn shut_down(&self) -> InvokeError {
        InvokeError::ShutDown { name: self.config.name.clone() }
    }

    /// The settings, for the invoke endpoint.
    pub(crate) fn config(&self) -> &FunctionConfig {
        &self.config
    }
}
