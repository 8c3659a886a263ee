//! Writing JSON: one flat object per line, straight into a reused buffer.
//!
//! Nothing here allocates but the buffer when it has to grow.

use std::fmt::{self, Write as _};

/// Writes the members of one JSON object. Keys are the caller's to keep unique.
///
/// ```
/// use lamplight_core::json::Object;
///
/// let mut line = Vec::new();
/// let mut object = Object::begin(&mut line);
/// object.string("message", "order \"A-17\" received");
/// object.number("items", 3_u64);
/// object.end();
/// assert_eq!(line, br#"{"message":"order \"A-17\" received","items":3}"#);
/// ```
#[derive(Debug)]
#[must_use = "an object that is not ended is not JSON"]
pub struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

/// A number that can be written as JSON.
pub trait Number {
    /// Appends it. A float that is not finite, which JSON has no number for, becomes the string
    /// `"NaN"`, `"Infinity"` or `"-Infinity"`.
    fn write(self, out: &mut Vec<u8>);
}

/// Takes text, and appends it to a buffer as the inside of a JSON string.
#[derive(Debug)]
pub struct Escaped<'a>(pub &'a mut Vec<u8>);

// === impl Object ===

impl<'a> Object<'a> {
    /// Opens an object at the end of `out`.
    pub fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, empty: true }
    }

    /// Goes on with an object that was opened in `out` before and not closed yet.
    pub fn resume(out: &'a mut Vec<u8>) -> Self {
        let empty = out.last() == Some(&b'{');
        Self { out, empty }
    }

    /// A string.
    pub fn string(&mut self, key: &str, value: &str) {
        self.key(key);
        write_string(self.out, value);
    }

    /// A number.
    pub fn number(&mut self, key: &str, value: impl Number) {
        self.key(key);
        value.write(self.out);
    }

    /// `true` or `false`.
    pub fn bool(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// A string, of whatever a value displays. A `Display` that fails leaves what it wrote till then.
    pub fn display(&mut self, key: &str, value: &dyn fmt::Display) {
        self.formatted(key, format_args!("{value}"));
    }

    /// A string, of formatted text.
    pub fn formatted(&mut self, key: &str, value: fmt::Arguments<'_>) {
        self.key(key);
        write_formatted(self.out, value);
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, key: &str, json: &[u8]) {
        self.key(key);
        self.out.extend_from_slice(json);
    }

    /// Members that are JSON already, `"a":1,"b":2`; none when empty.
    pub fn members(&mut self, members: &[u8]) {
        if !members.is_empty() {
            self.comma();
            self.out.extend_from_slice(members);
        }
    }

    /// An object within.
    pub fn object(&mut self, key: &str, write: impl FnOnce(&mut Object<'_>)) {
        self.key(key);
        let mut object = Object::begin(self.out);
        write(&mut object);
        object.end();
    }

    /// An array of strings.
    pub fn strings<T: AsRef<str>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        self.key(key);
        self.out.push(b'[');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.out.push(b',');
            }
            write_string(self.out, value.as_ref());
        }
        self.out.push(b']');
    }

    /// Closes the object.
    pub fn end(self) {
        self.out.push(b'}');
    }

    /// The buffer, placed so that a value can be written to it by other means; it must be one.
    pub fn value(&mut self, key: &str) -> &mut Vec<u8> {
        self.key(key);
        self.out
    }

    fn key(&mut self, key: &str) {
        // One look at the buffer's room for all of it.
        self.out.reserve(key.len() + 4);
        self.comma();
        write_string(self.out, key);
        self.out.push(b':');
    }

    fn comma(&mut self) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
    }
}

// === impl Number ===

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl Number for $integer {
            fn write(self, out: &mut Vec<u8>) {
                out.extend_from_slice(itoa::Buffer::new().format(self).as_bytes());
            }
        }
    )*};
}
integers!(u8 u32 u64 u128 usize i32 i64 i128);

impl Number for f64 {
    fn write(self, out: &mut Vec<u8>) {
        let text: &[u8] = if self.is_finite() {
            return out.extend_from_slice(zmij::Buffer::new().format_finite(self).as_bytes());
        } else if self.is_nan() {
            br#""NaN""#
        } else if self > 0.0 {
            br#""Infinity""#
        } else {
            br#""-Infinity""#
        };
        out.extend_from_slice(text);
    }
}

// === impl Escaped ===

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

/// Appends `text` as a JSON string, quotes included.
pub fn write_string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    escape(out, text);
    out.push(b'"');
}

/// Appends formatted text as a JSON string, quotes included.
pub fn write_formatted(out: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    out.push(b'"');
    // An error here is a `Display` that gave up: what it wrote stays, and the line stays whole.
    let _ = Escaped(out).write_fmt(text);
    out.push(b'"');
}

/// Appends `text` with everything escaped that RFC 8259 asks for, and nothing else.
fn escape(out: &mut Vec<u8>, text: &str) {
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        escape_each(out, text.as_bytes());
    }
}

/// For text that has something to escape.
#[cold]
fn escape_each(out: &mut Vec<u8>, text: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let is_escaped = |byte: &u8| ESCAPES[usize::from(*byte)] != 0;
    let mut rest = text;
    while let Some(plain) = rest.iter().position(is_escaped) {
        let byte = rest[plain];
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain + 1..];
        match ESCAPES[usize::from(byte)] {
            b'u' => {
                let digits = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&digits);
            }
            escape => out.extend_from_slice(&[b'\\', escape]),
        }
    }
    out.extend_from_slice(rest);
}

/// Whether no byte has to be escaped, as is true of most text. Sixteen or eight bytes at a time, the last of which
/// may have been looked at before: most text is short, and so is a key.
fn is_plain(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<16>() {
        let mut chunks = text.chunks_exact(16).filter_map(<[u8]>::first_chunk);
        return chunks.all(are_plain) && are_plain(last);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        return [first, last].into_iter().all(|chunk| is_plain_word(u64::from_le_bytes(*chunk)));
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|chunk| u64::from(u32::from_le_bytes(*chunk)));
        return is_plain_word(first | last << 32);
    }
    text.iter().all(|byte| ESCAPES[usize::from(*byte)] == 0)
}

/// Without a way out of the middle, which makes it all bytes at once.
fn are_plain(chunk: &[u8; 16]) -> bool {
    !chunk.iter().fold(false, |found, byte| found | (*byte < b' ') | (*byte == b'"') | (*byte == b'\\'))
}

fn is_plain_word(word: u64) -> bool {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES << 7;
    // Borrows can only raise bits above one that is right.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | equal(b'"') | equal(b'\\')) & HIGHS == 0
}

/// What comes after the backslash for each byte; 0 for a byte that stands for itself.
static ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = b'u';
        byte += 1;
    }
    table[0x08] = b'b';
    table[0x09] = b't';
    table[0x0a] = b'n';
    table[0x0c] = b'f';
    table[0x0d] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(write: impl FnOnce(&mut Object<'_>)) -> String {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out);
        write(&mut object);
        object.end();
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn writes_every_kind_of_value() {
        let json = written(|object| {
            object.string("s", "a\"\\\n\u{1}é");
            object.number("u", u64::MAX);
            object.number("i", i64::MIN);
            object.number("f", 0.1);
            object.bool("b", true);
            object.display("d", &format_args!("{}-{}", 1, "\t"));
            object.raw("r", b"[null]");
            object.members(b"\"m\":1,\"n\":2");
            object.members(b"");
            object.object("o", |inner| inner.bool("x", false));
            object.strings("a", ["p", "q"]);
        });
        assert_eq!(
            json,
            r#"{"s":"a\"\\\n\u0001é","u":18446744073709551615,"i":-9223372036854775808,"f":0.1,"b":true,"d":"1-\t","r":[null],"m":1,"n":2,"o":{"x":false},"a":["p","q"]}"#
        );
    }

    #[test]
    fn every_byte_is_escaped_or_not_wherever_it_stands() {
        for character in (0..=0x2ff).filter_map(char::from_u32) {
            for place in 0..40 {
                let length = [19, 39][place / 20];
                let text = format!("{}{character}{}", "a".repeat(place), "b".repeat(length - place));
                let mut out = Vec::new();
                write_string(&mut out, &text);
                let read: String = serde_json::from_slice(&out).expect("JSON");
                assert_eq!(read, text);
                let escaped = matches!(character, '\0'..='\x1f' | '"' | '\\');
                assert_eq!(out.contains(&b'\\'), escaped, "{character:?}");
            }
        }
    }

    #[test]
    fn an_empty_object_has_no_comma() {
        assert_eq!(written(|_| {}), "{}");
        assert_eq!(written(|object| object.members(b"\"m\":1")), r#"{"m":1}"#);
    }

    #[test]
    fn an_object_can_be_resumed() {
        let mut out = b"{".to_vec();
        let mut object = Object::resume(&mut out);
        object.bool("a", true);
        let mut object = Object::resume(&mut out);
        object.bool("b", true);
        object.end();
        assert_eq!(out, br#"{"a":true,"b":true}"#);
    }

    #[test]
    fn floats_that_json_cannot_write_become_strings() {
        let json = written(|object| {
            object.number("nan", f64::NAN);
            object.number("up", f64::INFINITY);
            object.number("down", f64::NEG_INFINITY);
        });
        assert_eq!(json, r#"{"nan":"NaN","up":"Infinity","down":"-Infinity"}"#);
    }

    #[test]
    fn a_display_that_fails_leaves_the_line_whole() {
        struct Fails;
        impl fmt::Display for Fails {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("so far")?;
                Err(fmt::Error)
            }
        }
        assert_eq!(written(|object| object.display("d", &Fails)), r#"{"d":"so far"}"#);
    }

    proptest! {
        #[test]
        fn a_json_parser_reads_back_what_was_written(
            strings in proptest::collection::btree_map(".*", ".*", 0..6), integer in any::<i64>(),
        ) {
            let json = written(|object| {
                for (key, value) in &strings {
                    object.string(&format!("k{key}"), value);
                }
                object.number("integer", integer);
            });
            let read: serde_json::Value = serde_json::from_str(&json).expect(&json);
            for (key, value) in &strings {
                prop_assert_eq!(read[&format!("k{key}")].as_str(), Some(value.as_str()));
            }
            prop_assert_eq!(read["integer"].as_i64(), Some(integer));
        }

        #[test]
        fn a_finite_float_is_a_json_number_of_exactly_that_value(float in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO) {
            let mut out = Vec::new();
            float.write(&mut out);
            let text = String::from_utf8(out).expect("digits");
            prop_assert_eq!(text.parse(), Ok(float));
            prop_assert!(serde_json::from_str::<serde_json::Number>(&text).is_ok(), "{}", text);
        }
    }
}
