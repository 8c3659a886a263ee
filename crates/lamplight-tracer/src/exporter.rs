//! Any exporter, behind one type.

use std::fmt::{self, Debug};
use std::sync::Arc;

use lamplight_core::loss::{Loss, Losses};
use lamplight_invocation::BoxFuture;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tokio::sync::Mutex;

/// Something that takes finished spans.
pub(crate) trait Export: Debug + Send + Sync {
    /// Sends them. What cannot be sent is counted.
    fn export(self: Arc<Self>, batch: Vec<SpanData>) -> BoxFuture;
}

/// An exporter that is called by one invocation at a time, as its contract says.
pub(crate) struct OneAtATime<E> {
    exporter: E,
    turn: Mutex<()>,
}

// === impl OneAtATime ===

impl<E> OneAtATime<E> {
    pub(crate) fn new(exporter: E) -> Self {
        Self { exporter, turn: Mutex::new(()) }
    }
}

impl<E: SpanExporter + 'static> Export for OneAtATime<E> {
    fn export(self: Arc<Self>, batch: Vec<SpanData>) -> BoxFuture {
        Box::pin(async move {
            // Bounded like everything here by the flush timeout of the invocation that waits.
            let _turn = self.turn.lock().await;
            if batch.is_empty() {
                return;
            }
            let spans = batch.len() as u64;
            let losses = Losses::process();
            let counted = losses.total();
            if let Err(error) = self.exporter.export(batch).await {
                // Ours count what they lose by themselves, and to the span.
                if losses.total() == counted {
                    losses.record(Loss::SpansUnsent, spans, format_args!("{error}"));
                }
            }
        })
    }
}

// Short, as it is behind a `dyn`: whatever it shows is in every function, shown or not.
impl<E> Debug for OneAtATime<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneAtATime").finish_non_exhaustive()
    }
}
