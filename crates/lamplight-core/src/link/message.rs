//! What is said on the link, and how it is written.
//!
//! ```text
//! message = version kind field*
//! field   = tag length value      length: two bytes, the lower first
//! ```
//!
//! Fields that are not known are passed over, so that a newer function talks to an older extension; messages of
//! another version are not read.

use super::datagram::{BEGIN, Beginning, DONE, Datagram, Tag, VERSION};
use crate::clock::Timestamp;
use crate::trace::{SpanId, TraceId};

/// What a function says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// An invocation begins.
    Begin(Begin),
    /// An invocation is over for the function, and all that it has to say was sent.
    Done(Done),
}

/// An invocation begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The invocation.
    pub request_id: String,
    /// Its trace.
    pub trace_id: TraceId,
    /// The span that stands for the invocation, and is sent at its end.
    pub root: SpanId,
    /// Whose child the root is.
    pub parent: Option<SpanId>,
    /// Whether the trace is recorded.
    pub sampled: bool,
    /// The root's name.
    pub name: String,
    /// OTLP's number of the root's kind.
    pub kind: u8,
    /// When it began.
    pub start: Timestamp,
}

/// An invocation is over for the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The invocation.
    pub request_id: String,
    /// Whether its root span was sent.
    pub root_sent: bool,
    /// How many spans were sent, the root among them.
    pub spans: u32,
}

// === impl Message ===

impl Message {
    /// The message as one datagram.
    #[must_use]
    pub fn to_datagram(&self) -> Datagram {
        match self {
            Self::Begin(begin) => Datagram::begin(&begin.borrowed()),
            Self::Done(done) => Datagram::done(&done.request_id, done.root_sent, done.spans),
        }
    }

    /// Reads a datagram. `None` for one of another version or kind, and where something is missing or malformed.
    #[must_use]
    pub fn parse(datagram: &[u8]) -> Option<Self> {
        let [VERSION, kind, fields @ ..] = datagram else {
            return None;
        };
        let fields = Fields::read(fields)?;
        match *kind {
            BEGIN => fields.begin().map(Self::Begin),
            DONE => fields.done().map(Self::Done),
            _ => None,
        }
    }
}

// === impl Begin ===

impl Begin {
    /// The same without texts of its own.
    #[must_use]
    pub fn borrowed(&self) -> Beginning<'_> {
        let Self { trace_id, root, parent, sampled, kind, start, .. } = *self;
        Beginning {
            request_id: &self.request_id,
            trace_id,
            root,
            parent,
            sampled,
            name: &self.name,
            kind,
            start,
        }
    }
}

/// The values of a message, by tag; of a tag given twice the last counts.
#[derive(Default)]
struct Fields<'a>([Option<&'a [u8]>; 11]);

impl<'a> Fields<'a> {
    fn read(mut rest: &'a [u8]) -> Option<Self> {
        let mut fields = Self::default();
        while let [tag, low, high, after @ ..] = rest {
            let length = usize::from(u16::from_le_bytes([*low, *high]));
            let value = after.get(..length)?;
            if let Some(field) = fields.0.get_mut(usize::from(*tag)) {
                *field = Some(value);
            }
            rest = &after[length..];
        }
        rest.is_empty().then_some(fields)
    }

    fn get(&self, tag: Tag) -> Option<&'a [u8]> {
        self.0[tag as usize]
    }

    fn array<const N: usize>(&self, tag: Tag) -> Option<[u8; N]> {
        self.get(tag)?.try_into().ok()
    }

    fn text(&self, tag: Tag) -> Option<String> {
        String::from_utf8(self.get(tag)?.to_vec()).ok()
    }

    fn flag(&self, tag: Tag) -> Option<bool> {
        self.array::<1>(tag).map(|[flag]| flag != 0)
    }

    fn begin(&self) -> Option<Begin> {
        Some(Begin {
            request_id: self.text(Tag::RequestId)?,
            trace_id: TraceId::from_bytes(self.array(Tag::TraceId)?)?,
            root: SpanId::from_bytes(self.array(Tag::Root)?)?,
            parent: self.array(Tag::Parent).and_then(SpanId::from_bytes),
            sampled: self.flag(Tag::Sampled)?,
            name: self.text(Tag::Name)?,
            kind: self.array::<1>(Tag::Kind).map(|[kind]| kind)?,
            start: Timestamp::from_nanos(u64::from_le_bytes(self.array(Tag::Start)?)),
        })
    }

    fn done(&self) -> Option<Done> {
        Some(Done {
            request_id: self.text(Tag::RequestId)?,
            root_sent: self.flag(Tag::RootSent)?,
            spans: u32::from_le_bytes(self.array(Tag::Spans)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn begin(name: String) -> Begin {
        Begin {
            request_id: "3f2c9a3e-1111-4222-8333-444455556666".to_owned(),
            trace_id: TraceId::from_bytes([7; 16]).expect("not zero"),
            root: SpanId::from_bytes([8; 8]).expect("not zero"),
            parent: SpanId::from_bytes([9; 8]),
            sampled: true,
            name,
            kind: 2,
            start: Timestamp::from_millis(1_700_000_000_123),
        }
    }

    #[test]
    fn what_is_said_is_read() {
        let orphan = Begin { parent: None, sampled: false, ..begin(String::new()) };
        let done = Done { request_id: "r".to_owned(), root_sent: true, spans: 70_000 };
        for message in [Message::Begin(begin("orders".into())), Message::Begin(orphan), Message::Done(done)] {
            assert_eq!(Message::parse(message.to_datagram().as_bytes()), Some(message));
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_between_characters() {
        let datagram = Message::Begin(begin("ä".repeat(2000))).to_datagram();
        let Some(Message::Begin(read)) = Message::parse(datagram.as_bytes()) else {
            panic!("it is still a message");
        };
        assert!(read.name.len() > 800 && read.name.chars().all(|char| char == 'ä'), "{}", read.name.len());
    }

    #[test]
    fn fields_of_a_newer_function_are_passed_over_and_other_versions_are_not_read() {
        let mut bytes = Message::Begin(begin("orders".into())).to_datagram().as_bytes().to_vec();
        bytes.extend([200, 2, 0, b'h', b'i']);
        assert_eq!(Message::parse(&bytes), Some(Message::Begin(begin("orders".into()))));
        bytes[0] = 2;
        assert_eq!(Message::parse(&bytes), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), valid: bool) {
            let mut datagram = bytes;
            if valid && datagram.len() > 2 {
                datagram[0] = VERSION;
                datagram[1] = 1 + datagram[1] % 2;
            }
            let _ = Message::parse(&datagram);
        }
    }
}
