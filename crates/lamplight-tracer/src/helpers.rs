//! Saying more about the current span, from anywhere in an invocation.

use std::any::type_name;
use std::error::Error;
use std::iter::successors;

use lamplight_invocation::short_type_name;
use opentelemetry::{Key, KeyValue, Value};

use crate::current;
use crate::root::caused_by;

/// Adds an attribute to the current span that X-Ray indexes: traces are searched by it. Of the same key the
/// last value counts.
///
/// The span is the innermost one that is recorded, or the invocation's own. Where nothing is recorded, such as
/// in a request that is not sampled, nothing happens.
///
/// # Limits
///
/// X-Ray indexes booleans, numbers and strings of up to 1000 characters, 50 of them in a trace; anything else
/// is kept as [`metadata`].
pub fn annotate(key: impl Into<Key>, value: impl Into<Value>) {
    if current::is_recorded() {
        let (key, value) = (key.into(), value.into());
        current::with(|said, _| said.annotate(key, value));
    }
}

/// Adds an attribute to the current span, as [`annotate`] does, that X-Ray shows and does not index.
pub fn metadata(key: impl Into<Key>, value: impl Into<Value>) {
    if current::is_recorded() {
        let (key, value) = (key.into(), value.into());
        current::with(|said, _| said.put(key, value));
    }
}

/// Links the current span, as [`annotate`] finds it, with the span that a message or a record tells of: with
/// what its sender wrote as a `traceparent` or as X-Ray's trace header. Nothing happens where it names none.
///
/// A span that is made for a message may have a field `otel.link` instead.
///
/// # Limits
///
/// A span has up to 128 links; what is more is counted in it.
pub fn link(carrier: &str) {
    if current::is_recorded() {
        current::with(|said, _| said.link(carrier));
    }
}

/// Marks the current span as failed, as [`annotate`] finds it, and keeps what the error and its sources say as
/// an `exception` event.
///
/// The invocation's own span takes the status of its outcome, unless the handler returns `Ok`.
pub fn record_error<E: Error + ?Sized>(error: &E) {
    if !current::is_recorded() {
        return;
    }
    let message = error.to_string();
    let mut attributes = vec![
        KeyValue::new("exception.type", short_type_name(type_name::<E>())),
        KeyValue::new("exception.message", message.clone()),
    ];
    let sources = successors(error.source(), |&source| source.source()).map(ToString::to_string);
    let chain = caused_by(sources);
    if !chain.is_empty() {
        attributes.push(KeyValue::new("exception.stacktrace", chain));
    }
    current::with(|said, now| said.fail(now, message, attributes));
}
