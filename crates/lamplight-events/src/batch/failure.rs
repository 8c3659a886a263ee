//! Why a record failed.

use std::error::Error;
use std::fmt;

use lamplight_invocation::{CaughtPanic, catch_panic};

/// Any error.
pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// Why a record failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Its content is not what the function takes.
    Unreadable(BoxError),
    /// The handler returned an error.
    Failed(BoxError),
    /// The handler panicked.
    Panicked(BoxError),
    /// The handler was still at it when the time was over.
    OutOfTime,
}

/// The time of the invocation is needed for the response.
#[derive(Debug)]
struct OutOfTime;

// === impl Failure ===

impl Failure {
    pub(super) fn panicked(panic: CaughtPanic) -> Self {
        Self::Panicked(Box::new(panic))
    }

    /// Says so, in the record's span. An error that panics when it is asked what it says has failed like that.
    pub(super) fn logged(self, id: &str) -> Self {
        match catch_panic(|| self.log(id)) {
            Ok(()) => self,
            Err(panic) => {
                let panicked = Self::panicked(panic);
                panicked.log(id);
                panicked
            }
        }
    }

    fn log(&self, id: &str) {
        let (message, error): (_, &(dyn Error + 'static)) = match self {
            Self::Unreadable(error) => ("the record cannot be read", error.as_ref()),
            Self::Failed(error) => ("the record failed", error.as_ref()),
            Self::Panicked(error) => ("the handler panicked at the record", error.as_ref()),
            Self::OutOfTime => ("the record was given up", &OutOfTime),
        };
        // With its id: a subscriber may have no use for the span, but has for this.
        tracing::error!(target: super::TARGET, { messaging.message.id = id, error = error }, "{message}");
    }

    pub(super) fn into_error(self) -> BoxError {
        match self {
            Self::Unreadable(error) | Self::Failed(error) | Self::Panicked(error) => error,
            Self::OutOfTime => Box::new(OutOfTime),
        }
    }
}

// === impl OutOfTime ===

impl fmt::Display for OutOfTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the invocation's time is running out")
    }
}

impl Error for OutOfTime {}
