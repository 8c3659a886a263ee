//! Messages as they are sent: written in place, without an allocation.

use std::fmt;

use crate::clock::Timestamp;
use crate::trace::{SpanId, TraceId};

pub(super) const VERSION: u8 = 1;
pub(super) const BEGIN: u8 = 1;
pub(super) const DONE: u8 = 2;

/// No message is longer than this: what does not fit is cut off the name.
pub const MOST_BYTES: usize = 1024;

/// A message as it is sent.
#[derive(Clone)]
pub struct Datagram {
    bytes: [u8; MOST_BYTES],
    length: usize,
}

/// An invocation begins: [`Begin`](super::Begin) for whoever has the texts already.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// The invocation.
    pub request_id: &'a str,
    /// Its trace.
    pub trace_id: TraceId,
    /// The span that stands for the invocation, and is sent at its end.
    pub root: SpanId,
    /// Whose child the root is.
    pub parent: Option<SpanId>,
    /// Whether the trace is recorded.
    pub sampled: bool,
    /// The root's name.
    pub name: &'a str,
    /// OTLP's number of the root's kind.
    pub kind: u8,
    /// When it began.
    pub start: Timestamp,
}

#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Tag {
    RequestId = 1,
    TraceId = 2,
    Root = 3,
    Parent = 4,
    Sampled = 5,
    Name = 6,
    Kind = 7,
    Start = 8,
    RootSent = 9,
    Spans = 10,
}

// === impl Datagram ===

impl Datagram {
    /// An invocation begins.
    #[must_use]
    pub fn begin(begin: &Beginning<'_>) -> Self {
        let mut datagram = Self::of_kind(BEGIN);
        datagram.put(Tag::RequestId, begin.request_id.as_bytes());
        datagram.put(Tag::TraceId, &begin.trace_id.to_bytes());
        datagram.put(Tag::Root, &begin.root.to_bytes());
        if let Some(parent) = begin.parent {
            datagram.put(Tag::Parent, &parent.to_bytes());
        }
        datagram.put(Tag::Sampled, &[u8::from(begin.sampled)]);
        datagram.put(Tag::Kind, &[begin.kind]);
        datagram.put(Tag::Start, &begin.start.as_nanos().to_le_bytes());
        datagram.put(Tag::Name, begin.name.as_bytes());
        datagram
    }

    /// An invocation is over for the function; see [`Done`](super::Done).
    #[must_use]
    pub fn done(request_id: &str, root_sent: bool, spans: u32) -> Self {
        let mut datagram = Self::of_kind(DONE);
        datagram.put(Tag::RequestId, request_id.as_bytes());
        datagram.put(Tag::RootSent, &[u8::from(root_sent)]);
        datagram.put(Tag::Spans, &spans.to_le_bytes());
        datagram
    }

    /// What is sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    fn of_kind(kind: u8) -> Self {
        let mut bytes = [0; MOST_BYTES];
        bytes[0] = VERSION;
        bytes[1] = kind;
        Self { bytes, length: 2 }
    }

    /// Adds a field, cut so that the message stays within its limit.
    fn put(&mut self, tag: Tag, value: &[u8]) {
        let value = cut(value, MOST_BYTES.saturating_sub(self.length + 3));
        // A message has no more bytes than fit into two.
        let [low, high] = (value.len() as u16).to_le_bytes();
        let field = [tag as u8, low, high].into_iter().chain(value.iter().copied());
        for (place, byte) in self.bytes[self.length..].iter_mut().zip(field) {
            *place = byte;
            self.length += 1;
        }
    }
}

impl fmt::Debug for Datagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Datagram").field(&self.as_bytes()).finish()
    }
}

/// As much as has room, without half a character at the end.
fn cut(value: &[u8], room: usize) -> &[u8] {
    if value.len() <= room {
        return value;
    }
    let mut end = room;
    while end > 0 && value[end] & 0xc0 == 0x80 {
        end -= 1;
    }
    &value[..end]
}
