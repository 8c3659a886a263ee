//! A handler's error, turned once into what Lambda and the log say of it.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use lambda_runtime::{Diagnostic, Error};
use lamplight_invocation::{Describe, Failure, Outcome, short_type_name};

/// What a handler, or the reading of its event, ended with.
///
/// Lambda is told its type and its message, sources included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandlerError {
    outcome: Outcome,
}

/// Describes a [`HandlerError`] by what it was made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsMade;

// === impl HandlerError ===

impl HandlerError {
    pub(crate) fn failed(failure: Failure) -> Self {
        Self { outcome: Outcome::Failed(failure) }
    }

    pub(crate) fn panicked(message: &str) -> Self {
        Self { outcome: Outcome::Panicked(Failure::new("panic", message)) }
    }

    pub(crate) fn not_deserialised(message: String) -> Self {
        // What Lambda's own runtimes call an event that they cannot read.
        Self { outcome: Outcome::NotDeserialised(Failure::new("Runtime.UnmarshalError", message)) }
    }

    /// How the invocation ended: failed, panicked, or not read. Never a success.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    fn failure(&self) -> &Failure {
        self.outcome.failure().expect("made with a failure, by each of the functions above")
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failure = self.failure();
        f.write_str(&failure.message)?;
        failure.sources.iter().try_for_each(|source| write!(f, ": {source}"))
    }
}

impl StdError for HandlerError {}

impl From<HandlerError> for Diagnostic {
    fn from(error: HandlerError) -> Self {
        Self { error_type: error.failure().error_type.to_string(), error_message: error.to_string() }
    }
}

impl Describe<HandlerError> for AsMade {
    fn describe(&self, error: &HandlerError) -> Outcome {
        error.outcome.clone()
    }
}

/// All that can be known of an error: of a boxed one its sources as well.
pub(crate) fn describe<E: Into<Diagnostic> + 'static>(error: E) -> Failure {
    let any: &dyn Any = &error;
    if let Some(boxed) = any.downcast_ref::<Error>() {
        return describe_std(boxed.as_ref());
    }
    if let Some(boxed) = any.downcast_ref::<Box<dyn StdError>>() {
        return describe_std(boxed.as_ref());
    }
    describe_any(error)
}

/// What can be known of any error that the runtime takes: what it says to Lambda.
pub(crate) fn describe_any<E: Into<Diagnostic>>(error: E) -> Failure {
    let diagnostic: Diagnostic = error.into();
    // The runtime's own conversions name the type of a reference to the error, with its whole path.
    let error_type = match diagnostic.error_type.strip_prefix('&') {
        Some(path) => match short_type_name(path.trim_start_matches('&')) {
            // A text has no type to speak of.
            "str" | "String" => "Error".to_owned(),
            name => name.to_owned(),
        },
        None => diagnostic.error_type,
    };
    Failure::new(error_type, diagnostic.error_message)
}

fn describe_std(error: &(dyn StdError + 'static)) -> Failure {
    let error_type = if error.is::<std::io::Error>() {
        Cow::Borrowed("std::io::Error")
    } else {
        leading_name(&format!("{error:?}")).map_or(Cow::Borrowed("Error"), |name| Cow::Owned(name.to_owned()))
    };
    let sources = std::iter::successors(error.source(), |&source| source.source());
    Failure { error_type, message: error.to_string(), sources: sources.map(ToString::to_string).collect() }
}

/// The name that a derived `Debug` form begins with: of the type, or of the variant, which says more.
///
/// A boxed error has forgotten its type, and this is the only trace that is left of it.
fn leading_name(debug: &str) -> Option<&str> {
    // Beyond ASCII anything is taken for a letter: the tables of what is one are kilobytes of a function.
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    let end = debug.find(|c| !is_of_name(c)).unwrap_or(debug.len());
    let (name, rest) = debug.split_at(end);
    let begins_like_a_type = name.starts_with(|c: char| c.is_ascii_uppercase() || !c.is_ascii());
    let goes_on_like_a_type = rest.is_empty() || rest.starts_with(" {") || rest.starts_with('(');
    (begins_like_a_type && goes_on_like_a_type).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum OrderError {
        #[error("order {id} could not be saved")]
        Unsaved { id: u32, source: std::io::Error },
        #[error("{0}")]
        Unpaid(String),
    }

    fn described(error: impl Into<Error>) -> Failure {
        describe::<Error>(error.into())
    }

    #[test]
    fn a_boxed_error_keeps_its_variant_its_text_and_its_sources() {
        let failure = described(OrderError::Unsaved { id: 7, source: std::io::Error::other("disk on fire") });
        assert_eq!(failure.error_type, "Unsaved");
        assert_eq!(failure.message, "order 7 could not be saved");
        assert_eq!(failure.sources, ["disk on fire"]);
        let diagnostic = Diagnostic::from(HandlerError::failed(failure));
        assert_eq!(diagnostic.error_type, "Unsaved");
        assert_eq!(diagnostic.error_message, "order 7 could not be saved: disk on fire");
    }

    #[test]
    fn a_text_is_just_an_error() {
        assert_eq!(described("no such order"), Failure::new("Error", "no such order"));
        assert_eq!(describe("no such order"), Failure::new("Error", "no such order"));
        assert_eq!(describe(String::from("no such order")), Failure::new("Error", "no such order"));
    }

    #[test]
    fn other_errors_are_named_as_well_as_can_be() {
        assert_eq!(described(OrderError::Unpaid("x".into())).error_type, "Unpaid");
        assert_eq!(described(std::io::Error::other("x")).error_type, "std::io::Error");
        assert_eq!(described("7x".parse::<u8>().expect_err("not a number")).error_type, "ParseIntError");
        assert_eq!(describe(std::io::Error::other("x")).error_type, "Error");
    }

    #[test]
    fn a_name_that_the_user_chose_stays() {
        struct Mine;
        impl From<Mine> for Diagnostic {
            fn from(_: Mine) -> Self {
                Self { error_type: "shop::Mine<T>".into(), error_message: "m".into() }
            }
        }
        assert_eq!(describe(Mine), Failure::new("shop::Mine<T>", "m"));
    }

    #[test]
    fn a_debug_form_that_is_a_sentence_names_nothing() {
        for debug in ["\"text\"", "", "Could not connect", "error", "[1, 2]", "Some::Path"] {
            assert_eq!(leading_name(debug), None, "{debug}");
        }
    }
}
