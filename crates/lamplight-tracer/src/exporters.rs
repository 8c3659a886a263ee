//! All exporters of a tracer: each gets every span.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lamplight_invocation::BoxFuture;

use crate::exporter::Export;
use crate::trace::Batch;

/// One exporter, or several that know nothing of each other: what one cannot send, or is slow to send, the
/// others do.
#[derive(Debug)]
pub(crate) struct Exporters {
    first: Arc<dyn Export>,
    more: Vec<Arc<dyn Export>>,
}

/// Done when all are.
struct All(Vec<BoxFuture>);

// === impl Exporters ===

impl Exporters {
    pub(crate) fn new(first: Arc<dyn Export>, more: Vec<Arc<dyn Export>>) -> Self {
        Self { first, more }
    }

    /// Gives the spans to each; what has to be waited for, if anything. Whoever waits for their arrival asks the first.
    pub(crate) fn export(&self, batch: Batch) -> Option<BoxFuture> {
        if self.more.is_empty() {
            return self.first.clone().export(batch);
        }
        let copy = || Batch { spans: batch.spans.clone(), receipts: Vec::new() };
        let copies = self.more.iter().filter_map(|exporter| exporter.clone().export(copy()));
        let mut pending: Vec<_> = copies.collect();
        pending.extend(self.first.clone().export(batch));
        (!pending.is_empty()).then(|| Box::pin(All(pending)) as BoxFuture)
    }
}

// === impl All ===

impl Future for All {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.retain_mut(|export| export.as_mut().poll(context).is_pending());
        if self.0.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }
}
