//! How an invocation ended.

use std::borrow::Cow;

/// How one invocation ended, as far as the process can see.
///
/// A timeout is not among these: Lambda kills the process, and nothing of it runs any more. What can be
/// done is done when [`Observe::deadline_near`](crate::Observe::deadline_near) is called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The handler returned `Ok`.
    Success,
    /// The handler returned `Err`.
    Failed(Failure),
    /// The event could not be read as the type that the handler takes; the handler was not called.
    NotDeserialised(Failure),
    /// The handler panicked.
    Panicked(Failure),
    /// The handler's future was dropped before it was done: by a timeout layer, or by the end of the process.
    Cancelled,
}

/// What is known of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// A readable name of its type.
    pub error_type: Cow<'static, str>,
    /// What it says of itself.
    pub message: String,
    /// What its sources say, the nearest first.
    pub sources: Vec<String>,
}

// === impl Outcome ===

impl Outcome {
    /// Whether the handler returned `Ok`.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success)
    }

    /// What went wrong, if something is known of it.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) | Self::NotDeserialised(failure) | Self::Panicked(failure) => Some(failure),
            Self::Success | Self::Cancelled => None,
        }
    }
}

// === impl Failure ===

impl Failure {
    /// An error of this type that says this.
    pub fn new(error_type: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { error_type: error_type.into(), message: message.into(), sources: Vec::new() }
    }
}
