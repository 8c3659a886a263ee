//! Redacting a document, from bytes to bytes.

use super::place::Place;
use super::{Mask, Redaction};
use crate::json::write_string;
use crate::source::cursor::Cursor;
use crate::source::text;

/// What is nested deeper is not looked at, and not shown.
const DEEPEST: usize = 64;
/// How many times text may be JSON whose text is JSON.
const DEEPEST_TEXT: usize = 3;

/// Writes a document as JSON in which nothing is shown that a rule masks.
pub(super) fn write(redaction: &Redaction, json: &[u8], out: &mut Vec<u8>) {
    write_nested(redaction, json, out, 0);
}

fn write_nested(redaction: &Redaction, json: &[u8], out: &mut Vec<u8>, nested: usize) {
    Writer { redaction, json, cursor: Cursor::new(json), out, place: Vec::new(), nested }.value();
}

struct Writer<'a> {
    redaction: &'a Redaction,
    json: &'a [u8],
    cursor: Cursor<'a>,
    out: &'a mut Vec<u8>,
    place: Vec<Place<'a>>,
    /// How many documents this one is the text of.
    nested: usize,
}

impl<'a> Writer<'a> {
    fn value(&mut self) {
        match self.cursor.peek() {
            Some(b'{' | b'[') if self.place.len() >= DEEPEST => {
                self.cursor.skip();
                write_string(self.out, "*****");
            }
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => {
                let string = self.skipped();
                let text = text::string(string).unwrap_or_default();
                self.text(&text);
            }
            Some(_) => self.word(),
            None => self.out.extend_from_slice(b"null"),
        }
    }

    fn object(&mut self) {
        self.cursor.enter();
        self.out.push(b'{');
        let empty = self.out.len();
        while let Some(key) = self.cursor.next_key() {
            let name = key.text();
            self.place.push(Place::Member(name.clone()));
            let before = self.out.len();
            if before > empty {
                self.out.push(b',');
            }
            write_string(self.out, &name);
            self.out.push(b':');
            match self.redaction.mask_at(&self.place) {
                Some(mask) if !self.masked(mask) => self.out.truncate(before),
                Some(_) => {}
                None => self.value(),
            }
            self.place.pop();
        }
        self.out.push(b'}');
    }

    fn array(&mut self) {
        self.cursor.enter();
        self.out.push(b'[');
        let mut index = 0;
        while self.cursor.next_element() {
            if index > 0 {
                self.out.push(b',');
            }
            self.place.push(Place::Element(index));
            match self.redaction.mask_at(&self.place) {
                Some(mask) if !self.masked(mask) => self.out.extend_from_slice(b"null"),
                Some(_) => {}
                None => self.value(),
            }
            self.place.pop();
            index += 1;
        }
        self.out.push(b']');
    }

    /// Writes what stands for the value that comes next, if anything does.
    fn masked(&mut self, mask: &Mask) -> bool {
        let value = self.skipped();
        let masked = match (value.first(), text::string(value)) {
            (Some(b'{' | b'['), _) => mask.whole(&String::from_utf8_lossy(value)),
            (_, Some(text)) => mask.text(&text),
            (_, None) => mask.text(&String::from_utf8_lossy(value)),
        };
        if let Some(masked) = &masked {
            write_string(self.out, masked);
        }
        masked.is_some()
    }

    fn text(&mut self, text: &str) {
        let is_document = matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['));
        if is_document && self.nested < DEEPEST_TEXT && is_whole(text.as_bytes()) {
            let mut inner = Vec::with_capacity(text.len());
            write_nested(self.redaction, text.as_bytes(), &mut inner, self.nested + 1);
            write_string(self.out, &String::from_utf8_lossy(&inner));
        } else {
            write_string(self.out, &self.redaction.text(text));
        }
    }

    /// A number or a constant, and whatever else stands where one should.
    fn word(&mut self) {
        let word = self.skipped();
        let text = String::from_utf8_lossy(word);
        let masked = self.redaction.text(&text);
        if is_word(word) && *masked == *text {
            self.out.extend_from_slice(word);
        } else {
            write_string(self.out, &masked);
        }
    }

    /// The bytes of the value that comes next.
    fn skipped(&mut self) -> &'a [u8] {
        self.cursor.skip().of(self.json).unwrap_or_default()
    }
}

/// Whether there is nothing behind the value: `[a] b` is text, not a document.
fn is_whole(json: &[u8]) -> bool {
    let mut cursor = Cursor::new(json);
    let value = cursor.skip().of(json).unwrap_or_default();
    let closed = matches!((value.first(), value.last()), (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')));
    closed && cursor.peek().is_none()
}

/// Whether this is a number, as RFC 8259 has it in section 6, or one of its three constants.
fn is_word(word: &[u8]) -> bool {
    if matches!(word, b"null" | b"true" | b"false") {
        return true;
    }
    let unsigned = word.strip_prefix(b"-").unwrap_or(word);
    let (mantissa, exponent) = split(unsigned, |byte| matches!(byte, b'e' | b'E'));
    let (whole, fraction) = split(mantissa, |byte| byte == b'.');
    let exponent =
        exponent.map(|digits| digits.strip_prefix(b"+").or(digits.strip_prefix(b"-")).unwrap_or(digits));
    let leading_zero = whole.len() > 1 && whole.first() == Some(&b'0');
    is_digits(whole) && !leading_zero && fraction.is_none_or(is_digits) && exponent.is_none_or(is_digits)
}

fn is_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit)
}

fn split(bytes: &[u8], at: impl Fn(u8) -> bool) -> (&[u8], Option<&[u8]>) {
    match bytes.iter().position(|byte| at(*byte)) {
        Some(place) => (&bytes[..place], Some(&bytes[place + 1..])),
        None => (bytes, None),
    }
}
