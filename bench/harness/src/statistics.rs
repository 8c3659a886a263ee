//! Medians and percentiles.

use std::time::Duration;

/// The value below which this share of the values lies, in microseconds.
pub fn percentile(values: &[Duration], share: f64) -> f64 {
    let mut micros: Vec<f64> = values.iter().map(|value| value.as_secs_f64() * 1e6).collect();
    micros.sort_by(f64::total_cmp);
    let last = micros.len().saturating_sub(1);
    micros.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

/// The middle one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
