//! Lines that are too long for CloudWatch: cut inside their longest value.

use lamplight_core::json::write_string;
use lamplight_core::loss::{Loss, Losses};

use super::{Head, LineFormat, Scratch};

/// Cuts the longest values, one after the other, until the line fits, and says on the line that it was cut.
///
/// What the format writes by itself is not cut, so a line may still be too long if that alone is.
#[cold]
pub(super) fn cut(scratch: &mut Scratch, format: &LineFormat, head: &Head<'_>) {
    let whole = scratch.line.len();
    scratch.fields.mark_truncated();
    loop {
        scratch.write(format, head);
        let over = scratch.line.len().saturating_sub(format.most_bytes);
        if over == 0 || !cut_longest(scratch, over) {
            break;
        }
    }
    let most = format.most_bytes;
    Losses::process().record(Loss::LineCut, 1, format_args!("{whole} bytes, where {most} are allowed"));
}

/// Makes the longest value shorter by so much, if it is that long, or else empty. Whether there was anything to cut.
fn cut_longest(scratch: &mut Scratch, over: usize) -> bool {
    let longest = scratch.fields.lengths().enumerate().max_by_key(|(_, length)| *length);
    let (index, length) = longest.unwrap_or_default();
    if scratch.message.len() >= length {
        let message = std::mem::take(&mut scratch.message);
        cut_value(&message, message.len().saturating_sub(over), &mut scratch.message);
        scratch.message.len() < message.len()
    } else {
        scratch.fields.rewrite(index, |value, out| cut_value(value, length.saturating_sub(over), out));
        scratch.fields.lengths().nth(index).is_some_and(|now| now < length)
    }
}

/// A JSON value of about so many bytes: the beginning of a string; for any other value, a string with the beginning
/// of its JSON.
fn cut_value(value: &[u8], bytes: usize, out: &mut Vec<u8>) {
    let room = bytes.saturating_sub(2);
    if let [b'"', inner @ .., b'"'] = value {
        out.push(b'"');
        out.extend_from_slice(&inner[..boundary(inner, room)]);
        out.push(b'"');
    } else {
        // Half of it may be quotes, which become two bytes each.
        let beginning = &value[..value.len().min(room / 2)];
        write_string(out, String::from_utf8_lossy(beginning).trim_end_matches('\u{fffd}'));
    }
}

/// The last place up to `most` that is between two characters, of the inside of a JSON string.
fn boundary(text: &[u8], most: usize) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let length = match byte {
            b'\\' if text.get(at + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
        if at + length > most {
            break;
        }
        at += length;
    }
    at.min(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_string_that_is_cut_is_the_beginning_of_what_it_was(text in ".*", bytes in 0_usize..80) {
            let mut json = Vec::new();
            write_string(&mut json, &text);
            let mut cut = Vec::new();
            cut_value(&json, bytes, &mut cut);
            let read: String = serde_json::from_slice(&cut).expect("JSON");
            prop_assert!(text.starts_with(&read));
            prop_assert!(cut.len() <= bytes.max(2));
            prop_assert!(cut.len() + 6 > bytes.min(json.len()), "no more is cut than has to be");
        }
    }

    #[test]
    fn another_value_becomes_the_beginning_of_its_json() {
        let mut cut = Vec::new();
        cut_value(br#"{"a":"b","c":[1,2,3]}"#, 14, &mut cut);
        assert_eq!(cut, br#""{\"a\":\"""#);
    }
}
