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
    /// Boxed, like the flushes: most invocations have none, and their future stays small.
    limit: Pin<Box<Sleep>>,
    timeout: Duration,
}

struct Pending(BoxFuture);

// === impl Flush ===

impl Flush {
    /// The flushes that the observers ask for; `None` when nobody does.
    pub(super) fn of(scope: &Scope) -> Option<Self> {
        let mut pending = Vec::new();
        scope.each_observer(|observer| pending.extend(observer.flush(scope).map(Pending)));
        if pending.is_empty() {
            return None;
        }
        let timeout = scope.flush_budget();
        Some(Self { pending, limit: Box::pin(sleep(timeout)), timeout })
    }
}

impl Future for Flush {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        this.pending.retain_mut(|Pending(flush)| flush.as_mut().poll(context).is_pending());
        if this.pending.is_empty() {
            return Poll::Ready(());
        }
        if this.limit.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let unfinished = this.pending.len() as u64;
        let losses = Losses::process();
        let counted = losses.total();
        this.pending.clear();
        if losses.total() > counted {
            // Whoever was given up has said what is lost, and knows more about it.
            losses.count(Loss::FlushTimeout, unfinished);
        } else {
            let waited = this.timeout.as_millis();
            losses.record(Loss::FlushTimeout, unfinished, format_args!("waited {waited} ms"));
        }
        Poll::Ready(())
    }
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending")
    }
}
