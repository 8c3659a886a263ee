//! New ids for traces and spans.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::clock::Timestamp;
use opentelemetry::{SpanId, TraceId};

/// A counter, mixed with keys that the system's randomness gave this process: no two processes make the
/// same ids, and no id of this one comes twice before the counter does.
struct Source {
    keys: [u64; 2],
    count: AtomicU64,
}

static SOURCE: LazyLock<Source> = LazyLock::new(|| Source {
    keys: std::array::from_fn(|place| RandomState::new().hash_one(place)),
    count: AtomicU64::new(1),
});

/// An id for a span.
pub(crate) fn span_id() -> SpanId {
    let count = SOURCE.count();
    // Zero is no id.
    SpanId::from(mixed(SOURCE.keys[0], count).max(1))
}

/// An id for a trace, as X-Ray wants it: it begins with the second it was made in.
pub(crate) fn trace_id(now: Timestamp) -> TraceId {
    let count = SOURCE.count();
    let [high, low] = SOURCE.keys.map(|key| mixed(key, count));
    let seconds = u128::from(now.as_millis() / 1000) & 0xffff_ffff;
    let random = (u128::from(high & 0xffff_ffff) << 64) | u128::from(low.max(1));
    TraceId::from((seconds << 96) | random)
}

/// Spreads a number evenly, and different ones of one key to different ones.
///
/// See `split` and `mix64` in "Fast Splittable Pseudorandom Number Generators", Steele, Lea and Flood, with the
/// multipliers of David Stafford's variant 13.
fn mixed(key: u64, count: u64) -> u64 {
    let number = key.wrapping_add(count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
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
