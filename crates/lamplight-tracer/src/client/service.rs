//! The service: a span for each request, and headers for the one who answers.

use std::fmt::Display;
use std::task::{Context, Poll};

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response};
use tower_service::Service;

use super::future::ClientFuture;
use super::span;
use crate::context::TraceContext;

/// A client whose requests are spans. See the [module's documentation](super).
#[derive(Clone, Debug)]
pub struct TraceClient<S> {
    inner: S,
}

// === impl TraceClient ===

impl<S> TraceClient<S> {
    /// Traces the requests of this client.
    pub const fn new(inner: S) -> Self {
        Self { inner }
    }

    /// The client within.
    pub const fn get_ref(&self) -> &S {
        &self.inner
    }

    /// The client within.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, B, R> Service<Request<B>> for TraceClient<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Error: Display,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ClientFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let span = span::of(&request);
        let inner = span.in_scope(|| {
            inject(request.headers_mut());
            self.inner.call(request)
        });
        ClientFuture::new(inner, span)
    }
}

/// Tells whoever answers which span is the current one.
fn inject(headers: &mut HeaderMap) {
    let Some(context) = TraceContext::current() else { return };
    for (name, value) in context.entries() {
        // A state that came as a header is one.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
