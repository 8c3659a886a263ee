//! Why an item is not of a type.

use std::fmt;

/// A value of an item is not what a type has there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmarshalError {
    path: String,
    problem: String,
}

// === impl UnmarshalError ===

impl UnmarshalError {
    /// Where the value is: `NewImage.items[0].price`; empty for the item itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it, without the path.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// The same from further out: what the path begins with.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, dot);
        self.path.insert_str(0, place);
        self
    }
}

impl fmt::Display for UnmarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.problem),
            path => write!(f, "{path}: {}", self.problem),
        }
    }
}

impl std::error::Error for UnmarshalError {}

impl serde::de::Error for UnmarshalError {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self { path: String::new(), problem: problem.to_string() }
    }
}
