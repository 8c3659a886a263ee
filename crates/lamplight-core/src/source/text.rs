//! What a JSON string says: borrowed, unless there is an escape to resolve or a byte to repair.

use std::borrow::Cow;

use memchr::memchr;

/// A stretch of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands.
    Plain(&'a [u8]),
    /// What an escape stands for.
    Char(char),
}

/// The text of a JSON string with its quotes; `None` for any other value.
///
/// Bytes that are not UTF-8, and half of a surrogate pair, become U+FFFD; an escape that JSON does not
/// have is left as it is.
pub(crate) fn string(json: &[u8]) -> Option<Cow<'_, str>> {
    json.strip_prefix(b"\"")?.strip_suffix(b"\"").map(inside)
}

/// The text of what stands between the quotes of a string.
pub(crate) fn inside(raw: &[u8]) -> Cow<'_, str> {
    match unescaped(raw) {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Cow::Owned(text),
            Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
        },
    }
}

/// The same, where bytes that are not UTF-8 do not matter.
pub(super) fn bytes(json: &[u8]) -> Option<Cow<'_, [u8]>> {
    json.strip_prefix(b"\"")?.strip_suffix(b"\"").map(unescaped)
}

fn unescaped(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'\\', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut bytes = Vec::with_capacity(raw.len());
    for piece in pieces(raw) {
        match piece {
            Piece::Plain(plain) => bytes.extend_from_slice(plain),
            Piece::Char(char) => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

/// Takes the inside of a string apart at its escapes.
pub(super) fn pieces(raw: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        let (piece, length) = match memchr(b'\\', rest) {
            Some(0) => escape(rest),
            Some(at) => (Piece::Plain(rest.get(..at)?), at),
            None => (Piece::Plain(rest), rest.len()),
        };
        rest = rest.get(length..)?;
        (length > 0).then_some(piece)
    })
}

/// Reads an escape at the start of `raw`, and says how long it is.
fn escape(raw: &[u8]) -> (Piece<'_>, usize) {
    let char = match raw.get(1) {
        Some(&char @ (b'"' | b'\\' | b'/')) => char::from(char),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(raw),
        _ => return (Piece::Plain(raw.get(..1).unwrap_or(raw)), 1),
    };
    (Piece::Char(char), 2)
}

/// Reads `\uXXXX`, or two that are a surrogate pair.
fn unicode(raw: &[u8]) -> (Piece<'_>, usize) {
    let Some(first) = code_unit(raw) else { return (Piece::Plain(raw.get(..1).unwrap_or(raw)), 1) };
    if let Some(char) = char::from_u32(first.into()) {
        return (Piece::Char(char), 6);
    }
    let pair = raw.get(6..).and_then(code_unit).map(|second| [first, second]);
    match pair.and_then(|pair| char::decode_utf16(pair).next()?.ok()) {
        Some(char) => (Piece::Char(char), 12),
        None => (Piece::Char(char::REPLACEMENT_CHARACTER), 6),
    }
}

fn code_unit(raw: &[u8]) -> Option<u16> {
    let digits = raw.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(json: &str) -> Option<Cow<'_, str>> {
        string(json.as_bytes())
    }

    #[test]
    fn what_needs_no_work_is_borrowed() {
        for json in [r#""""#, r#""plain""#, r#""grüße 🎉""#] {
            assert!(matches!(text(json), Some(Cow::Borrowed(_))), "{json}");
        }
    }

    #[test]
    fn resolves_escapes() {
        let json = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83c\udf89 end""#;
        assert_eq!(text(json).as_deref(), Some("\"\\/\u{8}\u{c}\n\r\tAé🎉 end"));
    }

    #[test]
    fn half_a_surrogate_pair_is_replaced() {
        assert_eq!(text(r#""a\ud83c""#).as_deref(), Some("a\u{fffd}"));
        assert_eq!(text(r#""\udf89\ud83cb""#).as_deref(), Some("\u{fffd}\u{fffd}b"));
        assert_eq!(text(r#""\ud83c\u0041""#).as_deref(), Some("\u{fffd}A"));
    }

    #[test]
    fn an_escape_that_json_does_not_have_is_left_alone() {
        assert_eq!(text(r#""\q\u12G4\u""#).as_deref(), Some(r"\q\u12G4\u"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(string(b"\"a\xffb\"").as_deref(), Some("a\u{fffd}b"));
        assert_eq!(string(b"\"a\\n\xffb\"").as_deref(), Some("a\n\u{fffd}b"));
    }

    #[test]
    fn only_a_string_is_text() {
        for json in ["", "\"", "1", "null", "true", "{}", "[\"a\"]"] {
            assert_eq!(text(json), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(value: String) {
            let json = serde_json::to_string(&value).expect("a string is JSON");
            let text = text(&json);
            prop_assert_eq!(text.as_deref(), Some(&*value));
        }

        #[test]
        fn any_bytes_are_some_text(inside: Vec<u8>) {
            let json = [b"\"", &*inside, b"\""].concat();
            prop_assert!(string(&json).is_some());
        }
    }
}
