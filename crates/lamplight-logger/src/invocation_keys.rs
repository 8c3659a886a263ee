//! The keys of an invocation, written once and copied to each of its lines.

use std::sync::atomic::{AtomicBool, Ordering};

/// The state of the logger in an invocation scope.
#[derive(Debug)]
pub(crate) struct InvocationKeys {
    json: Vec<u8>,
    /// A panic was said already; the end of the invocation has nothing to add to it.
    panic_said: AtomicBool,
}

// === impl InvocationKeys ===

impl InvocationKeys {
    /// These, as the format wrote them.
    pub(crate) fn new(json: Vec<u8>) -> Self {
        Self { json, panic_said: AtomicBool::new(false) }
    }

    /// The keys, as the format wrote them.
    pub(crate) fn as_json(&self) -> &[u8] {
        &self.json
    }

    pub(crate) fn panic_was_said(&self) {
        self.panic_said.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_panic_said(&self) -> bool {
        self.panic_said.load(Ordering::Relaxed)
    }
}
