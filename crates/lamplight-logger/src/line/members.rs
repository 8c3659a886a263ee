//! Members of a JSON object, written one after the other, no key twice.

use lamplight_core::json::write_string;

use crate::format::TRUNCATED;

/// How many members there may be.
const MOST: usize = 64;

/// Fields as JSON: those of a line, or those of a span, which are written once and copied to each line in it.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// Each member as it is written behind another: `,"key":value`.
    json: Vec<u8>,
    places: Vec<Place>,
    /// A bit for each tag; most keys differ in theirs, and one look says so.
    marks: u64,
}

/// Where in the text a member is.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    value: usize,
    end: usize,
    /// Of the key: what differs between most keys, so that few have to be compared.
    tag: u32,
}

/// A member that was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The key is there already.
    Taken,
    /// There are as many as there may be.
    Full,
}

// === impl Members ===

impl Members {
    /// None yet, with room for so many.
    pub(crate) fn with_capacity(members: usize) -> Self {
        // Most keys and values are short.
        Self { json: Vec::with_capacity(members * 32), places: Vec::with_capacity(members), marks: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(crate) fn clear(&mut self) {
        self.json.clear();
        self.places.clear();
        self.marks = 0;
    }

    /// Gives back what is beyond so many bytes of buffer.
    pub(crate) fn shrink_to(&mut self, bytes: usize) {
        if self.json.capacity() > bytes {
            self.json.shrink_to(bytes);
        }
    }

    /// All of them, each with a comma before it.
    pub(crate) fn as_json(&self) -> &[u8] {
        &self.json
    }

    /// Each key, as it is between its quotes, and its value, as JSON.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.places.iter().map(|place| (self.key(place), self.value(place)))
    }

    /// Adds a member, unless its key is here already.
    pub(crate) fn add(&mut self, key: Key<'_>, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), Refused> {
        let start = self.json.len();
        key.write(&mut self.json);
        let (value, tag) = (self.json.len(), tag(&self.json[start..]));
        if let Err(refused) = self.room(tag, &self.json[start..]) {
            self.json.truncate(start);
            return Err(refused);
        }
        write(&mut self.json);
        self.push(Place { start, value, end: self.json.len(), tag });
        Ok(())
    }

    /// Adds a member whose key, of this tag, is known not to be here and was written before.
    pub(crate) fn add_new(
        &mut self,
        key: &[u8],
        tag: u32,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Refused> {
        if self.places.len() == MOST {
            return Err(Refused::Full);
        }
        let start = self.json.len();
        self.json.extend_from_slice(key);
        let value = self.json.len();
        write(&mut self.json);
        self.push(Place { start, value, end: self.json.len(), tag });
        Ok(())
    }

    /// Keeps the first so many.
    pub(crate) fn truncate(&mut self, members: usize) {
        if members == 0 {
            return self.clear();
        }
        self.places.truncate(members);
        self.json.truncate(self.places.last().map_or(0, |place| place.end));
    }

    /// Adds a member, in place of one of this key.
    pub(crate) fn replace(&mut self, key: Key<'_>, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.json.len();
        key.write(&mut self.json);
        let (value, tag) = (self.json.len(), tag(&self.json[start..]));
        write(&mut self.json);
        let known = self.position(tag, &self.json[start..value]);
        self.push(Place { start, value, end: self.json.len(), tag });
        if let Some(index) = known {
            self.remove(index);
        }
    }

    /// Says that the line was cut, whether there is room for it or not.
    pub(crate) fn mark_truncated(&mut self) {
        self.replace(Key { name: TRUNCATED, moved: false }, |out| out.extend_from_slice(b"true"));
    }

    /// Adds those of the first so many whose keys are not here yet; how many there was no room for.
    pub(crate) fn add_first(&mut self, others: &Self, members: usize) -> usize {
        let disjoint = self.marks & others.marks == 0 && self.places.len() + others.places.len() <= MOST;
        if disjoint && members == others.places.len() {
            self.add_all(others);
            return 0;
        }
        let mut refused = 0;
        for place in others.places.iter().take(members) {
            match self.room(place.tag, &others.json[place.start..place.value]) {
                Ok(()) => {
                    let member = &others.json[place.start..place.end];
                    let place = place.moved_by(self.json.len().wrapping_sub(place.start));
                    self.json.extend_from_slice(member);
                    self.push(place);
                }
                Err(Refused::Taken) => {}
                Err(Refused::Full) => refused += 1,
            }
        }
        refused
    }

    /// Adds all of them, none of which is here, and for which there is room.
    fn add_all(&mut self, others: &Self) {
        let by = self.json.len();
        self.json.extend_from_slice(&others.json);
        self.places.extend(others.places.iter().map(|place| place.moved_by(by)));
        self.marks |= others.marks;
    }

    /// The value of the `index`th, replaced by what `write` makes of it.
    pub(crate) fn rewrite(&mut self, index: usize, write: impl FnOnce(&[u8], &mut Vec<u8>)) {
        let place = self.places[index];
        let old = std::mem::take(&mut self.json);
        self.json.extend_from_slice(&old[..place.value]);
        write(&old[place.value..place.end], &mut self.json);
        let (before, after) = (place.end - place.value, self.json.len() - place.value);
        self.json.extend_from_slice(&old[place.end..]);
        let moved = |at: usize| if at >= place.end { at - before + after } else { at };
        for other in &mut self.places {
            let same = other.start == place.start;
            *other = Place {
                start: moved(other.start),
                value: moved(other.value),
                end: if same { place.value + after } else { moved(other.end) },
                tag: other.tag,
            };
        }
    }

    /// The values' lengths, in bytes.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = usize> {
        self.places.iter().map(|place| place.end - place.value)
    }

    fn remove(&mut self, index: usize) {
        let gone = self.places.remove(index);
        self.json.drain(gone.start..gone.end);
        let length = gone.end - gone.start;
        for place in &mut self.places[index..] {
            place.start -= length;
            place.value -= length;
            place.end -= length;
        }
    }

    fn push(&mut self, place: Place) {
        self.marks |= mark(place.tag);
        self.places.push(place);
    }

    fn room(&self, tag: u32, key: &[u8]) -> Result<(), Refused> {
        if self.position(tag, key).is_some() {
            Err(Refused::Taken)
        } else if self.places.len() == MOST {
            Err(Refused::Full)
        } else {
            Ok(())
        }
    }

    fn position(&self, tag: u32, key: &[u8]) -> Option<usize> {
        let same = |known: &Place| known.tag == tag && self.json[known.start..known.value] == *key;
        if self.marks & mark(tag) == 0 { None } else { self.places.iter().position(same) }
    }

    fn key(&self, place: &Place) -> &[u8] {
        // Within comma and quote before it, quote and colon after it.
        &self.json[place.start + 2..place.value - 2]
    }

    fn value(&self, place: &Place) -> &[u8] {
        &self.json[place.value..place.end]
    }
}

// === impl Place ===

impl Place {
    /// The place once everything before it is so much longer, in numbers that wrap.
    fn moved_by(&self, by: usize) -> Self {
        let moved = |at: usize| at.wrapping_add(by);
        Self { start: moved(self.start), value: moved(self.value), end: moved(self.end), tag: self.tag }
    }
}

/// Length, first, last and a middle byte of a key that is written as `,"key":`.
pub(super) fn tag(key: &[u8]) -> u32 {
    let byte = |place: usize| key.get(place).copied().unwrap_or_default();
    let length = key.len();
    u32::from_le_bytes([length as u8, byte(2), byte(length / 2), byte(length.saturating_sub(3))])
}

/// One of 64 bits.
fn mark(tag: u32) -> u64 {
    1 << (tag.wrapping_mul(0x9e37_79b1) >> 26)
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) name: &'a str,
    /// With an underscore at its end, because a standard key has the name.
    pub(crate) moved: bool,
}

// === impl Key ===

impl Key<'_> {
    /// Writes it as it is behind another member: `,"key":`.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.reserve(self.name.len() + 5);
        out.push(b',');
        write_string(out, self.name);
        if self.moved {
            // Before the quote that ends it.
            out.pop();
            out.extend_from_slice(b"_\"");
        }
        out.push(b':');
    }
}
