//! Why there is no response.

use std::error::Error;
use std::fmt;

/// Why a batch has no response: the invocation has to fail, and Lambda delivers the whole batch again.
#[derive(Debug)]
#[non_exhaustive]
pub enum BatchError {
    /// Every record was begun and none succeeded; see [`WhenAllFail`](super::WhenAllFail).
    AllFailed {
        /// How many there are.
        records: usize,
        /// Why the first that failed did.
        first: Box<dyn Error + Send + Sync>,
    },
    /// A record failed that has no id, so that no response can name it. AWS sends none such.
    NoId,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AllFailed { records: 1, .. } => f.write_str("the only record of the batch failed"),
            Self::AllFailed { records, .. } => write!(f, "all {records} records of the batch failed"),
            Self::NoId => f.write_str("a record without an id failed, which no response can name"),
        }
    }
}

impl Error for BatchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::AllFailed { first, .. } => Some(first.as_ref()),
            Self::NoId => None,
        }
    }
}
