//! Keys of S3 objects as notifications write them: form-encoded.

use std::borrow::Cow;

use crate::form_encoding;

/// The key itself: `+` is a space, `%` and two hexadecimal digits are a byte of UTF-8.
///
/// What is no such encoding stays as it is; so does the whole text where it does not decode to UTF-8, which
/// no key is.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    let Some(decoded) = form_encoding::decoded(text) else { return Cow::Borrowed(text) };
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
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
