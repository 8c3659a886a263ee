//! The extensions of an environment: their processes, what they ask for, and what they are told.

use std::collections::BTreeMap;
use std::future;
use std::sync::Arc;
use std::task::Poll as Ready;

use lamplight_core::lookup::ProcessEnvironment;
use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::{Driver, Job};
use crate::environment::action::{Action, ExtensionFailure, Poll, ShutdownReason};
use crate::environment::agents::{AgentRefusal, Subscription};
use crate::environment::tmp::Tmp;
use crate::event::{EventKind, Told};
use crate::extensions_api::{AgentEvent, ExtensionCall};
use crate::fault::Moment;
use crate::lifecycle::Notice;
use crate::lines::Piece;
use crate::process::{self, Cgroup, Change, Launch, Process};
use crate::{Exit, InitFailure, Line, LineSource, StdoutMode};

/// Who waits for its next event, by name.
pub(super) type AgentReply = (String, oneshot::Sender<Result<AgentEvent, AgentRefusal>>);

/// An external extension.
pub(super) struct ExtensionProcess {
    pub(super) name: String,
    /// None before and after it ran.
    pub(super) process: Option<Process>,
    /// Why it could not be started, or how it ended.
    fate: Option<String>,
}

// === impl ExtensionProcess ===

impl ExtensionProcess {
    pub(super) fn runs(&self) -> bool {
        self.process.is_some()
    }

    /// Kills it and waits until it is gone.
    pub(super) async fn end(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
            process.exit().await;
        }
    }
}

/// Waits until one of them has written something or ended, and says which.
///
/// # Cancellation
///
/// Nothing is lost when the future is dropped.
pub(super) async fn change(extensions: &mut [ExtensionProcess]) -> (usize, Change) {
    let running = extensions.iter_mut().enumerate();
    let running = running.filter_map(|(index, extension)| Some((index, extension.process.as_mut()?)));
    let mut changes: Vec<_> =
        running.map(|(index, process)| Box::pin(async move { (index, process.change().await) })).collect();
    future::poll_fn(|context| {
        let mut ready = changes.iter_mut().map(|change| change.as_mut().poll(context));
        ready.find(Ready::is_ready).unwrap_or(Ready::Pending)
    })
    .await
}

// === impl Driver ===

impl Driver {
    /// Starts every external extension, and says which could not be.
    pub(super) async fn spawn_extensions(&mut self) -> Vec<Action> {
        self.begin_init();
        self.extensions.clear();
        let tmp = self.open_tmp();
        let config = Arc::clone(&self.config);
        let mut failed = Vec::new();
        for (path, name) in config.extensions.iter().zip(config.extension_names()) {
            let index = self.extensions.len();
            let mut extension = ExtensionProcess { name, process: None, fate: None };
            let started = match &tmp {
                Ok(()) => self.start_extension(path).await,
                Err(failure) => Err(failure.clone()),
            };
            match started {
                Ok(process) => {
                    let (name, pid) = (extension.name.clone(), process.pid);
                    self.publisher.publish(|| EventKind::ExtensionSpawned { name, pid });
                    extension.process = Some(process);
                }
                Err(failure) => {
                    extension.fate = Some(failure.to_string());
                    failed.push(index);
                }
            }
            self.extensions.push(extension);
        }
        for index in 0..self.extensions.len() {
            self.fault_extension(index, Moment::Init);
        }
        let now = Instant::now();
        failed.into_iter().flat_map(|index| self.machine.extension_not_started(index, now)).collect()
    }

    async fn start_extension(&self, path: &std::path::Path) -> Result<Process, InitFailure> {
        let spawn = |source| InitFailure::Spawn { path: path.to_owned(), source: Arc::new(source) };
        let executable = std::path::absolute(path).map_err(spawn)?;
        let working_directory = executable.parent().unwrap_or(std::path::Path::new("/")).to_owned();
        let variables = process::extension_variables(&self.config, self.variables(&ProcessEnvironment));
        let args = Vec::new();
        Process::start(Launch {
            executable,
            args,
            variables,
            working_directory,
            stdout: StdoutMode::Captured,
            full: None,
            group: self.cgroup.as_ref().map(Cgroup::processes),
        })
        .await
    }

    /// Reads everything that the extensions have written until now.
    pub(super) fn drain_extensions(&mut self) {
        let mut pieces = Vec::new();
        for process in self.extensions.iter_mut().filter_map(|extension| extension.process.as_mut()) {
            process.output.drain(&mut |_, piece| pieces.push(piece));
        }
        let time = self.config.clock.now();
        for Piece { text, continues } in pieces {
            self.init.heard(&text);
            let mut job = self.machine.only_running().and_then(|id| self.jobs.remove(&id));
            let request_id = job.as_ref().map(|job| job.request_id.clone());
            let line = Line { time, source: LineSource::Extension, request_id, text, continues };
            self.keep(job.as_mut(), line);
            if let Some(job) = job {
                self.jobs.insert(job.id, job);
            }
        }
    }

    pub(super) async fn extension_exited(&mut self, index: usize, exit: Exit) {
        self.drain_extensions();
        // What it was answered for has come, and there may be no next time to look.
        self.collect();
        let exit = self.cause_of(exit);
        let Some(extension) = self.extensions.get_mut(index) else { return };
        extension.process = None;
        extension.fate = Some(format!("its process ended ({exit})"));
        let name = extension.name.clone();
        self.publisher.publish(|| EventKind::ExtensionExited { name, exit });
        self.tell_reset();
        let actions = self.machine.extension_exited(index, exit, Instant::now());
        self.perform(actions).await;
        self.warm_up_again().await;
    }

    /// Does what an extension asks for.
    pub(super) async fn extension_call(&mut self, call: ExtensionCall, now: Instant) {
        self.drain_extensions();
        let actions = match call {
            ExtensionCall::Register { name, events, reply } => {
                let id = Uuid::new_v4();
                let result = self.machine.register(&name, &events, id, now);
                if result.is_ok() {
                    let external = self.extensions.iter().any(|extension| extension.name == name);
                    self.publisher.publish(|| EventKind::ExtensionRegistered { name, external });
                }
                settle(result, reply, id)
            }
            ExtensionCall::Next { id, reply } => {
                self.last_poll += 1;
                let poll = Poll(self.last_poll);
                let extension = self.machine.agent_name(id).map(str::to_owned).unwrap_or_default();
                self.agent_polls.insert(poll.0, (extension.clone(), reply));
                self.publisher.publish(|| EventKind::Parked { extension: Some(extension) });
                match self.machine.extension_next(id, poll, now) {
                    Ok(actions) => actions,
                    Err(refusal) => {
                        self.tell(poll, Told::Refused, Err(refusal));
                        return;
                    }
                }
            }
            ExtensionCall::Subscribe { id, request, reply } => {
                // Whoever asked may have gone.
                _ = reply.send(self.subscribe(id, request));
                Vec::new()
            }
            ExtensionCall::Fail { id, to, error_type, reply } => {
                settle(self.machine.extension_error(id, to, &error_type, now), reply, ())
            }
        };
        self.perform(actions).await;
    }

    /// Tells the extensions of an invocation that is about to be handed over.
    pub(super) fn tell_invoke(&mut self, polls: &[Poll], job: &Job) {
        let event = AgentEvent::invoke(
            self.deadline(job),
            &job.request_id,
            &self.arn(job.invoke.qualifier.as_deref()),
            job.trace.as_ref().map(|trace| trace.upstream.as_str()),
        );
        for poll in polls {
            let told = Told::Invoke { request_id: job.request_id.clone() };
            self.tell(*poll, told, Ok(event.clone()));
        }
    }

    /// Tells an extension that the environment comes to its end.
    pub(super) fn tell_shutdown(&mut self, poll: Poll, reason: ShutdownReason, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        let event = AgentEvent::shutdown(self.config.clock.now().saturating_add(left), reason.name());
        self.tell(poll, Told::Shutdown { reason: reason.name() }, Ok(event));
    }

    /// Answers a poll. One that was given up misses it, as it does on Lambda.
    fn tell(&mut self, poll: Poll, told: Told, event: Result<AgentEvent, AgentRefusal>) {
        if let Some((extension, reply)) = self.agent_polls.remove(&poll.0) {
            self.publisher.publish(|| EventKind::Released { extension: Some(extension), told });
            _ = reply.send(event);
        }
    }

    /// Says how far each extension got.
    pub(super) fn say_extensions(&mut self) {
        let agents = self.machine.agents_at_init().to_vec();
        for agent in agents {
            let events: Vec<&str> = agent.events.iter().copied().map(Subscription::name).collect();
            self.say(
                None,
                &Notice::Extension {
                    name: &agent.name,
                    state: agent.state.name(),
                    events: &events,
                    error_type: agent.error_type.as_deref(),
                },
            );
        }
    }

    pub(super) fn extension_init_failure(&self, index: usize, failure: ExtensionFailure) -> InitFailure {
        let agent = self.machine.agents().nth(index);
        let fate = self.extensions.get(index).and_then(|extension| extension.fate.clone());
        let reported = agent.and_then(|agent| agent.error_type.clone());
        let reason = match failure {
            ExtensionFailure::NotStarted | ExtensionFailure::Crash(_) => fate,
            ExtensionFailure::InitError | ExtensionFailure::ExitError => {
                reported.map(|error| format!("it reported {error}"))
            }
        };
        InitFailure::Extension {
            name: agent.map(|agent| agent.name.clone()).unwrap_or_default(),
            error_type: failure.error_type(),
            reason: reason.unwrap_or_default(),
            last_stderr: self.init.last_stderr(),
        }
    }

    /// The variables of the function.
    pub(super) fn variables(&self, parent: &ProcessEnvironment) -> BTreeMap<String, String> {
        let identity = &self.identity;
        process::variables(&self.config, identity, self.tmp.as_ref().map(Tmp::path), parent)
    }
}

/// Answers a call, and hands on what is to be done about it.
fn settle<T>(
    result: Result<Vec<Action>, AgentRefusal>,
    reply: oneshot::Sender<Result<T, AgentRefusal>>,
    value: T,
) -> Vec<Action> {
    let (answer, actions) = match result {
        Ok(actions) => (Ok(value), actions),
        Err(refusal) => (Err(refusal), Vec::new()),
    };
    // Whoever asked may have gone.
    _ = reply.send(answer);
    actions
}
