//! One execution environment: one Runtime API on a port of its own, one process at a time.
//!
//! - [`action`], [`machine`], [`agents`]: what may happen when; pure.
//! - [`driver`]: the one task that does it.
//! - [`job`]: one invocation from its request to its result.

mod action;
mod agents;
mod driver;
mod job;
mod machine;
mod tmp;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

pub(crate) use self::action::{Answering, Refusal};
pub(crate) use self::agents::{AgentRefusal, AgentState, MAX_AGENTS};

pub(crate) use self::job::Asked;

use self::driver::Driver;
use crate::event::Publisher;
use crate::extensions_api::Metadata;
use crate::fault::Faults;
use crate::sinks::{SinkAddresses, Sinks};
use crate::{FunctionConfig, InitFailure, Invoke, runtime_api};

/// The handle of an execution environment. When it is dropped, the process is killed.
#[derive(Debug)]
pub(crate) struct Environment {
    pub(crate) runtime_api: SocketAddr,
    commands: mpsc::UnboundedSender<Command>,
}

/// What an environment is started with.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) config: Arc<FunctionConfig>,
    pub(crate) publisher: Arc<Publisher>,
    pub(crate) faults: Faults,
}

/// What the owner of an environment may want.
pub(crate) enum Command {
    Invoke {
        id: Uuid,
        invoke: Invoke,
        asked: Asked,
    },
    WarmUp {
        reply: oneshot::Sender<Result<(), InitFailure>>,
    },
    Reset {
        reply: oneshot::Sender<()>,
    },
    /// Time goes by that does not. Answered with whether the environment had the time.
    Gap {
        simulated: Duration,
        reply: oneshot::Sender<bool>,
    },
    ShutDown {
        reply: oneshot::Sender<()>,
    },
    Kill {
        reply: oneshot::Sender<()>,
    },
}

/// What is known of an environment before its first process.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) runtime_api: SocketAddr,
    pub(crate) sinks: SinkAddresses,
    /// It is started before anybody needs it.
    pub(crate) provisioned: bool,
    pub(crate) log_stream: String,
    /// Absolute.
    pub(crate) executable: PathBuf,
    /// Absolute.
    pub(crate) task_root: PathBuf,
}

/// The environment was shut down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShutDown;

// === impl Environment ===

impl Environment {
    /// Opens the Runtime API; no process is started yet.
    pub(crate) async fn start(setup: Setup, provisioned: bool) -> io::Result<Self> {
        let config = Arc::clone(&setup.config);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let runtime_api = listener.local_addr()?;
        let (sinks, addresses) = Sinks::open(&config).await?;
        let identity = Identity::new(&config, runtime_api, addresses, provisioned)?;
        let (commands, wanted) = mpsc::unbounded_channel();
        let (calls, called) = mpsc::unbounded_channel();
        let metadata = Metadata {
            function: config.name.clone(),
            version: config.version.clone(),
            handler: config.handler.clone(),
            account_id: config.account_id.clone(),
        };
        let server = runtime_api::serve(listener, metadata, calls);
        let driver = Driver::new(setup, identity, sinks);
        tokio::spawn(driver.run(wanted, called, server));
        Ok(Self { runtime_api, commands })
    }

    /// Has something done.
    pub(crate) fn send(&self, command: Command) -> Result<(), ShutDown> {
        self.commands.send(command).map_err(|_| ShutDown)
    }

    /// Has something done, and waits for what `command` says with the sender it is given.
    pub(crate) async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, ShutDown> {
        let (reply, answer) = oneshot::channel();
        self.send(command(reply))?;
        answer.await.map_err(|_| ShutDown)
    }
}

// === impl Identity ===

impl Identity {
    fn new(
        config: &FunctionConfig,
        runtime_api: SocketAddr,
        sinks: SinkAddresses,
        provisioned: bool,
    ) -> io::Result<Self> {
        let executable = std::path::absolute(&config.executable)?;
        let task_root = match &config.task_root {
            Some(directory) => std::path::absolute(directory)?,
            None => executable.parent().unwrap_or(Path::new("/")).to_owned(),
        };
        let log_stream = log_stream(config.clock.now(), &config.version, Uuid::new_v4());
        Ok(Self { runtime_api, sinks, provisioned, log_stream, executable, task_root })
    }

    /// What follows is another environment, as Lambda sees it.
    pub(crate) fn renew(&mut self, config: &FunctionConfig) {
        self.log_stream = log_stream(config.clock.now(), &config.version, Uuid::new_v4());
    }

    /// By the names of Lambda.
    pub(crate) fn initialization_type(&self) -> &'static str {
        if self.provisioned { "provisioned-concurrency" } else { "on-demand" }
    }
}

/// The name of a log stream, as Lambda makes it: `2026/01/31/[$LATEST]` and 32 hexadecimal digits.
fn log_stream(now: Timestamp, version: &str, id: Uuid) -> String {
    let date = now.to_string()[..10].replace('-', "/");
    format!("{date}/[{version}]{}", id.simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_streams_are_named_as_on_lambda() {
        let now = Timestamp::from_millis(1_769_903_999_999);
        let id = Uuid::from_u128(0xabc);
        assert_eq!(log_stream(now, "$LATEST", id), "2026/01/31/[$LATEST]00000000000000000000000000000abc");
    }
}
