//! A JSON document in the making, in a buffer with a limit: what does not fit is taken back.

use lamplight_core::json::{Number as _, Object};
use opentelemetry::Value;

use crate::value::{CUT_STRING, cut, write_value};

/// The open object at the end of a buffer.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    limit: usize,
    /// Something did not fit.
    pub(crate) is_cut: bool,
}

impl<'a> Page<'a> {
    /// Members are taken back when they make the buffer longer than `limit` bytes. What opens and closes
    /// is not counted: whoever sets the limit leaves room for it.
    pub(crate) fn new(out: &'a mut Vec<u8>, limit: usize) -> Self {
        Self { out, limit, is_cut: false }
    }

    /// A member, or several that only make sense together. Returns whether it fitted.
    pub(crate) fn member(&mut self, write: impl FnOnce(&mut Object<'_>)) -> bool {
        let start = self.out.len();
        write(&mut Object::resume(self.out));
        self.keep(start)
    }

    /// An item of the open array. Returns whether it fitted.
    pub(crate) fn item(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let start = self.out.len();
        if self.out.last() != Some(&b'[') {
            self.out.push(b',');
        }
        write(self.out);
        self.keep(start)
    }

    /// A string; its beginning where all of it does not fit.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        if !self.member(|object| object.string(key, text)) {
            self.member(|object| object.string(key, cut(text, CUT_STRING)));
        }
    }

    /// The value of an attribute; of a string its beginning where all of it does not fit.
    pub(crate) fn attribute(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(key, text.as_str()),
            _ => {
                self.member(|object| write_value(object.value(key), value));
            }
        }
    }

    /// Opens an object or an array within: `bracket` is `{` or `[`.
    pub(crate) fn open(&mut self, key: &str, bracket: u8) {
        Object::resume(self.out).value(key).push(bracket);
    }

    /// Closes what was opened.
    pub(crate) fn close(&mut self, bracket: u8) {
        self.out.push(bracket);
    }

    /// An object within, which is left out when nothing is written to it.
    pub(crate) fn object(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.within(key, *b"{}", write);
    }

    /// An array within, which is left out when nothing is written to it.
    pub(crate) fn array(&mut self, key: &str, write: impl FnOnce(&mut Self)) {
        self.within(key, *b"[]", write);
    }

    /// Says something that must be said: there is always room for it.
    pub(crate) fn mark(&mut self, key: &str) {
        Object::resume(self.out).bool(key, true);
    }

    fn within(&mut self, key: &str, brackets: [u8; 2], write: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        self.open(key, brackets[0]);
        let inside = self.out.len();
        write(self);
        if self.out.len() == inside {
            self.out.truncate(start);
        } else {
            self.close(brackets[1]);
        }
    }

    fn keep(&mut self, start: usize) -> bool {
        let fits = self.out.len() <= self.limit;
        if !fits {
            self.out.truncate(start);
            self.is_cut = true;
        }
        fits
    }
}

/// Appends seconds since the epoch with six decimals: a double, as X-Ray reads it, holds no more.
pub(crate) fn write_seconds(out: &mut Vec<u8>, nanos: u64) {
    (nanos / 1_000_000_000).write(out);
    let mut micros = nanos % 1_000_000_000 / 1000;
    let mut digits = *b".000000";
    for digit in digits[1..].iter_mut().rev() {
        *digit = b"0123456789"[(micros % 10) as usize];
        micros /= 10;
    }
    out.extend_from_slice(&digits);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_taken_back_or_cut() {
        let mut out = b"{".to_vec();
        let mut page = Page::new(&mut out, 1100);
        assert!(page.member(|object| object.bool("a", true)));
        assert!(!page.member(|object| object.string("b", &"x".repeat(2000))));
        page.text("c", &"y".repeat(2000));
        page.text("d", &"z".repeat(2000));
        page.object("empty", |_| {});
        page.close(b'}');
        assert!(page.is_cut);
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
