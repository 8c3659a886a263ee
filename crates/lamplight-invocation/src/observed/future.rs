//! The response future: runs the inner one in the scope, reports how it ended, then flushes.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tracing::Span;

use super::deadline::Timer;
use super::flush::Flush;
use crate::describe::{ByDebug, Describe};
use crate::invocation::Position;
use crate::outcome::{Failure, Outcome};
use crate::panic::panic_message;
use crate::scope::Scope;

pin_project! {
    /// Response future of [`Observed`](super::Observed).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct ResponseFuture<F, T, E, D = ByDebug> {
        // Emptied as soon as it is done, so that its spans are closed before the end is told.
        #[pin]
        inner: Option<F>,
        // What the inner future returned, while the flush goes on.
        result: Option<Result<T, E>>,
        flush: Option<Flush>,
        // None in a stack that is turned off.
        observation: Option<Observation<D>>,
        deadline: Option<Timer>,
    }
}

/// This layer's part in the invocation. Dropped before the end was reached, it reports a cancellation.
#[derive(Debug)]
struct Observation<D> {
    scope: Scope,
    /// The invocation's span, if this layer opened the scope, and so has to finish it.
    span: Option<Span>,
    position: Position,
    describe: D,
    done: bool,
}

// === impl ResponseFuture ===

impl<F, T, E, D> ResponseFuture<F, T, E, D> {
    pub(super) fn bare(inner: F) -> Self {
        Self { inner: Some(inner), result: None, flush: None, observation: None, deadline: None }
    }

    pub(super) fn observed(
        inner: F,
        scope: Scope,
        opened: Option<(Span, Timer)>,
        position: Position,
        describe: D,
    ) -> Self {
        let (span, deadline) = opened.unzip();
        let observation = Observation { scope, span, position, describe, done: false };
        Self { inner: Some(inner), result: None, flush: None, observation: Some(observation), deadline }
    }
}

impl<F, T, E, D> Future for ResponseFuture<F, T, E, D>
where
    F: Future<Output = Result<T, E>>,
    D: Describe<E>,
{
    type Output = Result<T, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Some(observation) = this.observation else {
            return this.inner.as_pin_mut().expect("polled after completion").poll(context);
        };
        if this.inner.is_some() {
            let Poll::Ready(result) = observation.poll_within(this.inner, context) else {
                if let Some(deadline) = this.deadline {
                    deadline.poll(context, &observation.scope);
                }
                return Poll::Pending;
            };
            *this.deadline = None;
            if !observation.ended(&result) {
                return Poll::Ready(result);
            }
            *this.flush = Flush::of(&observation.scope);
            *this.result = Some(result);
        }
        if let Some(flush) = this.flush {
            ready!(flush.poll(context, &observation.scope));
            *this.flush = None;
        }
        observation.scope.flushed();
        Poll::Ready(this.result.take().expect("polled after completion"))
    }
}

// === impl Observation ===

impl<D> Observation<D> {
    /// Runs `work` in the scope, and in the root span if that is ours to enter.
    fn within<R>(&self, work: impl FnOnce() -> R) -> R {
        let _scope = self.scope.enter_without_span();
        let _span = self.span.as_ref().map(Span::enter);
        work()
    }

    /// Polls the inner future, and drops it when it is done; a panic in it is noted, and goes on.
    fn poll_within<F: Future>(
        &self,
        mut inner: Pin<&mut Option<F>>,
        context: &mut Context<'_>,
    ) -> Poll<F::Output> {
        // What a panic leaves of the inner future is dropped by whoever catches it further out.
        let polled = self.within(|| {
            let future = inner.as_mut().as_pin_mut().expect("polled after completion");
            let polled = catch_unwind(AssertUnwindSafe(|| future.poll(context)));
            if let Ok(Poll::Ready(_)) = polled {
                inner.set(None);
            }
            polled
        });
        polled.unwrap_or_else(|payload| {
            let failure = Failure::new("panic", panic_message(payload.as_ref()));
            self.scope.progress(|progress| progress.report(Outcome::Panicked(failure)));
            resume_unwind(payload)
        })
    }

    /// Reports how the handler ended, and finishes the invocation if that is ours to do. Whether it was.
    fn ended<T, E>(&mut self, result: &Result<T, E>) -> bool
    where
        D: Describe<E>,
    {
        self.done = true;
        // Outside, `Ok` says nothing and `Err` is the runtime's own.
        if self.position == Position::Inside {
            let outcome =
                result.as_ref().map_or_else(|error| self.describe.describe(error), |_| Outcome::Success);
            self.scope.progress(|progress| progress.report(outcome));
        }
        self.finish()
    }

    /// Finishes the invocation, if this layer opened its scope. The span is let go of first: the scope gives up
    /// the last handle.
    fn finish(&mut self) -> bool {
        let opened = self.span.take().is_some();
        if opened {
            self.scope.finish();
        }
        opened
    }
}

impl<D> Drop for Observation<D> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        // A panic was reported already, and the first report counts.
        self.scope.progress(|progress| progress.report(Outcome::Cancelled));
        self.finish();
    }
}
