//! Keys that end with a block of code.

use lamplight_invocation::Scope;

use super::store::Before;
use crate::invocation_log::InvocationLog;

/// Puts back what was there, when it is dropped. Made by [`with_keys`](crate::with_keys).
#[derive(Debug)]
#[must_use = "the keys are taken away again when the guard is dropped"]
pub struct KeysGuard {
    /// Of which invocation. None where there was none.
    before: Option<(Scope, Before)>,
}

// === impl KeysGuard ===

impl KeysGuard {
    pub(super) fn new(before: Option<(Scope, Before)>) -> Self {
        Self { before }
    }
}

impl Drop for KeysGuard {
    fn drop(&mut self) {
        if let Some((scope, before)) = self.before.take() {
            if let Some(log) = scope.get::<InvocationLog>() {
                log.keys().put(before);
            }
        }
    }
}
