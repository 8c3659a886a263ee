//! Why a chore ended badly, and with which exit code.

use std::fmt::Display;

/// What every chore returns.
pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

/// The end of a chore that did not do what it was asked to.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What failed and on what, for the person who ran it.
    pub(crate) message: String,
    /// The exit code: 1 for a chore that failed, 2 for one that was asked wrongly, or a program's own.
    pub(crate) code: u8,
}

// === impl Failure ===

impl Failure {
    /// The chore failed.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 1 }
    }

    /// The command line makes no sense.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: 2 }
    }
}

/// Names what was being done when something else failed.
pub(crate) trait Doing<T> {
    /// `what` completes "failed to ...".
    fn doing(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl Display) -> Result<T> {
        self.map_err(|error| Failure::new(format!("failed to {what}: {error}")))
    }
}
