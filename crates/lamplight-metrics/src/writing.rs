//! Whether this thread is inside a provider's `write`, which holds the metrics that it writes.

use std::cell::Cell;

thread_local! {
    static NOW: Cell<bool> = const { Cell::new(false) };
}

/// Says that it is, until this is dropped.
#[derive(Debug)]
pub(crate) struct Writing(());

// === impl Writing ===

impl Writing {
    pub(crate) fn begin() -> Self {
        NOW.set(true);
        Self(())
    }

    #[inline]
    pub(crate) fn is_now() -> bool {
        NOW.get()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        NOW.set(false);
    }
}
