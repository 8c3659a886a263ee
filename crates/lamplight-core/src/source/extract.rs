//! One pass over an event, which notes where the values of all listed paths are.

use super::cursor::Cursor;
use super::families::RuleSet;
use super::path::{Members, Path};
use super::span::Span;

/// What was found of each path.
///
/// Of a key given twice the last counts, as in `serde_json::Value`, and `null` counts as absent.
#[derive(Clone, Debug)]
pub(super) struct Values {
    /// Where among those that were found each path's value is, counted from one.
    places: [u16; Path::COUNT],
    found: [Value; ROOM],
    /// How many of these are taken.
    taken: usize,
    /// What an event has beyond these, which no service's does.
    more: Vec<Value>,
    /// Rules that may hold, since the first path that they look at was met.
    candidates: RuleSet,
}

#[derive(Clone, Copy, Debug)]
struct Value {
    span: Span,
    count: u32,
}

/// How many values there is room for without an allocation: more than any service's event has. Room for all paths at once
/// would take longer to clear than most events take to read.
const ROOM: usize = 48;

/// The pass.
struct Extraction<'a> {
    cursor: Cursor<'a>,
    values: &'a mut Values,
}

// === impl Values ===

impl Values {
    /// Reads a payload as far as it is JSON.
    pub(super) fn of(payload: &[u8]) -> Self {
        // More than a span can tell; no service sends a thousandth of it.
        let payload = payload.get(..u32::MAX as usize).unwrap_or(payload);
        let mut values = Self {
            places: [0; Path::COUNT],
            found: [Value::NONE; ROOM],
            taken: 0,
            more: Vec::new(),
            candidates: RuleSet::EMPTY,
        };
        Extraction { cursor: Cursor::new(payload), values: &mut values }.value(Path::ROOT);
        values
    }

    /// Whether nothing was allocated.
    #[cfg(test)]
    pub(super) fn is_at_hand(&self) -> bool {
        self.more.is_empty()
    }

    /// Where a value is that is neither absent nor `null`.
    #[inline]
    pub(super) fn get(&self, path: Path) -> Option<Span> {
        let span = self.value(path)?.span;
        span.is_some().then_some(span)
    }

    #[inline]
    fn value(&self, path: Path) -> Option<&Value> {
        let place = usize::from(self.places[path.index()]).checked_sub(1)?;
        if place < ROOM { self.found.get(place) } else { self.more.get(place - ROOM) }
    }

    /// How many elements a list has.
    pub(super) fn count(&self, path: Path) -> Option<u32> {
        self.value(path).filter(|value| value.span.is_some()).map(|value| value.count)
    }

    /// The rules that are worth a look.
    pub(super) fn candidates(&self) -> RuleSet {
        self.candidates
    }

    #[inline]
    fn set(&mut self, path: Path, value: Value) {
        match usize::from(self.places[path.index()]) {
            0 => self.add(path, value),
            place if place <= ROOM => self.found[place - 1] = value,
            place => self.more[place - 1 - ROOM] = value,
        }
        self.candidates.insert_all(RuleSet::starting_at(path));
    }

    /// The value of a path that is met for the first time.
    #[inline]
    fn add(&mut self, path: Path, value: Value) {
        // There are fewer paths than numbers.
        self.places[path.index()] = (self.taken + 1) as u16;
        match self.found.get_mut(self.taken) {
            Some(place) => *place = value,
            None => self.more.push(value),
        }
        self.taken += 1;
    }

    /// For a path that is met again: of its first value nothing holds.
    #[cold]
    fn forget(&mut self, path: Path) {
        for place in path.subtree() {
            match usize::from(self.places[place]) {
                0 => {}
                place if place <= ROOM => self.found[place - 1] = Value::NONE,
                place => self.more[place - 1 - ROOM] = Value::NONE,
            }
        }
    }
}

// === impl Value ===

impl Value {
    const NONE: Self = Self { span: Span::NONE, count: 0 };
}

// === impl Extraction ===

impl Extraction<'_> {
    fn value(&mut self, path: Path) {
        if self.values.get(path).is_some() {
            self.values.forget(path);
        }
        let Some(first) = self.cursor.peek() else { return };
        let start = self.cursor.position();
        let mut count = 0;
        match (first, path.members(), path.first()) {
            (b'{', Members::Named, _) => self.members(path),
            (b'{', Members::Headers, _) => self.headers(path),
            (b'{', Members::Counted, _) => count = self.count_of_members(),
            (b'[', _, Some(element)) => count = self.elements(element),
            (b'n', ..) => {
                self.cursor.skip();
                return;
            }
            _ => {
                let span = self.cursor.skip();
                self.values.set(path, Value { span, count });
                return;
            }
        }
        self.values.set(path, Value { span: self.cursor.since(start), count });
    }

    fn members(&mut self, path: Path) {
        self.cursor.enter();
        while let Some(key) = self.cursor.next_key() {
            match key.find(|name| path.member(name)) {
                Some(path) => self.value(path),
                None => {
                    self.cursor.skip();
                }
            }
        }
    }

    fn headers(&mut self, path: Path) {
        self.cursor.enter();
        while let Some(key) = self.cursor.next_key() {
            match key.find(|name| path.header(name)) {
                Some(path) => {
                    let span = self.header();
                    self.values.set(path, Value { span, count: 0 });
                }
                None => {
                    self.cursor.skip();
                }
            }
        }
    }

    /// A header's value: a string; the first of a list of strings; or, as a content delivery network
    /// has it, the first of a list of objects with a `value`.
    fn header(&mut self) -> Span {
        match self.cursor.peek() {
            Some(b'"') => self.cursor.skip(),
            Some(b'[') => {
                self.cursor.enter();
                if !self.cursor.next_element() {
                    return Span::NONE;
                }
                let span = match self.cursor.peek() {
                    Some(b'"') => self.cursor.skip(),
                    Some(b'{') => self.value_of_header(),
                    _ => Span::NONE,
                };
                self.cursor.leave();
                span
            }
            _ => {
                self.cursor.skip();
                Span::NONE
            }
        }
    }

    fn value_of_header(&mut self) -> Span {
        self.cursor.enter();
        let mut value = Span::NONE;
        while let Some(key) = self.cursor.next_key() {
            let is_text = self.cursor.peek() == Some(b'"');
            let span = self.cursor.skip();
            if key.is(b"value") {
                value = if is_text { span } else { Span::NONE };
            }
        }
        value
    }

    /// Looks into the first element, and counts all of them.
    fn elements(&mut self, first: Path) -> u32 {
        self.cursor.enter();
        if !self.cursor.next_element() {
            return 0;
        }
        self.value(first);
        1 + self.count_elements()
    }

    /// Counts the elements of all the lists in an object.
    fn count_of_members(&mut self) -> u32 {
        self.cursor.enter();
        let mut count = 0;
        while self.cursor.next_key().is_some() {
            if self.cursor.peek() == Some(b'[') {
                self.cursor.enter();
                count += self.count_elements();
            } else {
                self.cursor.skip();
            }
        }
        count
    }

    fn count_elements(&mut self) -> u32 {
        let mut count = 0;
        while self.cursor.next_element() {
            self.cursor.skip();
            count += 1;
        }
        count
    }
}
