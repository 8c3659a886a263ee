//! The encoding of forms, in which query strings and the keys of S3 notifications come.

/// The bytes that a text stands for: `+` is a space, `%2F` a byte, and what is no such sequence stays as it is. None
/// where there is nothing to undo.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    if !text.contains(['+', '%']) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let escaped =
            if byte == b'%' { behind.first_chunk().and_then(|digits| hexadecimal(*digits)) } else { None };
        bytes.push(match byte {
            b'+' => b' ',
            _ => escaped.unwrap_or(byte),
        });
        rest = if escaped.is_some() { &behind[2..] } else { behind };
    }
    Some(bytes)
}

fn hexadecimal(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}
