//! Does what the machine says.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

use super::Driver;
use crate::FunctionConfig;
use crate::arn::Arn;
use crate::environment::action::{Action, ShutdownReason};
use crate::event::EventKind;
use crate::fault::Moment;
use crate::process::Signal;

// === impl Driver ===

impl Driver {
    /// Does what the machine says, and what it says to the outcome of that.
    pub(super) async fn perform(&mut self, actions: Vec<Action>) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
                Action::SpawnExtensions => actions.extend(self.spawn_extensions().await),
                Action::Spawn => match self.spawn().await {
                    Ok(started) => {
                        self.machine.spawned(started);
                        self.fault_at(Moment::Init);
                    }
                    Err(failure) => {
                        self.init.not_started = Some(failure);
                        actions.extend(self.machine.spawn_failed(Instant::now()));
                    }
                },
                Action::Kill => {
                    self.sample_memory();
                    self.signal(Signal::Kill);
                }
                Action::Terminate => self.signal(Signal::Terminate),
                Action::KillExtension(index) => self.signal_extension(index, Signal::Kill),
                Action::Freeze => self.freeze().await,
                Action::Thaw => self.thaw(),
                Action::ShutdownStarted { reason, budget } => self.shutdown_started(reason, budget),
                Action::TellShutdown { poll, reason, deadline } => {
                    self.feed.flush();
                    self.tell_shutdown(poll, reason, deadline);
                }
                Action::InitFinished { duration } => self.init_finished(duration),
                Action::InitFailed { cause, duration, invocation, phase } => {
                    self.init_failed(cause, duration, invocation, phase);
                }
                Action::Deliver { poll, invocation, cold, since, told } => {
                    self.deliver(poll, invocation, cold, since, &told);
                }
                Action::Redeliver { poll, invocation } => self.redeliver(poll, invocation),
                Action::TimedOut { invocation } => self.timed_out(invocation),
                Action::RuntimeDone { invocation, duration } => self.runtime_done(invocation, duration),
                Action::End { invocation, ending, duration } => self.end(invocation, ending, duration),
            }
        }
    }

    fn shutdown_started(&self, reason: ShutdownReason, budget: Duration) {
        self.publisher.publish(|| EventKind::ShutdownStarted { reason: reason.name(), budget });
    }

    fn timed_out(&mut self, invocation: Uuid) {
        self.sample_memory();
        if let Some(job) = self.jobs.get(&invocation) {
            let request_id = job.request_id.clone();
            self.publisher.publish(|| EventKind::TimedOut { request_id, after: self.config.timeout });
        }
    }

    /// Sends a signal to the function, if it runs.
    pub(super) fn signal(&self, signal: Signal) {
        let Some(process) = &self.process else { return };
        let (pid, signal_name) = (process.pid, signal.name());
        self.publisher.publish(|| EventKind::Signalled { extension: None, pid, signal: signal_name });
        process.signal(signal);
    }

    /// Sends a signal to an extension, if it runs.
    pub(super) fn signal_extension(&self, index: usize, signal: Signal) {
        let Some(extension) = self.extensions.get(index) else { return };
        let Some(process) = &extension.process else { return };
        let (name, pid) = (extension.name.clone(), process.pid);
        self.publisher.publish(|| EventKind::Signalled { extension: Some(name), pid, signal: signal.name() });
        process.signal(signal);
    }

    pub(super) fn arn(&self, qualifier: Option<&str>) -> String {
        let FunctionConfig { name, region, account_id, .. } = &*self.config;
        Arn { region, account_id, name, qualifier }.to_string()
    }
}
