//! A stand-in for the runtime's own services.

use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use lambda_runtime::{LambdaEvent, LambdaInvocation, Service};

/// What the runtime's services do around the handler: read the event as a number, catch panics, answer
/// `Ok` whatever happened.
#[derive(Clone)]
pub(crate) struct FakeRuntime<S>(pub(crate) S);

impl<S> Service<LambdaInvocation> for FakeRuntime<S>
where
    S: Service<LambdaEvent<u32>>,
    S::Future: Send + 'static,
{
    type Response = ();
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<(), Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: LambdaInvocation) -> Self::Future {
        let number = std::str::from_utf8(&request.body).ok().and_then(|text| text.parse().ok());
        let Some(number) = number else { return Box::pin(async { Ok(()) }) };
        let mut future = Box::pin(self.0.call(LambdaEvent::new(number, request.context)));
        Box::pin(std::future::poll_fn(move |context| {
            match std::panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(_)) | Err(_) => Poll::Ready(Ok(())),
            }
        }))
    }
}

/// A request with this id and this body, and no deadline.
pub(crate) fn request(request_id: &str, body: &'static str) -> LambdaInvocation {
    request_until(request_id, body, 0)
}

/// A request with this id, this body and this deadline, in milliseconds since the epoch.
pub(crate) fn request_until(request_id: &str, body: &'static str, deadline: u64) -> LambdaInvocation {
    let (parts, ()) = http::Response::new(()).into_parts();
    let mut context = lambda_runtime::Context::default();
    context.request_id = request_id.to_owned();
    context.deadline = deadline;
    LambdaInvocation { parts, body: Bytes::from_static(body.as_bytes()), context }
}
