//! The task that buffers the records of one subscription and sends them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lamplight_core::clock::Clock;
use tokio::sync::{Notify, watch};

use super::post;
use super::queue::Queue;
use super::record::Record;
use super::request::Request;

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

/// Sends what comes, batch by batch, for as long as it is let. A batch that is not taken is sent again.
pub(super) async fn run(
    request: Request,
    mailbox: Arc<Mailbox>,
    mut conditions: watch::Receiver<Conditions>,
    clock: Clock,
) {
    let Request { max_items, max_bytes, schema, .. } = request;
    loop {
        mailbox.not_empty().await;
        tokio::select! {
            () = mailbox.full(&request) => {}
            () = tokio::time::sleep(request.timeout) => {}
            _ = conditions.wait_for(|conditions| conditions.flushing) => {}
        }
        if thawed(&mut conditions).await.is_none() {
            return;
        }
        let dropped = |records, bytes| Record::dropped(clock.now(), records, bytes).render(schema);
        let batch = mailbox.queue().take(max_items, max_bytes, dropped);
        let mut pause = FIRST_PAUSE;
        while post::send(&request.destination, &batch).await.is_err() {
            tokio::time::sleep(pause).await;
            pause = LAST_PAUSE.min(pause * 2);
            if thawed(&mut conditions).await.is_none() {
                return;
            }
        }
    }
}

/// Waits until something may be sent; none when there is no environment any more.
async fn thawed(conditions: &mut watch::Receiver<Conditions>) -> Option<()> {
    conditions.wait_for(|conditions| !conditions.frozen).await.ok().map(|_| ())
}
