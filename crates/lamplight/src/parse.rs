//! Reading the event, once and by ourselves.
//!
//! The runtime reads every event in a way that keeps track of where it is, which costs about as much again
//! as the reading. Here the event is read plainly, from the bytes that the scope holds, and only one that
//! cannot be read is read again to find out where. What the runtime reads instead is [`Unread`], which takes
//! nothing. It also means that the layers inside see an event that cannot be read like any other failure.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::LambdaEvent;
use lamplight_invocation::{Failure, Scope, panic_message};
use pin_project_lite::pin_project;
use serde::{Deserialize, Deserializer};
use tower_service::Service;

use crate::failure::{HandlerError, short_type_name};

/// What the runtime takes for the event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unread;

/// Reads the event as the type that the service within takes, and turns its errors and panics into
/// descriptions.
#[derive(Debug)]
pub(crate) struct Parse<S, T, E> {
    inner: S,
    describe: fn(E) -> Failure,
    event: PhantomData<fn(T)>,
}

pin_project! {
    /// Response future of [`Parse`].
    #[project = ParseFutureProjection]
    pub(crate) enum ParseFuture<F, E> {
        Called { #[pin] inner: F, describe: fn(E) -> Failure },
        Ended { error: Option<HandlerError> },
    }
}

// === impl Unread ===

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

// === impl Parse ===

impl<S, T, E> Parse<S, T, E> {
    pub(crate) const fn new(inner: S, describe: fn(E) -> Failure) -> Self {
        Self { inner, describe, event: PhantomData }
    }
}

impl<S: Clone, T, E> Clone for Parse<S, T, E> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), ..*self }
    }
}

impl<S, T> Service<LambdaEvent<Unread>> for Parse<S, T, S::Error>
where
    S: Service<LambdaEvent<T>>,
    T: for<'de> Deserialize<'de>,
{
    type Response = S::Response;
    type Error = HandlerError;
    type Future = ParseFuture<S::Future, S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), HandlerError>> {
        let describe = self.describe;
        self.inner.poll_ready(context).map_err(|error| HandlerError::failed(describe(error)))
    }

    fn call(&mut self, request: LambdaEvent<Unread>) -> Self::Future {
        let scope = Scope::current();
        match read(scope.payload().map_or(&[], |payload| payload)) {
            Ok(payload) => {
                let event = LambdaEvent::new(payload, request.context);
                match caught(|| self.inner.call(event)) {
                    Ok(inner) => ParseFuture::Called { inner, describe: self.describe },
                    Err(error) => ParseFuture::Ended { error: Some(error) },
                }
            }
            Err(message) => ParseFuture::Ended { error: Some(HandlerError::not_deserialised(message)) },
        }
    }
}

/// A panic as the error that it is. The runtime would catch it as well, but knows no name for it.
fn caught<R>(work: impl FnOnce() -> R) -> Result<R, HandlerError> {
    // Whatever the panic leaves half done belongs to this one invocation, and is dropped with it.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| HandlerError::panicked(panic_message(&*payload)))
}

/// The event, or what is wrong with it and where.
fn read<T: for<'de> Deserialize<'de>>(payload: &[u8]) -> Result<T, String> {
    serde_json::from_slice(payload).map_err(|plain| {
        let name = short_type_name::<T>();
        let mut deserializer = serde_json::Deserializer::from_slice(payload);
        match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            // Whole, and followed by something that should not be there.
            Ok(_) => format!("the event cannot be read as {name}: {plain}"),
            Err(error) => {
                let path = error.path().to_string();
                // The whole event, or a place that has no name.
                let path =
                    if matches!(path.as_str(), "." | "?") { String::new() } else { format!("{path}: ") };
                format!("the event cannot be read as {name}: {path}{}", error.inner())
            }
        }
    })
}

// === impl ParseFuture ===

impl<F, T, E> Future for ParseFuture<F, E>
where
    F: Future<Output = Result<T, E>>,
{
    type Output = Result<T, HandlerError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            ParseFutureProjection::Called { inner, describe } => match caught(|| inner.poll(context)) {
                Ok(polled) => polled.map_err(|error| HandlerError::failed(describe(error))),
                Err(error) => Poll::Ready(Err(error)),
            },
            ParseFutureProjection::Ended { error } => {
                Poll::Ready(Err(error.take().expect("polled after completion")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Order {
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Item {
        price: f64,
    }

    #[test]
    fn reads_an_event() {
        assert_eq!(read(br#"{"items":[{"price":2.5}]}"#), Ok(Order { items: vec![Item { price: 2.5 }] }));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let wrong = |payload: &[u8]| read::<Order>(payload).expect_err("it does not fit");
        assert_eq!(
            wrong(br#"{"items":[{"price":2.5},{"price":"free"}]}"#),
            "the event cannot be read as Order: items[1].price: invalid type: string \"free\", expected f64 at line 1 column 39"
        );
        assert_eq!(
            wrong(b"{"),
            "the event cannot be read as Order: EOF while parsing an object at line 1 column 1"
        );
        assert_eq!(
            wrong(br#"{"items":[]} x"#),
            "the event cannot be read as Order: trailing characters at line 1 column 14"
        );
        assert!(wrong(b"{\"items\":\"\xff\"}").starts_with("the event cannot be read as Order: "));
    }
}
