//! The one task that runs an execution environment: it feeds the [machine](super::machine) and does what
//! the machine says.
//!
//! Before anything the function says on its Runtime API is looked at, everything it has written is read:
//! so the lines that a handler wrote before it answered always belong to its invocation, and so do its spans.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use uuid::Uuid;

use self::init::Init;
use super::action::{Action, Limits, Refusal};
use super::job::{Job, Started};
use super::machine::Machine;
use super::{Command, Identity};
use crate::arn::Arn;
use crate::event::{EventKind, Publisher};
use crate::http_server::HttpServer;
use crate::lifecycle::{Notice, Style};
use crate::process::{Change, Process};
use crate::runtime_api::{Call, Delivery};
use crate::sinks::Sinks;
use crate::trace::{self, Trace};
use crate::{Exit, FunctionConfig, InitFailure, Invocation, Invoke};

mod calls;
mod ending;
mod init;
mod log;
mod telemetry;

pub(super) struct Driver {
    config: Arc<FunctionConfig>,
    identity: Identity,
    style: Style,
    publisher: Arc<Publisher>,
    machine: Machine,
    process: Option<Process>,
    sinks: Sinks,
    generation: u32,
    init: Init,
    peak_memory: u64,
    jobs: HashMap<Uuid, Job>,
    recent: VecDeque<Uuid>,
    polls: BTreeMap<u64, oneshot::Sender<Result<Delivery, Refusal>>>,
    last_poll: u64,
    warming: Vec<oneshot::Sender<Result<(), InitFailure>>>,
    resetting: Vec<oneshot::Sender<()>>,
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
        };
        let style = Style { format: config.log_format.unwrap_or_default(), level: config.system_log_level };
        Self {
            config,
            identity,
            style,
            publisher,
            machine: Machine::new(limits),
            process: None,
            sinks,
            generation: 0,
            init: Init::default(),
            peak_memory: 0,
            jobs: HashMap::new(),
            recent: VecDeque::new(),
            polls: BTreeMap::new(),
            last_poll: 0,
            warming: Vec::new(),
            resetting: Vec::new(),
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
            let timer = self.machine.next_timer();
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Invoke { id, invoke, reply }) => self.invoke(id, invoke, reply).await,
                    Some(Command::WarmUp { reply }) => self.warm_up(reply).await,
                    Some(Command::Reset { reply }) => self.reset(reply).await,
                    Some(Command::ShutDown { reply }) => break Some(reply),
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
        let actions = self.machine.exited(exit, Instant::now());
        for told in self.resetting.drain(..) {
            _ = told.send(());
        }
        self.perform(actions).await;
        // A reset ended the process that they were waiting for.
        if !self.warming.is_empty() {
            let actions = self.machine.warm_up(Instant::now());
            self.perform(actions).await;
        }
    }

    /// Does what the machine says, and what it says to the outcome of that.
    async fn perform(&mut self, actions: Vec<Action>) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
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
                Action::InitFinished { duration } => self.init_finished(duration),
                Action::InitFailed { cause, duration, invocation } => {
                    self.init_failed(cause, duration, invocation);
                }
                Action::Deliver { poll, invocation, cold } => self.deliver(poll, invocation, cold),
                Action::Redeliver { poll, invocation } => self.redeliver(poll, invocation),
                Action::TimedOut { invocation } => self.timed_out(invocation),
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
        let peak = self.process.as_ref().and_then(Process::peak_memory);
        self.peak_memory = self.peak_memory.max(peak.unwrap_or_default());
    }

    fn arn(&self, qualifier: Option<&str>) -> String {
        let FunctionConfig { name, region, account_id, .. } = &*self.config;
        Arn { region, account_id, name, qualifier }.to_string()
    }

    /// Kills the process and waits until it is gone. Whoever still waits for an invocation is told by
    /// being dropped.
    async fn shut_down(&mut self) {
        self.jobs.clear();
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
