//! An error on a line.

use std::error::Error;

use lamplight_core::json::Object;
use lamplight_invocation::Failure;

/// What is known of an error.
#[derive(Debug)]
pub struct ErrorRecord<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    /// The value of a field. `tracing` hands it on without its type.
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
