//! A cursor over JSON text: it reads what is asked for, skips the rest fast, and never fails.
//!
//! Text that is not JSON, or ends too early, moves the cursor to the end, where there is nothing more to
//! read; what was read before stays. Commas are not insisted on, and brackets of a value that is skipped
//! are counted, not matched. Nothing recurses, so depth costs nothing, and every call moves on or ends.

use super::span::Span;
use super::string_end::string_end;
use super::text::{Piece, pieces};

/// Of the names that are looked for, with room to spare.
pub(super) const LONGEST_NAME: usize = 64;

/// A place in JSON text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The name of a member, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key<'a> {
    /// What is between the quotes.
    raw: &'a [u8],
    /// There is an escape in it.
    escaped: bool,
}

// === impl Cursor ===

impl<'a> Cursor<'a> {
    /// The start of a text, after a byte order mark.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 } }
    }

    /// The first byte of what comes next, which the cursor then stands at; `None` at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                byte => return byte.copied(),
            }
        }
    }

    /// Goes into the object or array that `peek` saw.
    #[inline]
    pub(crate) fn enter(&mut self) {
        self.at += 1;
    }

    /// The next member's name, inside an object; the cursor then stands before its value, which has to
    /// be read or skipped. `None` leaves the object.
    #[inline]
    pub(crate) fn next_key(&mut self) -> Option<Key<'a>> {
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return None;
                }
                _ => return self.fail(),
            }
        }
        let start = self.at + 1;
        let Some(end) = string_end(self.bytes, start) else { return self.fail() };
        self.at = end.quote + 1;
        if self.peek() != Some(b':') {
            return self.fail();
        }
        self.at += 1;
        Some(Key { raw: self.bytes.get(start..end.quote)?, escaped: end.escaped })
    }

    /// Whether there is one more element, inside an array; the cursor then stands before it. `false`
    /// leaves the array.
    #[inline]
    pub(crate) fn next_element(&mut self) -> bool {
        loop {
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return false;
                }
                Some(_) => return true,
                None => return false,
            }
        }
    }

    /// Skips a value, and says where it is.
    #[inline]
    pub(crate) fn skip(&mut self) -> Span {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => match string_end(self.bytes, start + 1) {
                Some(end) => self.at = end.quote + 1,
                // A string without an end is no string.
                None => return self.fail().unwrap_or_default(),
            },
            Some(b'{' | b'[') => {
                self.at += 1;
                self.leave();
            }
            Some(_) => self.skip_word(),
            None => return Span::NONE,
        }
        self.since(start)
    }

    /// Skips to the end of the object or array the cursor is in, and out of it.
    #[inline]
    pub(crate) fn leave(&mut self) {
        let mut depth = 1_usize;
        let mut at = self.at;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            match byte {
                b'"' => match string_end(self.bytes, at) {
                    Some(end) => at = end.quote + 1,
                    None => break,
                },
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at = at;
                        return;
                    }
                }
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }

    /// Where the cursor stands.
    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// From a place to here.
    #[inline]
    pub(crate) fn since(&self, start: usize) -> Span {
        Span::new(start, self.at)
    }

    /// A number, `true`, `false` or `null`, or something that is none of them.
    fn skip_word(&mut self) {
        let start = self.at;
        let ends =
            |byte: &u8| matches!(byte, b',' | b'}' | b']' | b':' | b'"' | b' ' | b'\n' | b'\r' | b'\t');
        let rest = self.bytes.get(start..).unwrap_or_default();
        match rest.iter().position(ends) {
            // Punctuation where a value has to be: without this the caller would come back for ever.
            Some(0) => self.at = self.bytes.len(),
            Some(length) => self.at = start + length,
            None => self.at = self.bytes.len(),
        }
    }

    #[cold]
    fn fail<T>(&mut self) -> Option<T> {
        self.at = self.bytes.len();
        None
    }
}

// === impl Key ===

impl<'a> Key<'a> {
    /// What the name says.
    #[cfg(feature = "redaction")]
    pub(crate) fn text(self) -> std::borrow::Cow<'a, str> {
        super::text::inside(self.raw)
    }

    /// The name is this one.
    pub(crate) fn is(self, name: &[u8]) -> bool {
        self.find(|other| (other == name).then_some(())).is_some()
    }

    /// Finds something by the name; nothing by a name that is longer than any we know.
    #[inline]
    pub(crate) fn find<T>(self, find: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        if self.escaped { self.find_unescaped(find) } else { find(self.raw) }
    }

    #[cold]
    fn find_unescaped<T>(self, find: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let mut name = [0; LONGEST_NAME];
        let mut length = 0;
        for piece in pieces(self.raw) {
            let mut buffer = [0; 4];
            let bytes = match piece {
                Piece::Plain(bytes) => bytes,
                Piece::Char(char) => char.encode_utf8(&mut buffer).as_bytes(),
            };
            let end = length + bytes.len();
            name.get_mut(length..end)?.copy_from_slice(bytes);
            length = end;
        }
        find(name.get(..length)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let mut cursor = Cursor::new(text.as_bytes());
        assert_eq!(cursor.peek(), Some(b'{'));
        cursor.enter();
        let mut keys = Vec::new();
        while let Some(key) = cursor.next_key() {
            keys.push(String::from_utf8_lossy(key.raw).into_owned());
            cursor.skip();
        }
        keys
    }

    fn skipped(text: &str) -> &str {
        let span = Cursor::new(text.as_bytes()).skip();
        span.of(text.as_bytes()).map_or("", |bytes| std::str::from_utf8(bytes).expect("was a str"))
    }

    #[test]
    fn names_every_member_whatever_its_value() {
        let text = r#" { "a" : 1 ,"b":[{"x":"]}"},[]],"c":{"d":"}"},"":null,"e\"":true,"f":-1.5e+3} "#;
        assert_eq!(keys(text), ["a", "b", "c", "", r#"e\""#, "f"]);
    }

    #[test]
    fn counts_elements() {
        let mut cursor = Cursor::new(br#"[1,"a",{},[[]],null]x"#);
        cursor.peek();
        cursor.enter();
        let mut count = 0;
        while cursor.next_element() {
            cursor.skip();
            count += 1;
        }
        assert_eq!((count, cursor.peek()), (5, Some(b'x')));
    }

    #[test]
    fn skips_one_value() {
        for (text, value) in [
            (r#" "a\\" ,"#, r#""a\\""#),
            (r#""a\"b"c"#, r#""a\"b""#),
            ("12.5]", "12.5"),
            ("null", "null"),
            (r#"{"a":"}","b":[1,2]}}"#, r#"{"a":"}","b":[1,2]}"#),
            ("", ""),
            (r#""open"#, ""),
            (r#""open\""#, ""),
            (r#"["open"#, r#"["open"#),
        ] {
            assert_eq!(skipped(text), value, "{text}");
        }
    }

    #[test]
    fn text_that_is_not_json_ends_the_reading() {
        for text in ["{", "{,", "{]", r#"{"a""#, r#"{"a"}"#, r#"{"a":"#, r#"{"a":}"#, r#"{"a":1]"#, "{1:2}"] {
            assert!(keys(text).len() <= 1, "{text}");
        }
    }

    #[test]
    fn a_million_brackets_are_a_skim() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(skipped(&deep).len(), deep.len());
        assert_eq!(skipped(&r#"{"a":"#.repeat(200_000)).len(), 1_000_000);
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        assert_eq!(Cursor::new(b"\xef\xbb\xbf {").peek(), Some(b'{'));
    }
}
