//! The root span of an invocation that could not send its own: it timed out, crashed or ran out of memory, or it ended
//! and its root was not taken.

use lamplight_core::clock::Timestamp;
use lamplight_records::platform::Status;

use super::resource::{Resource, Value, attribute};
use super::trace::Root;
use crate::otlp::writer::Message;

/// What happened to an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// `error.type`, such as `timeout` or `Runtime.ExitError`.
    pub(crate) error_type: String,
    pub(crate) message: String,
}

/// OTLP's code of the status `ERROR`.
const ERROR: u64 = 2;

// === impl Failure ===

impl Failure {
    pub(crate) fn timeout() -> Self {
        Self { error_type: "timeout".to_owned(), message: "the function timed out".to_owned() }
    }

    /// What a platform event says, if it is a failure.
    pub(crate) fn said(status: Option<Status>, error_type: Option<&str>) -> Option<Self> {
        match status? {
            Status::Timeout => Some(Self::timeout()),
            Status::Error | Status::Failure => Some(Self::of(error_type)),
            _ => None,
        }
    }

    /// Lambda's own word for what happened, if it has one.
    pub(crate) fn of(error_type: Option<&str>) -> Self {
        let error_type = error_type.unwrap_or("Runtime.Unknown");
        let message = match error_type {
            "Runtime.OutOfMemory" => "the function ran out of memory",
            "Runtime.ExitError" => "the function's process ended",
            _ => "the function failed",
        };
        Self { error_type: error_type.to_owned(), message: message.to_owned() }
    }
}

/// A request with the one span. Without a failure it says nothing of how the invocation ended: only the function knew.
pub(crate) fn body(
    resource: &Resource,
    root: &Root,
    request_id: &str,
    arn: Option<&str>,
    failure: Option<&Failure>,
    end: Timestamp,
) -> Vec<u8> {
    let mut attributes = vec![attribute("faas.invocation_id", &Value::text(request_id))];
    attributes.extend(failure.map(|failure| attribute("error.type", &Value::text(&failure.error_type))));
    attributes.extend(arn.map(|arn| attribute("aws.lambda.invoked_arn", &Value::text(arn))));
    let span = span(root, end).messages(9, attributes);
    resource.request([match failure {
        Some(failure) => failed(span, failure, end),
        None => span,
    }])
}

/// A span with what went wrong.
fn failed(span: Message, failure: &Failure, end: Timestamp) -> Message {
    let exception = Message::new().fixed64(1, end.as_nanos()).text(2, "exception").messages(
        3,
        [
            attribute("exception.type", &Value::text(&failure.error_type)),
            attribute("exception.message", &Value::text(&failure.message)),
        ],
    );
    let status = Message::new().text(2, &failure.message).varint(3, ERROR);
    span.message(11, exception).message(15, status)
}

/// A span with the root's ids, name, kind and times.
fn span(root: &Root, end: Timestamp) -> Message {
    let parent = root.parent.map(|parent| parent.to_bytes());
    Message::new()
        .bytes(1, &root.trace_id.to_bytes())
        .bytes(2, &root.id.to_bytes())
        .bytes(4, parent.as_ref().map_or(&[], |parent| parent))
        .text(5, root.name.as_deref().unwrap_or("invocation"))
        .varint(6, u64::from(root.kind))
        .fixed64(7, root.start.as_nanos())
        .fixed64(8, end.max(root.start).as_nanos())
}
