//! A JSON document in the making, in a buffer with a limit: what does not fit is taken back.

use lamplight_core::json::{Number as _, Object, write_string};
use opentelemetry::Value;

use crate::value::{CUT_STRING, cut, write_value};

/// The open object at the end of a buffer.
///
/// Nothing here is generic, and what writes is not inlined: a document has a hundred places that write a
/// member, and in a function each of them is there, used or not.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    limit: usize,
    /// Something did not fit.
    pub(crate) is_cut: bool,
}

/// An object or an array within, which is left out when nothing is written to it.
#[derive(Debug)]
#[must_use = "what is opened has to be closed"]
pub(crate) struct Open {
    start: usize,
    inside: usize,
    closing: u8,
}

impl<'a> Page<'a> {
    /// Members are taken back when they make the buffer longer than `limit` bytes. What opens and closes
    /// is not counted: whoever sets the limit leaves room for it.
    pub(crate) fn new(out: &'a mut Vec<u8>, limit: usize) -> Self {
        Self { out, limit, is_cut: false }
    }

    /// A string. Returns whether it fitted, as all of these do.
    #[inline(never)]
    pub(crate) fn string(&mut self, key: &str, text: &str) -> bool {
        let start = self.out.len();
        Object::resume(self.out).string(key, text);
        self.keep(start)
    }

    /// A number.
    #[inline(never)]
    pub(crate) fn number(&mut self, key: &str, number: i64) -> bool {
        let start = self.out.len();
        number.write(Object::resume(self.out).value(key));
        self.keep(start)
    }

    /// A flag. There is always room for it.
    #[inline(never)]
    pub(crate) fn flag(&mut self, key: &str) {
        Object::resume(self.out).bool(key, true);
    }

    /// A string; its beginning where all of it does not fit.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        if !self.string(key, text) {
            self.string(key, cut(text, CUT_STRING));
        }
    }

    /// The value of an attribute; of a string its beginning where all of it does not fit.
    #[inline(never)]
    pub(crate) fn attribute(&mut self, key: &str, value: &Value) {
        if let Value::String(text) = value {
            return self.text(key, text.as_str());
        }
        let start = self.out.len();
        write_value(Object::resume(self.out).value(key), value);
        self.keep(start);
    }

    /// Begins an item of the open array. Where it began, for [`keep`](Self::keep).
    #[inline(never)]
    pub(crate) fn item(&mut self) -> usize {
        let start = self.out.len();
        if self.out.last() != Some(&b'[') {
            self.out.push(b',');
        }
        start
    }

    /// A string in the open array.
    pub(crate) fn string_item(&mut self, text: &str) {
        let start = self.item();
        write_string(self.out, text);
        self.keep(start);
    }

    /// Opens an object within.
    pub(crate) fn object(&mut self, key: &str) -> Open {
        self.open(key, *b"{}")
    }

    /// Opens an array within.
    pub(crate) fn array(&mut self, key: &str) -> Open {
        self.open(key, *b"[]")
    }

    #[inline(never)]
    fn open(&mut self, key: &str, [opening, closing]: [u8; 2]) -> Open {
        let start = self.out.len();
        // These keys are our own: there is nothing to escape in them.
        self.out.reserve(key.len() + 5);
        self.out.extend_from_slice(if self.out.last() == Some(&b'{') { b"\"" } else { b",\"" });
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(&[b'"', b':', opening]);
        Open { start, inside: self.out.len(), closing }
    }

    /// Closes what was opened, or takes it back.
    #[inline(never)]
    pub(crate) fn close(&mut self, Open { start, inside, closing }: Open) {
        if self.out.len() == inside {
            self.out.truncate(start);
        } else {
            self.out.push(closing);
        }
    }

    /// Takes back what was written since `start`, if it makes the buffer too long. Whether it fits.
    #[inline(never)]
    pub(crate) fn keep(&mut self, start: usize) -> bool {
        let fits = self.out.len() <= self.limit;
        if !fits {
            self.out.truncate(start);
            self.is_cut = true;
        }
        fits
    }
}

/// Appends seconds since the epoch with six decimals: a double, as X-Ray reads it, holds no more.
#[inline(never)]
pub(crate) fn write_seconds(out: &mut Vec<u8>, nanos: u64) {
    (nanos / 1_000_000_000).write(out);
    let micros = (nanos % 1_000_000_000 / 1000) as u32;
    let point = out.len();
    // One digit more, so that there are leading zeros; the point takes its place.
    (1_000_000 + micros).write(out);
    out[point] = b'.';
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_taken_back_or_cut() {
        let mut out = b"{".to_vec();
        let mut page = Page::new(&mut out, 1100);
        page.flag("a");
        assert!(!page.string("b", &"x".repeat(2000)));
        page.text("c", &"y".repeat(2000));
        page.text("d", &"z".repeat(2000));
        let empty = page.object("empty");
        page.close(empty);
        assert!(page.is_cut);
        out.push(b'}');
        let cut = "y".repeat(CUT_STRING);
        assert_eq!(String::from_utf8(out).expect("JSON"), format!(r#"{{"a":true,"c":"{cut}"}}"#));
    }

    #[test]
    fn seconds_have_six_decimals() {
        for (nanos, text) in
            [(0, "0.000000"), (1_478_293_361_271_000_999, "1478293361.271000"), (1_999, "0.000001")]
        {
            let mut out = Vec::new();
            write_seconds(&mut out, nanos);
            assert_eq!(out, text.as_bytes());
        }
    }
}
