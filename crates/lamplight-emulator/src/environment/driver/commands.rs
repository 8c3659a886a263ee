//! What the owner of an environment wants.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;
use uuid::Uuid;

use super::{Driver, ExtensionProcess, Job};
use crate::environment::Command;
use crate::environment::job::Asked;
use crate::event::EventKind;
use crate::{Exit, InitFailure, Invoke};

// === impl Driver ===

impl Driver {
    pub(super) async fn command(&mut self, command: Command) {
        match command {
            Command::Invoke { id, invoke, asked } => self.invoke(id, invoke, asked).await,
            Command::WarmUp { reply } => self.warm_up(reply).await,
            Command::Reset { reply } => self.reset(reply).await,
            Command::Gap { simulated, reply } => self.gap(simulated, reply).await,
            Command::ShutDown { reply } => self.close(reply).await,
            // The loop that the driver runs in ends with it.
            Command::Kill { .. } => {}
        }
    }

    async fn invoke(&mut self, id: Uuid, invoke: Invoke, asked: Asked) {
        self.prune();
        self.publisher.publish(|| EventKind::Invoked { request_id: id.to_string() });
        self.jobs.insert(id, Job::new(id, invoke, asked));
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
        let actions = self.machine.reset(Instant::now());
        if self.machine.is_down() {
            _ = reply.send(());
            return;
        }
        self.resetting.push(reply);
        self.perform(actions).await;
    }

    /// Lets time go by that does not, for an environment that nobody uses.
    async fn gap(&mut self, simulated: Duration, reply: oneshot::Sender<bool>) {
        let idle = self.machine.is_idle() || self.machine.is_down();
        if idle {
            let actions = self.machine.gap(simulated, Instant::now());
            self.perform(actions).await;
            self.publisher.publish(|| EventKind::Gap { simulated });
        }
        _ = reply.send(idle);
    }

    pub(super) async fn exited(&mut self, exit: Exit) {
        let exit = match self.pose.take() {
            Some(pose) if exit == Exit::Signal(9) => pose,
            Some(_) => exit,
            None => self.cause_of(exit),
        };
        self.drain();
        self.finish_lines(self.machine.only_running());
        self.process = None;
        self.doomed = false;
        // Their connections are gone with the process.
        self.polls.clear();
        self.publisher.publish(|| EventKind::Exited { exit });
        self.tell_reset();
        let actions = self.machine.exited(exit, Instant::now());
        self.perform(actions).await;
        self.warm_up_again().await;
    }

    /// Whoever wanted a reset has it when nothing runs any more.
    pub(super) fn tell_reset(&mut self) {
        if self.process.is_some() || self.extensions.iter().any(ExtensionProcess::runs) {
            return;
        }
        for told in self.resetting.drain(..) {
            _ = told.send(());
        }
    }

    /// A reset may have ended the process that somebody was waiting for.
    pub(super) async fn warm_up_again(&mut self) {
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

    /// Kills the process and waits until it is gone. Whoever still waits for an invocation is told by
    /// being dropped.
    pub(super) async fn shut_down(&mut self) {
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
            self.publisher.publish(|| EventKind::Exited { exit });
        }
    }
}
