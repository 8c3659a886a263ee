//! The span of an environment's set-up, or of its restoring from a snapshot: in the first invocation's trace.

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::SpanId;

use super::resource::{Resource, Value, attribute};
use super::trace::Root;
use crate::otlp::writer::Message;

/// A set-up that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Init {
    pub(crate) kind: Kind,
    pub(crate) start: Timestamp,
    pub(crate) duration: Duration,
    /// Why it failed, if it did.
    pub(crate) error_type: Option<String>,
}

/// How an environment comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Init,
    /// From a snapshot, which was made after its set-up.
    Restore,
}

/// OTLP's number of the kind `INTERNAL`.
const INTERNAL: u64 = 1;
/// OTLP's code of the status `ERROR`.
const ERROR: u64 = 2;

/// A request with the one span: in the trace of a root, whoever's child it is.
pub(crate) fn body(resource: &Resource, init: &Init, root: &Root, parent: Option<SpanId>) -> Vec<u8> {
    let end = init.start.saturating_add(init.duration);
    let name = match init.kind {
        Kind::Init => "init",
        Kind::Restore => "restore",
    };
    let parent = parent.map(SpanId::to_bytes);
    let mut span = Message::new()
        .bytes(1, &root.trace_id.to_bytes())
        .bytes(2, &id(root.id, init.kind).to_bytes())
        .bytes(4, parent.as_ref().map_or(&[], |parent| parent))
        .text(5, name)
        .varint(6, INTERNAL)
        .fixed64(7, init.start.as_nanos())
        .fixed64(8, end.as_nanos())
        .message(9, attribute("faas.coldstart", &Value::Bool(true)));
    if let Some(error_type) = &init.error_type {
        span = span
            .message(9, attribute("error.type", &Value::text(error_type)))
            .message(15, Message::new().text(2, "the set-up failed").varint(3, ERROR));
    }
    resource.request([span])
}

/// An id that is the root's but for one bit: there is one set-up of a kind for a root, and the root's id is random.
fn id(root: SpanId, kind: Kind) -> SpanId {
    let mut bytes = root.to_bytes();
    bytes[0] ^= match kind {
        Kind::Init => 0x80,
        Kind::Restore => 0x40,
    };
    SpanId::from_bytes(bytes).unwrap_or(root)
}
