//! The task that buffers the records of one subscription and sends them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lamplight_core::clock::Clock;
use tokio::sync::{Notify, watch};

use super::post::{self, Batch, PostError};
use super::queue::Queue;
use super::record::Record;
use super::request::Request;
use crate::event::{EventKind, Post, Publisher};
use crate::fault::{Fault, Faults, TelemetryFault};

/// What the environment is doing, for those who send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    /// Nothing is sent.
    pub(super) frozen: bool,
    /// Nothing is waited for: the end is near.
    pub(super) flushing: bool,
}

/// The records of one subscription.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    queue: Mutex<Queue>,
    filled: Notify,
}

/// The pauses after a batch that was not taken: doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(5);

// === impl Mailbox ===

impl Mailbox {
    pub(super) fn push(&self, record: String) {
        self.queue().push(record);
        self.filled.notify_one();
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the first record.
    async fn not_empty(&self) {
        while self.queue().is_empty() {
            self.filled.notified().await;
        }
    }

    /// Waits for as many as a batch holds.
    async fn full(&self, request: &Request) {
        while !self.queue().is_full(request.max_items, request.max_bytes) {
            self.filled.notified().await;
        }
    }
}

/// What every subscription of an environment shares.
#[derive(Clone, Debug)]
pub(crate) struct Circumstances {
    pub(crate) clock: Clock,
    pub(crate) publisher: Arc<Publisher>,
    /// Of the process that the records are about.
    pub(crate) generation: u32,
    pub(crate) faults: Faults,
    /// What the pauses are multiplied by.
    pub(crate) scale: f64,
}

impl Circumstances {
    fn publish(&self, kind: impl FnOnce() -> EventKind) {
        self.publisher.publish_of(self.generation, kind);
    }
}

/// One subscription at work.
#[derive(Debug)]
pub(super) struct Delivery {
    extension: String,
    request: Request,
    mailbox: Arc<Mailbox>,
    conditions: watch::Receiver<Conditions>,
    circumstances: Circumstances,
    /// How many batches there were.
    batches: u64,
}

// === impl Delivery ===

impl Delivery {
    pub(super) fn new(
        extension: String,
        request: Request,
        mailbox: Arc<Mailbox>,
        conditions: watch::Receiver<Conditions>,
        circumstances: Circumstances,
    ) -> Self {
        Self { extension, request, mailbox, conditions, circumstances, batches: 0 }
    }

    /// Sends what comes, batch by batch, for as long as it is let. A batch that is not taken is sent again.
    pub(super) async fn run(mut self) {
        loop {
            self.mailbox.not_empty().await;
            tokio::select! {
                () = self.mailbox.full(&self.request) => {}
                () = tokio::time::sleep(self.request.timeout) => {}
                _ = self.conditions.wait_for(|conditions| conditions.flushing) => {}
            }
            if self.thawed().await.is_none() || self.next_batch().await.is_none() {
                return;
            }
        }
    }

    /// Takes a batch and sends it; none when there is no environment any more.
    async fn next_batch(&mut self) -> Option<()> {
        let Request { max_items, max_bytes, schema, .. } = self.request;
        let clock = self.circumstances.clock.clone();
        let dropped = |records, bytes| Record::dropped(clock.now(), records, bytes).render(schema).concat();
        let mut records = self.mailbox.queue().take(max_items, max_bytes, dropped);
        let fault = self.circumstances.faults.take_telemetry();
        if let Some(fault) = fault {
            self.circumstances.publish(|| EventKind::Faulted { fault: Fault::Telemetry(fault) });
            fault.spoil(&mut records, max_bytes, dropped);
        }
        if let Some(TelemetryFault::Delay(time)) = fault {
            tokio::time::sleep(time).await;
            self.thawed().await?;
        }
        self.batches += 1;
        let batch = Batch { records, not_utf8: fault == Some(TelemetryFault::NotUtf8) };
        self.deliver(&batch).await?;
        if fault == Some(TelemetryFault::Duplicate) {
            self.deliver(&batch).await?;
        }
        Some(())
    }

    /// Sends a batch until it is taken; none when there is no environment any more.
    async fn deliver(&mut self, batch: &Batch) -> Option<()> {
        let body = batch.body(&self.request.destination);
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let result = post::send(&self.request.destination, body.clone()).await;
            let status = match &result {
                Ok(status) => Some(*status),
                Err(PostError::Status(status)) => Some(status.as_u16()),
                Err(_) => None,
            };
            self.circumstances.publish(|| {
                EventKind::Posted(Post {
                    extension: self.extension.clone(),
                    batch: self.batches,
                    attempt,
                    records: batch.records.len(),
                    bytes: body.len(),
                    status,
                })
            });
            if result.is_ok() {
                break;
            }
            tokio::time::sleep(pause.mul_f64(self.circumstances.scale)).await;
            pause = LAST_PAUSE.min(pause * 2);
            self.thawed().await?;
        }
        Some(())
    }

    /// Waits until something may be sent; none when there is no environment any more.
    async fn thawed(&mut self) -> Option<()> {
        self.conditions.wait_for(|conditions| !conditions.frozen).await.ok().map(|_| ())
    }
}
