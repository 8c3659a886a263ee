//! What is the same on all lines of one place in the code, remembered from line to line.

use tracing::Metadata;

use super::members::tag;
use crate::format::{Location, Reserved};

/// How many are remembered. Two may share a place, and take it from each other on every line.
const PLACES: usize = 64;

/// The places in the code whose lines were written last, told from others by where in memory they are described: that
/// stays as it is as long as the process lives.
#[derive(Debug, Default)]
pub(super) struct Callsites {
    /// Whose rules these are.
    reserved: &'static [&'static str],
    known: Vec<Callsite>,
}

/// A place in the code.
#[derive(Debug, Default)]
pub(super) struct Callsite {
    metadata: Option<&'static Metadata<'static>>,
    /// The location as a JSON string, and then the keys of the fields, each as it is behind another member: `,"key":`.
    json: Vec<u8>,
    location: usize,
    fields: Vec<FieldKey>,
}

/// What is known of a field's key.
#[derive(Clone, Copy, Debug)]
enum FieldKey {
    Message,
    Written {
        start: usize,
        end: usize,
        tag: u32,
    },
    /// It is not the same on all lines, or not the only one of its name, or there is none.
    Unknown,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'a> {
    Message,
    /// The key, which no other field of the event has, and its tag.
    Key(&'a [u8], u32),
    Unknown,
}

// === impl Callsites ===

impl Callsites {
    /// Finds a place, or looks at it. Where it then is.
    pub(super) fn find(&mut self, metadata: &'static Metadata<'static>, reserved: &Reserved) -> usize {
        if self.known.is_empty() || !std::ptr::eq(self.reserved, reserved.names()) {
            self.reserved = reserved.names();
            self.known.clear();
            self.known.resize_with(PLACES, Callsite::default);
        }
        let address = std::ptr::from_ref(metadata) as usize;
        let index = ((address >> 5) ^ (address >> 11)) % PLACES;
        let known = &mut self.known[index];
        if !known.metadata.is_some_and(|known| std::ptr::eq(known, metadata)) {
            known.look_at(metadata, reserved);
        }
        index
    }

    /// What was found.
    pub(super) fn get(&self, index: Option<usize>) -> Option<&Callsite> {
        self.known.get(index?)
    }
}

// === impl Callsite ===

impl Callsite {
    /// The location as a JSON string.
    pub(super) fn location(&self) -> &[u8] {
        &self.json[..self.location]
    }

    /// What becomes of its field of this number.
    pub(super) fn field(&self, index: usize) -> Known<'_> {
        match self.fields.get(index) {
            Some(FieldKey::Message) => Known::Message,
            Some(FieldKey::Written { start, end, tag }) => Known::Key(&self.json[*start..*end], *tag),
            Some(FieldKey::Unknown) | None => Known::Unknown,
        }
    }

    /// The buffers are used again.
    #[cold]
    fn look_at(&mut self, metadata: &'static Metadata<'static>, reserved: &Reserved) {
        let Self { json, fields, .. } = self;
        json.clear();
        fields.clear();
        Location::of(metadata).write(json);
        self.metadata = Some(metadata);
        self.location = json.len();
        let mut doubtful = false;
        for field in metadata.fields() {
            fields.push(match (field.name(), reserved.key(field.name())) {
                ("message", _) => FieldKey::Message,
                (_, Some(key)) => {
                    let start = json.len();
                    key.write(json);
                    // One that gets another name is counted on each line.
                    doubtful |= key.moved || is_there(fields, json, start);
                    FieldKey::Written { start, end: json.len(), tag: tag(&json[start..]) }
                }
                (_, None) => FieldKey::Unknown,
            });
        }
        if doubtful {
            // Of fields of the same name, or of one that gets a name which another has, the first holds.
            fields.iter_mut().filter(|key| matches!(key, FieldKey::Written { .. })).for_each(|key| {
                *key = FieldKey::Unknown;
            });
        }
    }
}

/// Whether the key that stands at the end is one of those before it.
fn is_there(fields: &[FieldKey], json: &[u8], start: usize) -> bool {
    fields.iter().any(|field| match *field {
        FieldKey::Written { start: other, end, .. } => json[other..end] == json[start..],
        FieldKey::Message | FieldKey::Unknown => false,
    })
}
