//! Work that was done while invocations were in flight, by code that knew none of them.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

static IN_FLIGHT: AtomicUsize = AtomicUsize::new(0);
static COUNT: AtomicU64 = AtomicU64::new(0);

pub(super) fn invocation_started() {
    IN_FLIGHT.fetch_add(1, Ordering::Relaxed);
}

pub(super) fn invocation_ended() {
    IN_FLIGHT.fetch_sub(1, Ordering::Relaxed);
}

/// A lookup found no scope. Before the first invocation and between two there is none to be found.
pub(super) fn note() {
    if IN_FLIGHT.load(Ordering::Relaxed) > 0 {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
}

pub(super) fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}
