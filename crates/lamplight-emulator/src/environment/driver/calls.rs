//! What the function says on its Runtime API, and the events it is given.

use lamplight_core::clock::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use super::Driver;
use crate::environment::action::{Poll, Refusal};
use crate::environment::job::Job;
use crate::event::{EventKind, Told};
use crate::fault::Moment;
use crate::runtime_api::{Call, Delivery};

// === impl Driver ===

impl Driver {
    /// Does what the function asks for on its Runtime API.
    pub(super) async fn call(&mut self, call: Call) {
        let now = Instant::now();
        self.prune();
        let actions = match call {
            Call::Extension(call) => return self.extension_call(call, now).await,
            // It has no answer, so the connection ends.
            _ if self.doomed => return,
            Call::Next { reply } => {
                self.last_poll += 1;
                self.polls.insert(self.last_poll, reply);
                self.publisher.publish(|| EventKind::Parked { extension: None });
                match self.machine.next(Poll(self.last_poll), now) {
                    Ok(actions) => actions,
                    Err(refusal) => {
                        self.publisher
                            .publish(|| EventKind::Released { extension: None, told: Told::Refused });
                        self.answer(Poll(self.last_poll), Err(refusal));
                        return;
                    }
                }
            }
            Call::Begin { id, answering, reply } => {
                let result = self.machine.begin(id, answering);
                if let (Ok(()), Some(job)) = (result, self.jobs.get_mut(&id)) {
                    job.answering = Some(now);
                }
                _ = reply.send(result);
                return;
            }
            Call::Answer { id, answer, reply } => {
                if let Some(job) = self.jobs.get_mut(&id) {
                    let request_id = &job.request_id;
                    self.publisher.publish(|| EventKind::Responded { request_id: request_id.clone() });
                    job.answered = Some((answer, now));
                }
                _ = reply.send(());
                self.fault_at(Moment::AfterResponse);
                self.machine.answered(id, now)
            }
            Call::InitError { answer, reply } => match self.machine.init_error(now) {
                Ok(actions) => {
                    self.init.posted = Some(answer);
                    _ = reply.send(Ok(()));
                    actions
                }
                Err(refusal) => {
                    _ = reply.send(Err(refusal));
                    return;
                }
            },
        };
        self.perform(actions).await;
    }

    /// Hands an event over.
    pub(super) fn deliver(
        &mut self,
        poll: Poll,
        invocation: Uuid,
        cold: bool,
        since: Option<Instant>,
        told: &[Poll],
    ) {
        let Some(mut job) = self.jobs.remove(&invocation) else { return };
        if cold {
            self.init.hand_over(&mut job);
        }
        self.start(&mut job, cold, since);
        let deadline = self.deadline(&job);
        let request_id = job.request_id.clone();
        self.publisher.publish(|| EventKind::InvocationStarted { request_id, cold, deadline });
        self.tell_invoke(told, &job);
        self.hand(poll, &job);
        self.jobs.insert(invocation, job);
        self.fault_at(Moment::Handler);
    }

    /// Hands an event over again, as it was.
    pub(super) fn redeliver(&mut self, poll: Poll, invocation: Uuid) {
        if let Some(job) = self.jobs.remove(&invocation) {
            self.hand(poll, &job);
            self.jobs.insert(invocation, job);
        }
    }

    fn hand(&mut self, poll: Poll, job: &Job) {
        let told = Told::Invoke { request_id: job.request_id.clone() };
        self.publisher.publish(|| EventKind::Released { extension: None, told });
        self.answer(poll, Ok(self.delivery(job)));
    }

    /// When an invocation will be out of time.
    pub(super) fn deadline(&self, job: &Job) -> Timestamp {
        job.started.map_or_else(|| self.config.clock.now(), |started| started.deadline)
    }

    fn delivery(&self, job: &Job) -> Delivery {
        Delivery::new(
            &job.request_id,
            self.deadline(job),
            &self.arn(job.invoke.qualifier.as_deref()),
            job.trace.as_ref().map(|trace| trace.header.as_str()),
            &job.invoke,
        )
    }

    /// Answers a poll. One that was given up in this very moment misses it: the invocation times out, or
    /// the function asks again.
    fn answer(&mut self, poll: Poll, answer: Result<Delivery, Refusal>) {
        if let Some(reply) = self.polls.remove(&poll.0) {
            _ = reply.send(answer);
        }
    }

    /// Forgets polls whose connection the function has closed.
    pub(super) fn prune(&mut self) {
        let machine = &mut self.machine;
        self.polls.retain(|poll, reply| {
            let open = !reply.is_closed();
            if !open {
                machine.unpark(Poll(*poll));
            }
            open
        });
    }
}
