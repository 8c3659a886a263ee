//! How much of the user's data an error message shows.

/// In bytes.
const MOST_OF_A_MESSAGE: usize = 256;
pub(crate) const MOST_OF_A_PATH: usize = 512;
const MOST_OF_A_VALUE: usize = 32;

/// What `serde_json` has to say, without the line and the column, which would be those of an inner text.
pub(crate) fn without_place(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    if message.ends_with(&place) {
        message.truncate(message.len() - place.len());
    }
    message
}

/// A message with no more than the start of the value that it shows.
pub(crate) fn of_message(message: String) -> String {
    cut(shorten_value(&message).unwrap_or(message), MOST_OF_A_MESSAGE)
}

/// Shortens the value in `invalid type: string "...", expected f64`, so that what is expected is seen.
///
/// What is in quotes may itself have quotes and anything else in it: the last `expected` is serde's.
fn shorten_value(message: &str) -> Option<String> {
    let start = 1 + message.find(['"', '`'])?;
    let quote = &message[start - 1..start];
    let end = start + message[start..].rfind(&format!("{quote}, expected"))?;
    let (value, rest) = (&message[start..end], &message[end..]);
    (value.len() > MOST_OF_A_VALUE)
        .then(|| format!("{}{}{rest}", &message[..start], cut(value.to_owned(), MOST_OF_A_VALUE)))
}

/// The start of a text.
pub(crate) fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    enum Word {
        #[expect(dead_code, reason = "only its name is of use")]
        Known(String),
    }

    fn message<T: for<'de> Deserialize<'de>>(json: &str) -> String {
        of_message(without_place(&serde_json::from_str::<T>(json).err().expect("is refused")))
    }

    #[test]
    fn shows_what_is_short_as_it_is() {
        assert_eq!(message::<f64>(r#""free""#), r#"invalid type: string "free", expected f64"#);
        assert_eq!(message::<Word>(r#""New""#), "unknown variant `New`, expected `Known`");
        assert_eq!(message::<f64>("[1"), "invalid type: sequence, expected f64");
        assert_eq!(message::<Vec<u8>>("[1"), "EOF while parsing a list");
    }

    #[test]
    fn shows_the_start_of_what_is_long_and_what_is_expected() {
        let name = "Ada Lovelace, expected at the \"Analytical\" Engine, ".repeat(9);
        let json = serde_json::to_string(&name).expect("a string is JSON");
        assert_eq!(
            message::<f64>(&json),
            r#"invalid type: string "Ada Lovelace, expected at the \"...", expected f64"#
        );
        assert_eq!(
            message::<Word>(&json),
            r#"unknown variant `Ada Lovelace, expected at the "A...`, expected `Known`"#
        );
    }

    proptest! {
        #[test]
        fn never_shows_more_than_a_bit(value in ".{0,400}", quote in prop_oneof![Just(""), Just("`, expected"), Just("\", expected")]) {
            let json = serde_json::to_string(&format!("{value}{quote}{value}")).expect("a string is JSON");
            for message in [message::<f64>(&json), message::<Word>(&json)] {
                prop_assert!(message.len() <= MOST_OF_A_MESSAGE + 3, "{}", message);
                prop_assert!(message.len() <= MOST_OF_A_VALUE + 64, "{}", message);
            }
        }
    }
}
