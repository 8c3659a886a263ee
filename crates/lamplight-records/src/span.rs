//! One timed operation, whichever way it was told: what the readers of X-Ray and of OTLP both yield.

use std::sync::Arc;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

/// One timed operation.
///
/// Whatever can be malformed can be absent: a span with a broken id is still worth showing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// The trace it belongs to. A nested subsegment of X-Ray has that of its segment.
    pub trace_id: Option<TraceId>,
    /// Its own id.
    pub id: Option<SpanId>,
    /// The span that it is part of. For a nested subsegment of X-Ray that is what it is nested in.
    pub parent_id: Option<SpanId>,
    /// What it is called.
    pub name: String,
    /// Its part in a conversation.
    pub kind: SpanKind,
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended; none while it is [in progress](Self::is_in_progress).
    pub end: Option<Timestamp>,
    /// How it ended.
    pub status: SpanStatus,
    /// What went wrong, as far as it is told.
    pub cause: Option<Cause>,
    /// The status code of the HTTP response that it sent or received.
    pub http_status: Option<u16>,
    /// X-Ray: `aws` for a call to a service of AWS, `remote` for any other downstream call.
    pub namespace: Option<String>,
    /// Attributes of OTLP; annotations of X-Ray. Of a key that is given twice the last value counts.
    pub attributes: Map<String, Value>,
    /// Metadata of X-Ray: an object for each namespace.
    pub metadata: Map<String, Value>,
    /// X-Ray: the members of the document that have no place of their own here, such as `http`, `aws`
    /// and `sql`.
    pub other: Map<String, Value>,
    /// What happened while it lasted.
    pub events: Vec<SpanEvent>,
    /// Other spans that it has to do with.
    pub links: Vec<SpanLink>,
    /// OTLP: the attributes of whatever produced the span.
    pub resource: Arc<Map<String, Value>>,
    /// OTLP: the library that produced the span.
    pub scope: Arc<Scope>,
}

/// A span's part in a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpanKind {
    /// Not said.
    #[default]
    Unspecified,
    /// Work within a process. X-Ray: a subsegment without a namespace.
    Internal,
    /// Handles a request. X-Ray: a segment.
    Server,
    /// Sends a request. X-Ray: a subsegment with a namespace.
    Client,
    /// Sends a message.
    Producer,
    /// Handles a message.
    Consumer,
}

/// How a span ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpanStatus {
    /// Not said, which is how most successes are told.
    #[default]
    Unset,
    /// Somebody decided that it is a success.
    Ok,
    /// An error; in X-Ray one that the caller made (4xx).
    Error,
    /// X-Ray: a request too many (429). Counts more than the `error` that comes with it.
    Throttle,
    /// X-Ray: an error of the one who was called (5xx). Counts more than the two others.
    Fault,
}

/// What went wrong. At least one of its parts is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// The name of the error's type.
    pub kind: Option<String>,
    /// What it says.
    pub message: Option<String>,
}

/// Something that happened during a span.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpanEvent {
    /// What.
    pub name: String,
    /// When.
    pub time: Option<Timestamp>,
    /// More about it.
    pub attributes: Map<String, Value>,
}

/// A span elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SpanLink {
    /// Its trace.
    pub trace_id: Option<TraceId>,
    /// Its id.
    pub span_id: Option<SpanId>,
    /// More about the relation.
    pub attributes: Map<String, Value>,
}

/// The library that produced a span.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Scope {
    /// Its name; empty where it is not told.
    pub name: String,
    /// Its version; empty where it is not told.
    pub version: String,
    /// More about it.
    pub attributes: Map<String, Value>,
}

// === impl Span ===

impl Span {
    /// How long it took; none unless both its ends are known. A span that ends before it starts took no
    /// time.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        Some(self.end?.saturating_since(self.start?))
    }

    /// Whether it was told before it ended.
    #[must_use]
    pub fn is_in_progress(&self) -> bool {
        self.end.is_none()
    }
}

// === impl SpanKind ===

impl SpanKind {
    /// The word for it: `internal`, `server`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Internal => "internal",
            Self::Server => "server",
            Self::Client => "client",
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        }
    }
}

// === impl SpanStatus ===

impl SpanStatus {
    /// Whether something went wrong.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Error | Self::Throttle | Self::Fault)
    }

    /// The word for it: `unset`, `ok`, `error`, …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unset => "unset",
            Self::Ok => "ok",
            Self::Error => "error",
            Self::Throttle => "throttle",
            Self::Fault => "fault",
        }
    }
}

// === impl Cause ===

impl Cause {
    /// None where there is nothing to tell.
    pub(crate) fn of(kind: Option<&str>, message: Option<&str>) -> Option<Self> {
        let told = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let cause = Self { kind: told(kind), message: told(message) };
        (cause != Self::default()).then_some(cause)
    }
}
