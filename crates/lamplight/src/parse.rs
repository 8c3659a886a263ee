//! Reading the event, once and by ourselves.
//!
//! The runtime reads every event in a way that keeps track of where it is, which costs about as much again
//! as the reading. Here the event is read plainly, from the bytes that the scope holds, and only for one
//! that cannot be read it is found out where. What the runtime reads instead is [`Unread`], which takes
//! nothing. It also means that the layers inside see an event that cannot be read like any other failure.

use std::any::type_name;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::LambdaEvent;
use lamplight_core::json_path::path_at_line;
use lamplight_invocation::{Failure, Scope, panic_message, short_type_name};
use pin_project_lite::pin_project;
use serde::{Deserialize, Deserializer};
use tower_service::Service;

use crate::failure::HandlerError;

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
    serde_json::from_slice(payload).map_err(|error| {
        let name = short_type_name(type_name::<T>());
        let path = path_at_line(payload, error.line(), error.column());
        let separator = if path.is_empty() { "" } else { ": " };
        format!("the event cannot be read as {name}: {path}{separator}{error}")
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
    use serde_json::{Value, json};

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
            wrong(b"{\n \"items\": [\n  {\"cost\": 1}\n ]\n}"),
            "the event cannot be read as Order: items[0]: missing field `price` at line 3 column 13"
        );
        assert_eq!(
            wrong(br#"{"items":[]} x"#),
            "the event cannot be read as Order: trailing characters at line 1 column 14"
        );
        assert!(wrong(b"{\"items\":\"\xff\"}").starts_with("the event cannot be read as Order: "));
    }

    /// A type with everything that can be nested, for the comparison below.
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "read for the errors")]
    struct Tree {
        number: u8,
        text: String,
        maybe: Option<bool>,
        list: Vec<Tree>,
        map: std::collections::BTreeMap<String, Tree>,
    }

    fn tree(depth: u8) -> Value {
        let children = if depth == 0 { vec![] } else { vec![tree(depth - 1), tree(depth - 1)] };
        let map =
            if depth == 0 { json!({}) } else { json!({ "a": tree(depth - 1), "b c": tree(depth - 1) }) };
        json!({ "number": depth, "text": "a\"]}", "maybe": null, "list": children, "map": map })
    }

    /// Every value of a tree, one after the other, replaced by this.
    fn broken(value: &Value, with: &Value) -> Vec<Value> {
        let mut all = vec![with.clone()];
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    all.extend(broken(member, with).into_iter().map(|broken| {
                        let mut members = members.clone();
                        members.insert(key.clone(), broken);
                        Value::Object(members)
                    }));
                    let mut members = members.clone();
                    members.remove(key);
                    all.push(Value::Object(members));
                }
            }
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    all.extend(broken(element, with).into_iter().map(|broken| {
                        let mut elements = elements.clone();
                        elements[index] = broken;
                        Value::Array(elements)
                    }));
                }
            }
            _ => {}
        }
        all
    }

    #[test]
    fn the_path_is_the_one_that_tracking_would_have_found() {
        let mut compared = 0;
        for with in [json!(-1), json!("x"), json!([[]]), json!({ "y": 1 }), json!(true)] {
            for event in broken(&tree(2), &with) {
                let text = if compared % 2 == 0 { event.to_string() } else { format!("{event:#}") };
                let mut deserializer = serde_json::Deserializer::from_str(&text);
                let Err(tracked) = serde_path_to_error::deserialize::<_, Tree>(&mut deserializer) else {
                    continue;
                };
                let path = tracked.path().to_string();
                let inner = tracked.into_inner();
                let found = path_at_line(text.as_bytes(), inner.line(), inner.column());
                let path = if path == "." { String::new() } else { path };
                assert_eq!(found, path, "{inner} in {text}");
                compared += 1;
            }
        }
        assert!(compared > 1000, "{compared}");
    }
}
