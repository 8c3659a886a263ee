//! The response future: runs the inner one in the scope, reports how it ended, then flushes.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

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
        #[pin]
        deadline: Option<Timer>,
    }
}

/// This layer's part in the invocation. Dropped before the end was reached, it reports a cancellation.
#[derive(Debug)]
struct Observation<D> {
    scope: Scope,
    /// Whether this layer opened the scope, and so has to finish it.
    owner: bool,
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
        deadline: Option<Timer>,
        position: Position,
        describe: D,
    ) -> Self {
        let observation = Observation { scope, owner: deadline.is_some(), position, describe, done: false };
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
        let mut this = self.project();
        if let Some(inner) = this.inner.as_mut().as_pin_mut() {
            let Some(observation) = this.observation else {
                return inner.poll(context);
            };
            let Poll::Ready(result) = observation.poll_within(inner, context) else {
                if let Some(deadline) = this.deadline.as_mut().as_pin_mut() {
                    deadline.poll(context, &observation.scope);
                }
                return Poll::Pending;
            };
            observation.within(|| this.inner.set(None));
            this.deadline.set(None);
            observation.ended(&result);
            if !observation.owner {
                return Poll::Ready(result);
            }
            *this.flush = Flush::of(&observation.scope);
            *this.result = Some(result);
        }
        if let Some(flush) = this.flush {
            ready!(Pin::new(flush).poll(context));
            *this.flush = None;
        }
        Poll::Ready(this.result.take().expect("polled after completion"))
    }
}

// === impl Observation ===

impl<D> Observation<D> {
    /// Runs `work` in the scope, and in the root span if that is ours to enter.
    fn within<R>(&self, work: impl FnOnce() -> R) -> R {
        let span = self.owner.then(|| self.scope.span());
        let _scope = self.scope.enter_without_span();
        let _span = span.as_ref().map(tracing::Span::enter);
        work()
    }

    /// Polls the inner future; a panic in it is noted, and goes on.
    fn poll_within<F: Future>(&self, inner: Pin<&mut F>, context: &mut Context<'_>) -> Poll<F::Output> {
        // What a panic leaves of the inner future is dropped by whoever catches it further out.
        let polled = self.within(|| catch_unwind(AssertUnwindSafe(|| inner.poll(context))));
        polled.unwrap_or_else(|payload| {
            let failure = Failure::new("panic", panic_message(payload.as_ref()));
            self.scope.progress(|progress| progress.report(Outcome::Panicked(failure)));
            resume_unwind(payload)
        })
    }

    fn ended<T, E>(&mut self, result: &Result<T, E>)
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
        if self.owner {
            self.scope.finish();
        }
    }
}

impl<D> Drop for Observation<D> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        // A panic was reported already, and the first report counts.
        self.scope.progress(|progress| progress.report(Outcome::Cancelled));
        if self.owner {
            self.scope.finish();
        }
    }
}
