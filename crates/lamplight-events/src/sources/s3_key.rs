//! Keys of S3 objects as notifications write them: form-encoded.

use std::borrow::Cow;

/// The key itself: `+` is a space, `%` and two hexadecimal digits are a byte of UTF-8.
///
/// What is no such encoding stays as it is; so does the whole text where it does not decode to UTF-8, which
/// no key is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['+', '%']) {
        return Cow::Borrowed(text);
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            (b'+', _) => (b' ', after),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                _ => (b'%', &rest[1..]),
            },
            _ => (*first, after),
        };
        decoded.push(byte);
        rest = after;
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_what_s3_writes() {
        for (text, key) in [
            ("plain/key.jpg", "plain/key.jpg"),
            ("Happy+Face.jpg", "Happy Face.jpg"),
            ("Happy%20Face.jpg", "Happy Face.jpg"),
            ("a%2Bb%25c", "a+b%c"),
            ("%C3%BCber/%e6%97%a5", "über/日"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%%41", "%A"),
            ("", ""),
        ] {
            assert_eq!(decode(text), key, "{text}");
        }
    }

    #[test]
    fn keeps_what_would_not_be_utf_8() {
        assert_eq!(decode("%FF+"), "%FF+");
    }
}
