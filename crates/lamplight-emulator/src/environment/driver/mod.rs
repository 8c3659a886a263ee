//! The one task that runs an execution environment: it feeds the [machine](super::machine) and does what
//! the machine says.
//!
//! Before anything the function says on its Runtime API is looked at, everything it has written is read:
//! so the lines that a handler wrote before it answered always belong to its invocation, and so do its spans.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use self::extensions::{AgentReply, ExtensionProcess};
use self::faults::Surroundings;
use self::init::Init;
use self::memory::Sampler;
use super::action::{Budgets, Limits, Refusal};
use super::job::{Job, Started};
use super::machine::Machine;
use super::tmp::Tmp;
use super::{Command, Identity, Setup};
use crate::event::Publisher;
use crate::fault::Faults;
use crate::http_server::HttpServer;
use crate::lifecycle::Style;
use crate::process::{Cgroup, Change, Process};
use crate::runtime_api::{Call, Delivery};
use crate::sinks::Sinks;
use crate::telemetry_api::Feed;
use crate::{Exit, FunctionConfig, InitFailure};

mod calls;
mod commands;
mod ending;
mod extensions;
mod faults;
mod freeze;
mod init;
mod log;
mod memory;
mod perform;
mod start;
mod telemetry;

/// How long the end of an environment may take, with external extensions and with internal ones only.
const SHUTDOWN_EXTERNAL: Duration = Duration::from_secs(2);
const SHUTDOWN_INTERNAL: Duration = Duration::from_millis(500);

pub(super) struct Driver {
    config: Arc<FunctionConfig>,
    identity: Identity,
    style: Style,
    publisher: Arc<Publisher>,
    faults: Faults,
    machine: Machine,
    process: Option<Process>,
    /// The process was killed on purpose: what it still manages to say does not count.
    doomed: bool,
    /// What its end is to count as, then.
    pose: Option<Exit>,
    /// The external extensions, in the order that the machine knows them by.
    extensions: Vec<ExtensionProcess>,
    /// What holds all of them to their memory, if that may be had. After them: what is in it has to end first.
    cgroup: Option<Cgroup>,
    sinks: Sinks,
    feed: Feed,
    tmp: Option<Tmp>,
    surroundings: Surroundings,
    generation: u32,
    init: Init,
    peak_memory: u64,
    sampler: Sampler,
    jobs: HashMap<Uuid, Job>,
    recent: VecDeque<Uuid>,
    polls: BTreeMap<u64, oneshot::Sender<Result<Delivery, Refusal>>>,
    agent_polls: BTreeMap<u64, AgentReply>,
    last_poll: u64,
    warming: Vec<oneshot::Sender<Result<(), InitFailure>>>,
    resetting: Vec<oneshot::Sender<()>>,
    closing: Option<oneshot::Sender<()>>,
}

// === impl Driver ===

impl Driver {
    pub(super) fn new(setup: Setup, identity: Identity, sinks: Sinks) -> Self {
        let Setup { config, publisher, faults } = setup;
        let limits = Limits {
            timeout: config.timeout,
            init_timeout: config.init_limit(identity.provisioned),
            max_concurrency: config.max_concurrency,
            shutdown: Budgets {
                external: config.scaled(SHUTDOWN_EXTERNAL),
                internal: config.scaled(SHUTDOWN_INTERNAL),
            },
            freeze_after: config.freeze_after,
            evict_after: config.evict_after.filter(|_| !identity.provisioned),
        };
        let external = config.extension_names();
        let style = Style { format: config.log_format.unwrap_or_default(), level: config.system_log_level };
        let feed = Self::new_feed(&config, &publisher, &faults);
        Self {
            config,
            identity,
            style,
            feed,
            publisher,
            faults,
            machine: Machine::new(limits, external),
            process: None,
            doomed: false,
            pose: None,
            extensions: Vec::new(),
            cgroup: None,
            sinks,
            tmp: None,
            surroundings: Surroundings::default(),
            generation: 0,
            init: Init::default(),
            peak_memory: 0,
            sampler: Sampler::default(),
            jobs: HashMap::new(),
            recent: VecDeque::new(),
            polls: BTreeMap::new(),
            agent_polls: BTreeMap::new(),
            last_poll: 0,
            warming: Vec::new(),
            resetting: Vec::new(),
            closing: None,
        }
    }

    /// Runs until it is told to shut down, or nobody is left who could want something.
    pub(super) async fn run(
        mut self,
        mut commands: mpsc::UnboundedReceiver<Command>,
        mut calls: mpsc::UnboundedReceiver<Call>,
        server: HttpServer,
    ) {
        let done = loop {
            if self.closing.is_some() && self.machine.is_down() {
                break self.closing.take();
            }
            let timer = self.machine.next_timer().into_iter().chain(self.next_sample()).min();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Kill { reply }) => break Some(reply),
                    Some(command) => self.command(command).await,
                    None => break None,
                },
                Some(call) = calls.recv() => {
                    self.drain();
                    self.call(call).await;
                }
                change = change(self.process.as_mut()) => match change {
                    Change::Written => self.drain(),
                    Change::Exited(exit) => self.exited(exit).await,
                },
                (index, change) = extensions::change(&mut self.extensions) => match change {
                    Change::Written => self.drain_extensions(),
                    Change::Exited(exit) => self.extension_exited(index, exit).await,
                },
                () = self.sinks.readable() => self.collect(),
                () = sleep_until(timer) => {
                    self.drain();
                    self.prune();
                    self.watch_memory();
                    let actions = self.machine.tick(Instant::now());
                    self.perform(actions).await;
                }
            }
        };
        self.shut_down().await;
        drop(server);
        // Whoever asked hears of it when there are no more events to come.
        drop(self);
        if let Some(done) = done {
            // Whoever asked may have given up waiting.
            _ = done.send(());
        }
    }
}

async fn change(process: Option<&mut Process>) -> Change {
    match process {
        Some(process) => process.change().await,
        None => future::pending().await,
    }
}

async fn sleep_until(timer: Option<Instant>) {
    match timer {
        Some(timer) => tokio::time::sleep_until(timer).await,
        None => future::pending().await,
    }
}
