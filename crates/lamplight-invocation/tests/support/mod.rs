//! A stand-in for the runtime's own services, and an observer that remembers what it was told.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use lambda_runtime::{LambdaEvent, LambdaInvocation, Service};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::cold_start::ColdStart;
use lamplight_core::environment::InitializationType;
use lamplight_invocation::{BoxFuture, Observe, Outcome, Scope, Stack};

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
        let event = LambdaEvent::new(number, request.context);
        match std::panic::catch_unwind(AssertUnwindSafe(|| self.0.call(event))) {
            Ok(future) => {
                let mut future = Box::pin(future);
                Box::pin(std::future::poll_fn(move |context| {
                    let polled = std::panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
                    match polled {
                        Ok(Poll::Pending) => Poll::Pending,
                        Ok(Poll::Ready(_)) | Err(_) => Poll::Ready(Ok(())),
                    }
                }))
            }
            Err(_) => Box::pin(async { Ok(()) }),
        }
    }
}

/// The context of a request with this id and this much time.
pub(crate) fn context(request_id: &str, deadline: Option<Timestamp>) -> lambda_runtime::Context {
    let mut context = lambda_runtime::Context::default();
    context.request_id = request_id.to_owned();
    context.deadline = deadline.map_or(0, Timestamp::as_millis);
    context
}

/// A request with this id and this body, and no deadline.
pub(crate) fn request(request_id: &str, body: &'static str) -> LambdaInvocation {
    request_until(request_id, body, None)
}

/// A request with this id, this body and this deadline.
pub(crate) fn request_until(
    request_id: &str,
    body: &'static str,
    deadline: Option<Timestamp>,
) -> LambdaInvocation {
    let (parts, ()) = http::Response::new(()).into_parts();
    LambdaInvocation {
        parts,
        body: Bytes::from_static(body.as_bytes()),
        context: context(request_id, deadline),
    }
}

/// A stack that does not know the process: its own cold start, a clock that stands at one second.
pub(crate) fn stack() -> (Stack, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1000));
    let cold_start = Box::leak(Box::new(ColdStart::new()));
    let stack =
        Stack::new(InitializationType::OnDemand).with_clock(clock.clone()).with_cold_start(cold_start);
    (stack, clock)
}

/// Remembers what it was told. Clones share their memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    name: &'static str,
    told: Arc<Mutex<Vec<String>>>,
    flush: Option<Duration>,
}

impl Recorder {
    pub(crate) fn named(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// One that asks for a flush which takes this long.
    pub(crate) fn flushing(self, duration: Duration) -> Self {
        Self { flush: Some(duration), ..self }
    }

    /// Another one that writes to the same memory.
    pub(crate) fn twin(&self, name: &'static str) -> Self {
        Self { name, ..self.clone() }
    }

    pub(crate) fn told(&self) -> Vec<String> {
        self.told.lock().expect("no panic").clone()
    }

    pub(crate) fn tell(&self, what: impl std::fmt::Display) {
        let name = if self.name.is_empty() { String::new() } else { format!("{}: ", self.name) };
        self.told.lock().expect("no panic").push(format!("{name}{what}"));
    }
}

impl Observe for Recorder {
    fn start(&self, scope: &Scope) {
        let cold = if scope.is_cold_start() { "cold" } else { "warm" };
        self.tell(format_args!("start {} {cold}", scope.context().request_id()));
    }

    fn deadline_near(&self, _: &Scope, remaining: Duration) {
        self.tell(format_args!("{} ms left", remaining.as_millis()));
    }

    fn finish(&self, _: &Scope, outcome: &Outcome) {
        self.tell(match outcome {
            Outcome::Success => "success".to_owned(),
            Outcome::Failed(failure) => format!("failed {}: {}", failure.error_type, failure.message),
            Outcome::NotDeserialised(failure) => format!("not deserialised: {}", failure.message),
            Outcome::Panicked(failure) => format!("panicked: {}", failure.message),
            Outcome::Cancelled => "cancelled".to_owned(),
            other => format!("{other:?}"),
        });
    }

    fn flush(&self, _: &Scope) -> Option<BoxFuture> {
        let (recorder, duration) = (self.clone(), self.flush?);
        Some(Box::pin(async move {
            tokio::time::sleep(duration).await;
            recorder.tell("flushed");
        }))
    }
}
