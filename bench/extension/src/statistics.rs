//! What is told of many durations.

use std::time::Duration;

/// The duration that this share of them does not exceed, in milliseconds.
pub fn percentile(durations: &mut [Duration], share: f64) -> f64 {
    durations.sort_unstable();
    let at = ((durations.len() - 1) as f64 * share).round() as usize;
    durations[at].as_secs_f64() * 1000.0
}
