//! The start of a process, until it asks for its first event or never will.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use lamplight_core::lookup::ProcessEnvironment;
use tokio::time::Instant;
use uuid::Uuid;

use super::Driver;
use crate::environment::Identity;
use crate::environment::action::{InitCause, InitPhase};
use crate::environment::job::{Job, Verdict};
use crate::environment::tmp::Tmp;
use crate::event::EventKind;
use crate::lifecycle::{InitKind, InitStart, Notice, Outcome};
use crate::process::{self, Cgroup, Launch, Process};
use crate::runtime_api::Answer;
use crate::{InitFailure, Line, Telemetry};

/// How many lines of standard error an [`InitFailure`] holds.
const LAST_STDERR: usize = 10;

/// What is collected from the start of a process until its first invocation.
#[derive(Default)]
pub(super) struct Init {
    /// Nothing is collected any more: the first invocation has it.
    taken: bool,
    lines: Vec<Line>,
    telemetry: Vec<Telemetry>,
    last_stderr: VecDeque<String>,
    /// There is a process, or was one.
    spawned: bool,
    pub(super) duration: Option<Duration>,
    /// Why there is no process.
    pub(super) not_started: Option<InitFailure>,
    /// What was posted to `/init/error`.
    pub(super) posted: Option<Answer>,
}

// === impl Init ===

impl Init {
    /// Keeps a line for the first invocation, as long as there was none.
    pub(super) fn keep(&mut self, line: Line) {
        if !self.taken {
            self.lines.push(line);
        }
    }

    /// Keeps a payload for the first invocation, as long as there was none.
    pub(super) fn keep_telemetry(&mut self, telemetry: Telemetry) {
        if !self.taken {
            self.telemetry.push(telemetry);
        }
    }

    /// Remembers a line of standard error, in case it is one of the last.
    pub(super) fn heard(&mut self, line: &str) {
        if self.taken {
            return;
        }
        if self.last_stderr.len() == LAST_STDERR {
            self.last_stderr.pop_front();
        }
        self.last_stderr.push_back(line.to_owned());
    }

    /// The last lines of standard error.
    pub(super) fn last_stderr(&self) -> Vec<String> {
        self.last_stderr.iter().cloned().collect()
    }

    /// What was collected goes to the invocation that has the process started again; the last words are those of
    /// the next one.
    fn again(self) -> Self {
        let Self { taken: false, lines, telemetry, .. } = self else { return Self::default() };
        Self { lines, telemetry, ..Self::default() }
    }

    /// Hands what was collected over to the first invocation.
    pub(super) fn hand_over(&mut self, job: &mut Job) {
        self.taken = true;
        job.lines = std::mem::take(&mut self.lines);
        job.telemetry = std::mem::take(&mut self.telemetry);
    }
}

// === impl Driver ===

impl Driver {
    /// A new process is about to be started, or its extensions.
    pub(super) fn begin_init(&mut self) {
        let within_invocation = self.machine.init_phase() == InitPhase::Invoke;
        if within_invocation {
            self.init = std::mem::take(&mut self.init).again();
        } else {
            self.init = Init::default();
            self.tmp = None;
            if self.generation > 0 {
                self.identity.renew(&self.config);
            }
        }
        self.generation += 1;
        self.open_cgroup();
        self.publisher.begin_generation(self.generation);
        self.agent_polls.clear();
        self.feed = Self::new_feed(&self.config, &self.publisher, &self.faults);
        self.peak_memory = 0;
        self.publisher.publish(|| EventKind::InitStarted { within_invocation });
        self.fault_surroundings();
        let config = Arc::clone(&self.config);
        let arn = self.arn(None);
        let log_stream = self.identity.log_stream.clone();
        let notice = Notice::InitStart(InitStart {
            init: self.init_kind(self.machine.init_phase()),
            function: &config.name,
            version: &config.version,
            function_arn: &arn,
            region: &config.region,
            log_stream: &log_stream,
            memory_mb: config.memory_mb,
        });
        self.say(None, &notice);
    }

    fn init_kind(&self, phase: InitPhase) -> InitKind {
        InitKind { initialization_type: self.identity.initialization_type(), phase: phase.name() }
    }

    pub(super) async fn spawn(&mut self) -> Result<Instant, InitFailure> {
        if self.extensions.is_empty() {
            self.begin_init();
        }
        self.open_tmp()?;
        (self.doomed, self.pose) = (false, None);
        let process = Process::start(self.launch()).await?;
        let (pid, started) = (process.pid, process.started);
        self.process = Some(process);
        self.init.spawned = true;
        self.publisher.publish(|| EventKind::Spawned { pid });
        Ok(started)
    }

    /// Makes the directory for temporary files, where there is to be one and is none yet.
    pub(super) fn open_tmp(&mut self) -> Result<(), InitFailure> {
        if self.config.private_tmp && self.tmp.is_none() {
            let path = self.identity.executable.clone();
            let tmp = Tmp::new().map_err(|source| InitFailure::Spawn { path, source: Arc::new(source) })?;
            self.tmp = Some(tmp);
        }
        Ok(())
    }

    fn launch(&self) -> Launch {
        let Identity { executable, task_root, .. } = &self.identity;
        Launch {
            executable: executable.clone(),
            args: self.config.args.clone(),
            variables: self.variables(&ProcessEnvironment),
            working_directory: task_root.clone(),
            stdout: self.config.stdout,
            group: self.cgroup.as_ref().map(Cgroup::processes),
            full: self.tmp.as_ref().filter(|_| self.surroundings.full_tmp).map(|tmp| tmp.path().to_owned()),
        }
    }

    pub(super) fn init_finished(&mut self, duration: Duration) {
        let init = self.init_kind(self.machine.init_phase());
        self.feed.close();
        self.init.duration = Some(duration);
        self.sample_memory();
        self.say(None, &Notice::InitRuntimeDone { init, outcome: Outcome::Success });
        self.say_extensions();
        self.say(None, &Notice::InitDone { init, duration, outcome: Outcome::Success });
        self.publisher.publish(|| EventKind::InitFinished { duration });
        for told in self.warming.drain(..) {
            _ = told.send(Ok(()));
        }
    }

    pub(super) fn init_failed(
        &mut self,
        cause: InitCause,
        duration: Duration,
        invocation: Option<Uuid>,
        phase: InitPhase,
    ) {
        let init = self.init_kind(phase);
        self.feed.close();
        let posted = self.init.posted.take();
        let failure = self.init_failure(cause, posted.as_ref(), phase);
        let job = invocation.and_then(|id| self.jobs.remove(&id));
        let request_id = job.as_ref().map_or("", |job| &job.request_id);
        let verdict = Verdict::of_init(request_id, failure.clone(), posted);
        // Nothing is said of a function that was never started.
        if self.init.spawned {
            self.say(None, &Notice::InitRuntimeDone { init, outcome: verdict.outcome() });
        }
        self.say_extensions();
        self.say(None, &Notice::InitDone { init, duration, outcome: verdict.outcome() });
        self.publisher.publish(|| EventKind::InitFailed { failure: failure.clone() });
        for told in self.warming.drain(..) {
            _ = told.send(Err(failure.clone()));
        }
        if let Some(mut job) = job {
            let within = phase == InitPhase::Invoke;
            self.init.hand_over(&mut job);
            self.init.duration = (cause != InitCause::NotStarted && !within).then_some(duration);
            let since = within.then(|| Instant::now() - duration);
            self.start(&mut job, true, since);
            // Lambda reports the timeout, not the time that it took to notice.
            let duration = if within { duration.min(self.config.timeout) } else { Duration::ZERO };
            self.conclude(job, verdict, duration);
        }
    }

    fn init_failure(&self, cause: InitCause, posted: Option<&Answer>, phase: InitPhase) -> InitFailure {
        let path = || self.identity.executable.clone();
        let last_stderr = self.init.last_stderr();
        match (cause, &self.init.not_started, posted.and_then(|answer| answer.error.clone())) {
            (InitCause::NotStarted, Some(failure), _) => failure.clone(),
            (InitCause::Extension(index, failure), ..) => self.extension_init_failure(index, failure),
            (InitCause::Reported, _, Some(error)) => InitFailure::Reported { error },
            (InitCause::Exited(exit), ..) => match process::refusal_of(exit, &last_stderr) {
                Some(reason) => InitFailure::NotExecutable { path: path(), reason },
                None => InitFailure::Exited { exit, last_stderr },
            },
            _ => {
                let limit = match phase {
                    InitPhase::Init => self.config.init_limit(self.identity.provisioned),
                    InitPhase::Invoke => self.config.timeout,
                };
                InitFailure::TimedOut { limit, last_stderr }
            }
        }
    }
}
