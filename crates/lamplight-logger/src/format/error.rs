//! An error on a line.

use std::error::Error;
use std::fmt::{self, Write as _};

use lamplight_core::json::Object;
use lamplight_invocation::Failure;

/// What is known of an error.
#[derive(Debug)]
pub struct ErrorRecord<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    /// The value of a field.
    Field(&'a (dyn Error + 'static)),
    /// How an invocation ended.
    Failure { failure: &'a Failure, backtrace: Option<&'a str> },
}

// === impl ErrorRecord ===

impl<'a> ErrorRecord<'a> {
    pub(crate) fn of_field(error: &'a (dyn Error + 'static)) -> Self {
        Self(Kind::Field(error))
    }

    pub(crate) fn of_failure(failure: &'a Failure, backtrace: Option<&'a str>) -> Self {
        Self(Kind::Failure { failure, backtrace })
    }

    /// Writes it as a JSON object with these names for the error's type, its message, the messages of its sources
    /// (an array, the nearest first) and its backtrace (text). What is not known is left out.
    pub fn write(&self, [kind, message, chain, backtrace]: [&str; 4], out: &mut Vec<u8>) {
        let mut object = Object::begin(out);
        match self.0 {
            Kind::Field(error) => {
                let mut name = LeadingName::default();
                if let Some(name) = name.of(error) {
                    object.string(kind, name);
                }
                object.display(message, &error);
                if error.source().is_some() {
                    let sources = std::iter::successors(error.source(), |&source| source.source());
                    object.strings(chain, sources.take(MOST_SOURCES).map(ToString::to_string));
                }
            }
            Kind::Failure { failure, backtrace: trace } => {
                object.string(kind, &failure.error_type);
                object.string(message, &failure.message);
                if !failure.sources.is_empty() {
                    object.strings(chain, &failure.sources);
                }
                if let Some(trace) = trace {
                    object.string(backtrace, trace);
                }
            }
        }
        object.end();
    }
}

/// A chain that never ends, because an error is its own source, ends here.
const MOST_SOURCES: usize = 32;

/// The name that an error's derived `Debug` form begins with: of the type, or of the variant, which says more. `tracing`
/// hands an error on without its type, and this is the only trace that is left of it.
struct LeadingName {
    name: [u8; 64],
    length: usize,
    /// What follows the name: as much as it takes to know that it was one.
    behind: [u8; 2],
    length_behind: usize,
}

// === impl LeadingName ===

impl LeadingName {
    fn of(&mut self, error: &(dyn Error + 'static)) -> Option<&str> {
        if error.is::<std::io::Error>() {
            // Its form is that of what is in it.
            return Some("std::io::Error");
        }
        // An error here is this one, which has seen enough.
        let _ = write!(self, "{error:?}");
        let name = self.name.get(..self.length)?;
        let behind = self.behind.get(..self.length_behind)?;
        let is_name = name.first().is_some_and(u8::is_ascii_uppercase)
            && (behind.is_empty() || behind.starts_with(b"(") || behind == b" {");
        is_name.then(|| std::str::from_utf8(name).ok()).flatten()
    }
}

impl Default for LeadingName {
    fn default() -> Self {
        Self { name: [0; 64], length: 0, behind: [0; 2], length_behind: 0 }
    }
}

impl fmt::Write for LeadingName {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            let of_name = byte.is_ascii_alphanumeric() || byte == b'_';
            match self.name.get_mut(self.length) {
                Some(place) if of_name && self.length_behind == 0 => {
                    *place = byte;
                    self.length += 1;
                }
                _ => {
                    *self.behind.get_mut(self.length_behind).ok_or(fmt::Error)? = byte;
                    self.length_behind += 1;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error whose `Debug` form is this.
    struct Shown(&'static str);

    impl fmt::Debug for Shown {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // In pieces, as derived forms come.
            self.0.chars().try_for_each(|character| f.write_char(character))
        }
    }

    impl fmt::Display for Shown {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("shown")
        }
    }

    impl Error for Shown {}

    fn type_of(debug: &'static str) -> Option<String> {
        LeadingName::default().of(&Shown(debug)).map(str::to_owned)
    }

    #[test]
    fn a_form_that_begins_like_a_type_names_it() {
        for debug in ["OutOfStock", "OutOfStock(7)", "OutOfStock { sku: \"lamp\" }"] {
            assert_eq!(type_of(debug).as_deref(), Some("OutOfStock"));
        }
        assert_eq!(LeadingName::default().of(&std::io::Error::other("x")), Some("std::io::Error"));
    }

    #[test]
    fn a_form_that_is_a_sentence_names_nothing() {
        for debug in ["", "\"text\"", "Could not connect", "error", "[1, 2]", "Some::Path", "Sp\u{e4}t"] {
            assert_eq!(type_of(debug), None, "{debug}");
        }
        let long: &'static str = "A".repeat(65).leak();
        assert_eq!((type_of(long), type_of(&long[1..])), (None, Some(long[1..].to_owned())));
    }
}
