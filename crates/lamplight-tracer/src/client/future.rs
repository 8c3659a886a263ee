//! The response future: says in the span how the request ended.

use std::any::type_name;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Response;
use lamplight_invocation::short_type_name;
use pin_project_lite::pin_project;
use tracing::Span;
use tracing::field::display;

pin_project! {
    /// Response future of [`TraceClient`](super::TraceClient).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct ClientFuture<F> {
        // Dropped within the span, which ends with it.
        #[pin]
        inner: Option<F>,
        span: Span,
    }
}

// === impl ClientFuture ===

impl<F> ClientFuture<F> {
    pub(super) fn new(inner: F, span: Span) -> Self {
        Self { inner: Some(inner), span }
    }
}

impl<F, R, E> Future for ClientFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
    E: Display,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let entered = this.span.enter();
        let inner = this.inner.as_mut().as_pin_mut().expect("polled after completion");
        let result = ready!(inner.poll(context));
        this.inner.set(None);
        drop(entered);
        match &result {
            Ok(response) => answered(this.span, response.status().as_u16()),
            Err(error) => {
                this.span.record("error.type", short_type_name(type_name::<E>()));
                this.span.record("otel.status_message", display(error));
            }
        }
        // Its end is now, not when the future is dropped.
        *this.span = Span::none();
        Poll::Ready(result)
    }
}

/// From 400 on it is an error, which has no better name than its number.
fn answered(span: &Span, status: u16) {
    if span.is_none() {
        return;
    }
    span.record("http.response.status_code", status);
    if status >= 400 {
        span.record("error.type", display(status));
        span.record("otel.status_code", "ERROR");
    }
}
