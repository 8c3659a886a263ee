//! Names as X-Ray takes them: whatever a span is called, it gets a name.

/// The longest name, in characters (AWS X-Ray developer guide, "Segment fields"). Also kept in bytes, which
/// are never fewer.
const MAX_NAME: usize = 200;

/// Letters beyond ASCII that the schema of segment documents lists, in its larger runs. What is not here
/// is left out of a name, as X-Ray would refuse all of the document.
const LETTERS: [(char, char); 24] = [
    ('\u{c0}', '\u{d6}'),
    ('\u{d8}', '\u{f6}'),
    ('\u{f8}', '\u{2c1}'),
    ('\u{370}', '\u{374}'),
    ('\u{388}', '\u{38a}'),
    ('\u{38e}', '\u{3a1}'),
    ('\u{3a3}', '\u{3f5}'),
    ('\u{3f7}', '\u{481}'),
    ('\u{48a}', '\u{52f}'),
    ('\u{531}', '\u{556}'),
    ('\u{561}', '\u{587}'),
    ('\u{5d0}', '\u{5ea}'),
    ('\u{620}', '\u{64a}'),
    ('\u{671}', '\u{6d3}'),
    ('\u{904}', '\u{939}'),
    ('\u{e01}', '\u{e30}'),
    ('\u{10d0}', '\u{10fa}'),
    ('\u{1e00}', '\u{1f15}'),
    ('\u{3041}', '\u{3096}'),
    ('\u{30a1}', '\u{30fa}'),
    ('\u{30fc}', '\u{30ff}'),
    ('\u{3400}', '\u{4db5}'),
    ('\u{4e00}', '\u{9fd5}'),
    ('\u{ac00}', '\u{d7a3}'),
];

/// Appends `name` as a JSON string, without the characters that X-Ray refuses, cut to what it takes; `span`
/// where nothing is left. No character that is allowed has to be escaped.
pub(crate) fn write_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    let start = out.len();
    // Most names are fine as they are.
    if (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(|byte| IS_ALLOWED[usize::from(byte)]) {
        out.extend_from_slice(name.as_bytes());
        out.push(b'"');
        return;
    }
    for character in name.chars().filter(|character| is_allowed(*character)) {
        if out.len() - start + character.len_utf8() > MAX_NAME {
            break;
        }
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    if out.len() == start {
        out.extend_from_slice(b"span");
    }
    out.push(b'"');
}

fn is_allowed(character: char) -> bool {
    match u8::try_from(u32::from(character)) {
        Ok(byte) if byte.is_ascii() => IS_ALLOWED[usize::from(byte)],
        _ => LETTERS.iter().any(|(first, last)| (*first..=*last).contains(&character)),
    }
}

/// Which characters of ASCII are allowed.
static IS_ALLOWED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b' ' | b'_' | b'.' | b':' | b'/' | b'%' | b'&' | b'#' | b'=' | b'+' | b'-' | b'@'
            );
        byte += 1;
    }
    table
};

/// Appends the id of an exception: it only has to differ from the others of its span.
pub(crate) fn write_exception_id(out: &mut Vec<u8>, span: [u8; 8], index: usize) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let index = u64::try_from(index).unwrap_or(u64::MAX).wrapping_add(1);
    // An odd factor keeps different numbers different; it is the golden ratio's, and spreads them.
    let id = u64::from_be_bytes(span) ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in id.to_be_bytes() {
        out.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str) -> String {
        let mut out = Vec::new();
        write_name(&mut out, name);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn leaves_out_what_xray_refuses() {
        assert_eq!(written("GET /users/{id}"), "\"GET /users/id\"");
        assert_eq!(written("SELECT *"), "\"SELECT \"");
        assert_eq!(written("handler<T>\\\"\n"), "\"handlerT\"");
        assert_eq!(written("Straße 注文 заказ 🦀"), "\"Straße 注文 заказ \"");
        assert_eq!(written("{}"), "\"span\"");
        assert_eq!(written(""), "\"span\"");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(written(&"a".repeat(201)).len(), 202);
        assert_eq!(written(&format!("{}éb", "a".repeat(199))), format!("\"{}\"", "a".repeat(199)));
    }

    #[test]
    fn exceptions_of_a_span_have_their_own_ids() {
        let id = |index| {
            let mut out = Vec::new();
            write_exception_id(&mut out, [1; 8], index);
            out
        };
        assert_eq!(id(0).len(), 16);
        assert_ne!(id(0), id(1));
    }
}
