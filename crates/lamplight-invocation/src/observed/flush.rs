//! The flush at the end of an invocation, bounded by time.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lamplight_core::loss::{Loss, Losses};
use tokio::time::{Sleep, sleep};

use crate::observe::BoxFuture;
use crate::scope::Scope;

/// Polls every observer's flush until all are done or the time is over.
#[derive(Debug)]
pub(super) struct Flush {
    pending: Vec<Pending>,
    limit: Option<Limit>,
}

struct Pending(BoxFuture);

/// Set where something is left to wait for: what is sent at once, such as a datagram, needs no timer.
#[derive(Debug)]
struct Limit {
    /// Boxed, like the flushes: most invocations have none, and their future stays small.
    sleep: Pin<Box<Sleep>>,
    timeout: Duration,
}

// === impl Flush ===

impl Flush {
    /// The flushes that the observers ask for; `None` when nobody does.
    pub(super) fn of(scope: &Scope) -> Option<Self> {
        let mut pending = Vec::new();
        scope.each_observer(|observer| pending.extend(observer.flush(scope).map(Pending)));
        (!pending.is_empty()).then_some(Self { pending, limit: None })
    }

    /// Ready when all are done or the time is over.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, scope: &Scope) -> Poll<()> {
        self.pending.retain_mut(|Pending(flush)| flush.as_mut().poll(context).is_pending());
        if self.pending.is_empty() {
            return Poll::Ready(());
        }
        let limit = self.limit.get_or_insert_with(|| Limit::new(scope.flush_budget()));
        if limit.sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let unfinished = self.pending.len() as u64;
        let losses = Losses::process();
        let counted = losses.total();
        self.pending.clear();
        if losses.total() > counted {
            // Whoever was given up has said what is lost, and knows more about it.
            losses.count(Loss::FlushTimeout, unfinished);
        } else {
            let waited = limit.timeout.as_millis();
            losses.record(Loss::FlushTimeout, unfinished, format_args!("waited {waited} ms"));
        }
        Poll::Ready(())
    }
}

// === impl Limit ===

impl Limit {
    fn new(timeout: Duration) -> Self {
        Self { sleep: Box::pin(sleep(timeout)), timeout }
    }
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending")
    }
}
