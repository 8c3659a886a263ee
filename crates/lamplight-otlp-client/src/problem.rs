//! A setting that cannot be used.

use std::fmt;

/// A value that is not allowed. Names it, unless it may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    setting: String,
    value: String,
    allowed: String,
}

// === impl Problem ===

impl Problem {
    /// That `setting` is `value`, which is not to be secret, where only what is `allowed` makes sense.
    #[must_use]
    pub fn new(setting: impl Into<String>, value: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { setting: setting.into(), value: value.into(), allowed: allowed.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, value, allowed } = self;
        write!(f, "{setting} is {value:?}; allowed: {allowed}")
    }
}

impl std::error::Error for Problem {}
