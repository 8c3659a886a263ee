//! New ids for traces and spans.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::clock::Timestamp;
use opentelemetry::{SpanId, TraceId};

/// A counter, hashed under a key that the system's randomness gave this process: no two processes make the
/// same ids, and no id of this one comes twice before the counter does.
struct Source {
    keys: [RandomState; 2],
    count: AtomicU64,
}

static SOURCE: LazyLock<Source> =
    LazyLock::new(|| Source { keys: [RandomState::new(), RandomState::new()], count: AtomicU64::new(1) });

/// An id for a span.
pub(crate) fn span_id() -> SpanId {
    let count = SOURCE.count();
    // Zero is no id.
    SpanId::from(SOURCE.keys[0].hash_one(count).max(1))
}

/// An id for a trace, as X-Ray wants it: it begins with the second it was made in.
pub(crate) fn trace_id(now: Timestamp) -> TraceId {
    let count = SOURCE.count();
    let [high, low] = SOURCE.keys.each_ref().map(|key| key.hash_one(count));
    let seconds = u128::from(now.as_millis() / 1000) & 0xffff_ffff;
    let random = (u128::from(high & 0xffff_ffff) << 64) | u128::from(low.max(1));
    TraceId::from((seconds << 96) | random)
}

impl Source {
    fn count(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_id_comes_twice_and_none_is_zero() {
        let spans: HashSet<_> = (0..10_000).map(|_| span_id()).collect();
        let traces: HashSet<_> = (0..10_000).map(|_| trace_id(Timestamp::EPOCH)).collect();
        assert_eq!((spans.len(), traces.len()), (10_000, 10_000));
        assert!(!spans.contains(&SpanId::INVALID) && !traces.contains(&TraceId::INVALID));
    }

    #[test]
    fn a_trace_id_begins_with_the_time() {
        let id = trace_id(Timestamp::from_millis(0x5759_e988 * 1000 + 999));
        assert!(id.to_string().starts_with("5759e988"), "{id}");
    }
}
