//! Any exporter, behind one type, and called once at a time.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex};

use lamplight_core::loss::{Loss, Losses};
use lamplight_invocation::BoxFuture;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanExporter;

use crate::link::Receipt;
use crate::trace::{Batch, lock};

/// Something that takes finished spans.
pub(crate) trait Export: Debug + Send + Sync {
    /// Tells it what made the spans.
    fn set_resource(&mut self, resource: &Resource);

    /// Takes spans, and sends them. Where spans are being sent already, whoever does that sends these too, and
    /// there is nothing to wait for. What cannot be sent is counted.
    fn export(self: Arc<Self>, batch: Batch) -> Option<BoxFuture>;
}

/// An exporter that is called by one invocation at a time, as its contract says, and that makes no other wait:
/// one whose call hangs holds up the invocation that called it, until its flush is given up.
pub(crate) struct OneAtATime<E> {
    exporter: E,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    waiting: Batch,
    is_sending: bool,
}

/// Held by the one who sends. Given up, it leaves what waits to the next.
struct Turn<E> {
    exporter: Arc<OneAtATime<E>>,
    is_over: bool,
}

// === impl OneAtATime ===

impl<E: SpanExporter> OneAtATime<E> {
    pub(crate) fn new(exporter: E) -> Self {
        Self { exporter, queue: Mutex::default() }
    }

    async fn send(&self, batch: Batch) {
        let Batch { spans, receipts } = batch;
        let count = spans.len() as u64;
        let losses = Losses::process();
        let counted = losses.total();
        match self.exporter.export(spans).await {
            Ok(()) => receipts.into_iter().for_each(Receipt::delivered),
            // Ours count what they lose by themselves, and to the span.
            Err(_) if losses.total() != counted => {}
            Err(error) => losses.record(Loss::SpansUnsent, count, format_args!("{error}")),
        }
    }
}

impl<E: SpanExporter + 'static> Export for OneAtATime<E> {
    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }

    fn export(self: Arc<Self>, batch: Batch) -> Option<BoxFuture> {
        {
            let mut queue = lock(&self.queue);
            queue.waiting.add(batch);
            if queue.waiting.spans.is_empty() || std::mem::replace(&mut queue.is_sending, true) {
                return None;
            }
        }
        let mut turn = Turn { exporter: self, is_over: false };
        Some(Box::pin(async move {
            while let Some(batch) = turn.next() {
                turn.exporter.send(batch).await;
            }
        }))
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl<E> Debug for OneAtATime<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneAtATime").finish_non_exhaustive()
    }
}

// === impl Turn ===

impl<E> Turn<E> {
    /// What waits by now. Where nothing does, the turn is over at once: what comes later is its owner's to send.
    fn next(&mut self) -> Option<Batch> {
        let mut queue = lock(&self.exporter.queue);
        let batch = std::mem::take(&mut queue.waiting);
        if batch.spans.is_empty() {
            queue.is_sending = false;
            self.is_over = true;
            return None;
        }
        Some(batch)
    }
}

impl<E> Drop for Turn<E> {
    fn drop(&mut self) {
        if !self.is_over {
            lock(&self.exporter.queue).is_sending = false;
        }
    }
}
