//! The service: opens or joins the scope, and calls the inner service within it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_service::Service;
use tracing::Span;

use super::ResponseFuture;
use super::deadline::Timer;
use crate::context::RequestContext;
use crate::describe::{ByDebug, Describe};
use crate::invocation::{Invocation, Position};
use crate::observe::Stack;
use crate::outcome::{Failure, Outcome};
use crate::panic::panic_message;
use crate::scope::{self, Progress, Scope};

/// Tells observers about each invocation of the service within. See the [module's documentation](super).
#[derive(Clone, Debug)]
pub struct Observed<S, D = ByDebug> {
    inner: S,
    stack: Option<Arc<Stack>>,
    describe: D,
}

// === impl Observed ===

impl<S, D> Observed<S, D> {
    pub(super) const fn new(inner: S, stack: Option<Arc<Stack>>, describe: D) -> Self {
        Self { inner, stack, describe }
    }

    /// The service within.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The service within.
    pub const fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// The service within.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, D, R> Service<R> for Observed<S, D>
where
    S: Service<R>,
    D: Describe<S::Error> + Clone,
    R: Invocation,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future, S::Response, S::Error, D>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let Some(stack) = &self.stack else {
            return ResponseFuture::bare(self.inner.call(request));
        };
        let (scope, opened) = open_or_join(&request, stack);
        if R::POSITION == Position::Inside {
            scope::announce_inside();
            scope.progress(Progress::handler_called);
        }
        let mut span = opened.then(|| scope.span());
        let called = {
            // A handler may log, or panic, before it returns its future.
            let _scope = scope.enter_without_span();
            let _span = span.as_ref().map(Span::enter);
            catch_unwind(AssertUnwindSafe(|| self.inner.call(request)))
        };
        match called {
            Ok(inner) => {
                let opened = span.map(|span| (span, Timer::new(&scope, stack)));
                ResponseFuture::observed(inner, scope, opened, R::POSITION, self.describe.clone())
            }
            Err(payload) => {
                let message = panic_message(payload.as_ref());
                scope.progress(|progress| {
                    progress.report(Outcome::Panicked(Failure::new("panic", message)));
                });
                if span.take().is_some() {
                    scope.finish();
                }
                resume_unwind(payload)
            }
        }
    }
}

/// The scope that a layer further out has opened for this request, or else a new one; and which it is.
fn open_or_join<R: Invocation>(request: &R, stack: &Arc<Stack>) -> (Scope, bool) {
    let context = request.context();
    match Scope::of_this_task() {
        Some(scope) if scope.context().request_id() == context.request_id => {
            scope.join(stack);
            (scope, false)
        }
        _ => (Scope::open(RequestContext::from(context), request.payload(), stack), true),
    }
}
