//! A record that is being processed: in its span, and with its panics caught.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use lamplight_invocation::catch_panic;
use tracing::Span;

use super::failure::{BoxError, Failure};

/// The handler's future for one record.
pub(super) struct Running<Fut> {
    span: Span,
    /// None once it has ended.
    future: Option<Pin<Box<Fut>>>,
}

/// How a record ended.
pub(super) type Ended = Result<(), Failure>;

// === impl Running ===

impl<Fut, E> Running<Fut>
where
    Fut: Future<Output = Result<(), E>>,
    E: Into<BoxError>,
{
    /// Calls the handler.
    pub(super) fn begin(span: Span, call: impl FnOnce() -> Fut) -> Result<Self, Failure> {
        let future = caught(&span, || Box::pin(call()))?;
        Ok(Self { span, future: Some(future) })
    }

    /// Goes on. What it ends with is what is left of it: its future is gone by then.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Ended> {
        let Self { span, future } = self;
        let polled = caught(span, || {
            let polled = future.as_mut().expect("polled after its end").as_mut().poll(context);
            if polled.is_ready() {
                // Within the span, and where a panic of its own is caught.
                *future = None;
            }
            polled.map_err(|error| Failure::Failed(error.into()))
        });
        polled.unwrap_or_else(|panicked| {
            // One panic is enough to say; a second, of what is dropped, would say nothing new.
            let _ = self.give_up();
            Poll::Ready(Err(panicked))
        })
    }
}

impl<Fut> Running<Fut> {
    /// Drops the future, wherever it is.
    pub(super) fn give_up(&mut self) -> Result<(), Failure> {
        let Self { span, future } = self;
        caught(span, || *future = None)
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }
}

impl<Fut> Drop for Running<Fut> {
    /// Where the whole batch is dropped, by a timeout layer or by the runtime.
    fn drop(&mut self) {
        let Self { span, future } = self;
        span.in_scope(|| *future = None);
    }
}

/// Does it in the span, and turns a panic into the failure that it is.
fn caught<R>(span: &Span, work: impl FnOnce() -> R) -> Result<R, Failure> {
    let _entered = span.enter();
    // Whatever a panic leaves half done belongs to this one record, and is dropped with it.
    catch_panic(work).map_err(Failure::panicked)
}
