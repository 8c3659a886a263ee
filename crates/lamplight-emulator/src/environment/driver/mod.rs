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
use self::init::Init;
use super::action::{Action, Budgets, Limits, Refusal};
use super::job::{Job, Started};
use super::machine::Machine;
use super::{Command, Identity};
use crate::arn::Arn;
use crate::event::{EventKind, Publisher};
use crate::http_server::HttpServer;
use crate::lifecycle::{Notice, Style};
use crate::process::{Change, Process, Signal};
use crate::runtime_api::{Call, Delivery};
use crate::sinks::Sinks;
use crate::telemetry_api::Feed;
use crate::trace::{self, Trace};
use crate::{Exit, FunctionConfig, InitFailure, Invocation, Invoke};

mod calls;
mod ending;
mod extensions;
mod freeze;
mod init;
mod log;
mod telemetry;

/// How long the end of an environment may take, with external extensions and with internal ones only.
const SHUTDOWN_EXTERNAL: Duration = Duration::from_secs(2);
const SHUTDOWN_INTERNAL: Duration = Duration::from_millis(500);

pub(super) struct Driver {
    config: Arc<FunctionConfig>,
    identity: Identity,
    style: Style,
    publisher: Arc<Publisher>,
    machine: Machine,
    process: Option<Process>,
    /// The external extensions, in the order that the machine knows them by.
    extensions: Vec<ExtensionProcess>,
    sinks: Sinks,
    feed: Feed,
    generation: u32,
    init: Init,
    peak_memory: u64,
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
    pub(super) fn new(
        config: Arc<FunctionConfig>,
        identity: Identity,
        sinks: Sinks,
        publisher: Arc<Publisher>,
    ) -> Self {
        let limits = Limits {
            timeout: config.timeout,
            init_timeout: config.init_timeout,
            max_concurrency: config.max_concurrency,
            shutdown: Budgets {
                external: config.scaled(SHUTDOWN_EXTERNAL),
                internal: config.scaled(SHUTDOWN_INTERNAL),
            },
            freeze_after: config.freeze_after,
        };
        let external = config.extension_names();
        let style = Style { format: config.log_format.unwrap_or_default(), level: config.system_log_level };
        let feed = Self::new_feed(&config);
        Self {
            config,
            identity,
            style,
            feed,
            publisher,
            machine: Machine::new(limits, external),
            process: None,
            extensions: Vec::new(),
            sinks,
            generation: 0,
            init: Init::default(),
            peak_memory: 0,
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
            let timer = self.machine.next_timer();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Invoke { id, invoke, reply }) => self.invoke(id, invoke, reply).await,
                    Some(Command::WarmUp { reply }) => self.warm_up(reply).await,
                    Some(Command::Reset { reply }) => self.reset(reply).await,
                    Some(Command::ShutDown { reply }) => self.close(reply).await,
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
                    let actions = self.machine.tick(Instant::now());
                    self.perform(actions).await;
                }
            }
        };
        self.shut_down().await;
        drop(server);
        if let Some(done) = done {
            // Whoever asked may have given up waiting.
            _ = done.send(());
        }
    }

    async fn invoke(&mut self, id: Uuid, invoke: Invoke, reply: oneshot::Sender<Arc<Invocation>>) {
        self.prune();
        self.jobs.insert(id, Job::new(id, invoke, reply));
        let actions = self.machine.invoke(id, Instant::now());
        self.perform(actions).await;
    }

    async fn warm_up(&mut self, reply: oneshot::Sender<Result<(), InitFailure>>) {
        if self.machine.is_up() {
            // Whoever asked may have given up waiting; here and wherever a reply is not looked after.
            _ = reply.send(Ok(()));
            return;
        }
        self.warming.push(reply);
        let actions = self.machine.warm_up(Instant::now());
        self.perform(actions).await;
    }

    async fn reset(&mut self, reply: oneshot::Sender<()>) {
        if self.machine.is_down() {
            _ = reply.send(());
            return;
        }
        self.resetting.push(reply);
        let actions = self.machine.reset(Instant::now());
        self.perform(actions).await;
    }

    async fn exited(&mut self, exit: Exit) {
        self.drain();
        self.finish_lines(self.machine.only_running());
        self.process = None;
        // Their connections are gone with the process.
        self.polls.clear();
        self.publisher.publish(self.generation, || EventKind::Exited { exit });
        self.tell_reset();
        let actions = self.machine.exited(exit, Instant::now());
        self.perform(actions).await;
        self.warm_up_again().await;
    }

    /// Whoever wanted a reset has it when nothing runs any more.
    fn tell_reset(&mut self) {
        if self.process.is_some() || self.extensions.iter().any(ExtensionProcess::runs) {
            return;
        }
        for told in self.resetting.drain(..) {
            _ = told.send(());
        }
    }

    /// A reset may have ended the process that somebody was waiting for.
    async fn warm_up_again(&mut self) {
        if !self.warming.is_empty() && self.closing.is_none() {
            let actions = self.machine.warm_up(Instant::now());
            self.perform(actions).await;
        }
    }

    /// Ends the environment as Lambda does when it is not needed any more. Whoever still waits for an
    /// invocation is told by being dropped.
    async fn close(&mut self, reply: oneshot::Sender<()>) {
        self.jobs.clear();
        self.closing = Some(reply);
        let actions = self.machine.close(Instant::now());
        self.perform(actions).await;
    }

    /// Does what the machine says, and what it says to the outcome of that.
    async fn perform(&mut self, actions: Vec<Action>) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
                Action::SpawnExtensions => actions.extend(self.spawn_extensions().await),
                Action::Spawn => match self.spawn().await {
                    Ok(started) => self.machine.spawned(started),
                    Err(failure) => {
                        self.init.not_started = Some(failure);
                        actions.extend(self.machine.spawn_failed(Instant::now()));
                    }
                },
                Action::Kill => {
                    self.sample_memory();
                    if let Some(process) = &self.process {
                        process.kill();
                    }
                }
                Action::Terminate => {
                    if let Some(process) = &self.process {
                        process.signal(Signal::Terminate);
                    }
                }
                Action::KillExtension(index) => self.kill_extension(index),
                Action::Freeze => self.freeze().await,
                Action::Thaw => self.thaw(),
                Action::TellShutdown { poll, reason, deadline } => {
                    self.feed.flush();
                    self.tell_shutdown(poll, reason, deadline);
                }
                Action::InitFinished { duration } => self.init_finished(duration),
                Action::InitFailed { cause, duration, invocation } => {
                    self.init_failed(cause, duration, invocation);
                }
                Action::Deliver { poll, invocation, cold, told } => {
                    self.deliver(poll, invocation, cold, &told);
                }
                Action::Redeliver { poll, invocation } => self.redeliver(poll, invocation),
                Action::TimedOut { invocation } => self.timed_out(invocation),
                Action::RuntimeDone { invocation, duration } => self.runtime_done(invocation, duration),
                Action::End { invocation, ending, duration } => self.end(invocation, ending, duration),
            }
        }
    }

    /// Starts an invocation's log.
    fn start(&mut self, job: &mut Job, cold: bool) {
        let time = self.config.clock.now();
        let init = self.init.duration.filter(|_| cold);
        job.started = Some(Started { time, instant: Instant::now(), cold, init });
        let upstream = job.invoke.trace_header.as_deref();
        job.trace = Trace::new(self.config.tracing, upstream, time, trace::random);
        let arn = self.arn(job.invoke.qualifier.as_deref());
        let config = Arc::clone(&self.config);
        let (request_id, trace) = (job.request_id.clone(), job.trace.clone());
        let notice = Notice::Start {
            request_id: &request_id,
            version: &config.version,
            function_arn: &arn,
            trace: trace.as_ref().and_then(Trace::tracing),
        };
        self.say(Some(job), &notice);
    }

    fn timed_out(&mut self, invocation: Uuid) {
        self.sample_memory();
        if let Some(job) = self.jobs.get(&invocation) {
            let after = self.config.timeout;
            self.publisher.publish(self.generation, || EventKind::TimedOut {
                request_id: job.request_id.clone(),
                after,
            });
        }
    }

    fn sample_memory(&mut self) {
        let extensions = self.extensions.iter().filter_map(|extension| extension.process.as_ref());
        let peak = self.process.iter().chain(extensions).filter_map(Process::peak_memory).sum();
        self.peak_memory = self.peak_memory.max(peak);
    }

    fn arn(&self, qualifier: Option<&str>) -> String {
        let FunctionConfig { name, region, account_id, .. } = &*self.config;
        Arn { region, account_id, name, qualifier }.to_string()
    }

    /// Kills the process and waits until it is gone. Whoever still waits for an invocation is told by
    /// being dropped.
    async fn shut_down(&mut self) {
        self.jobs.clear();
        for extension in &mut self.extensions {
            extension.end().await;
        }
        if let Some(process) = &mut self.process {
            process.kill();
            let exit = process.exit().await;
            self.drain();
            self.finish_lines(self.machine.only_running());
            self.process = None;
            self.publisher.publish(self.generation, || EventKind::Exited { exit });
        }
        self.publisher.close();
    }
}

/// A driver that is dropped, because its runtime is, has nothing more to say.
impl Drop for Driver {
    fn drop(&mut self) {
        self.publisher.close();
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
