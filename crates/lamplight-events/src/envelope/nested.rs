//! Events within events.

use std::ops::{Deref, DerefMut};

/// What wraps the content of a record once more, as a notification in a message does, and what is within.
///
/// Both were read: if the inner could not be, the record's content is the error. Everything else of what
/// wraps it is found as if it were that itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested<R, T> {
    /// What wraps it, as it came.
    pub record: R,
    /// What the sender says.
    pub content: T,
}

// === impl Nested ===

impl<R, T> Deref for Nested<R, T> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.record
    }
}

impl<R, T> DerefMut for Nested<R, T> {
    fn deref_mut(&mut self) -> &mut R {
        &mut self.record
    }
}
