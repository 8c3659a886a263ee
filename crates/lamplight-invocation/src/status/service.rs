//! The service: tells the scope which status a response has.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lambda_runtime::{FunctionResponse, IntoFunctionResponse};
use pin_project_lite::pin_project;
use serde::Serialize;
use tower_service::Service;

use super::status_of;
use crate::scope::Scope;

/// Looks at the responses of the service within. See the [module's documentation](super).
///
/// Its own response is what the runtime makes of the inner one: a body, or a stream.
pub struct WithStatus<S, B, T> {
    inner: S,
    response: PhantomData<fn() -> (B, T)>,
}

pin_project! {
    /// Response future of [`WithStatus`].
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct StatusFuture<F, B, T> {
        #[pin]
        inner: F,
        response: PhantomData<fn() -> (B, T)>,
    }
}

// === impl WithStatus ===

impl<S, B, T> WithStatus<S, B, T> {
    /// Looks at the responses of this service.
    pub const fn new(inner: S) -> Self {
        Self { inner, response: PhantomData }
    }
}

impl<S: Clone, B, T> Clone for WithStatus<S, B, T> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<S: fmt::Debug, B, T> fmt::Debug for WithStatus<S, B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithStatus").field("inner", &self.inner).finish()
    }
}

impl<S, R, B, T> Service<R> for WithStatus<S, B, T>
where
    S: Service<R>,
    S::Response: IntoFunctionResponse<B, T>,
    B: Serialize,
{
    type Response = FunctionResponse<B, T>;
    type Error = S::Error;
    type Future = StatusFuture<S::Future, B, T>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        StatusFuture { inner: self.inner.call(request), response: PhantomData }
    }
}

// === impl StatusFuture ===

impl<F, R, E, B, T> Future for StatusFuture<F, B, T>
where
    F: Future<Output = Result<R, E>>,
    R: IntoFunctionResponse<B, T>,
    B: Serialize,
{
    type Output = Result<FunctionResponse<B, T>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.project().inner.poll(context))?.into_response();
        let status = match &response {
            FunctionResponse::BufferedResponse(body) => status_of(body),
            FunctionResponse::StreamingResponse(stream) => Some(stream.metadata_prelude.status_code.as_u16()),
        };
        if let (Some(status), Some(scope)) = (status, Scope::of_this_task()) {
            scope.answered(status);
        }
        Poll::Ready(Ok(response))
    }
}

impl<F, B, T> fmt::Debug for StatusFuture<F, B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusFuture").finish_non_exhaustive()
    }
}
