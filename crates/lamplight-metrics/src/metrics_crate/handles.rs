//! What the macros of the `metrics` crate record with.

use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{CounterFn, GaugeFn, HistogramFn};

use super::metric::Metric;
use crate::unit::Unit;

/// A counter, and how far it has counted.
#[derive(Debug)]
pub(super) struct CounterHandle {
    metric: Metric,
    total: AtomicU64,
}

/// A gauge, and the bits of where it stands.
#[derive(Debug)]
pub(super) struct GaugeHandle {
    metric: Metric,
    value: AtomicU64,
}

#[derive(Debug)]
pub(super) struct HistogramHandle {
    metric: Metric,
}

// === impl CounterHandle ===

impl From<Metric> for CounterHandle {
    fn from(metric: Metric) -> Self {
        Self { metric, total: AtomicU64::new(0) }
    }
}

impl CounterFn for CounterHandle {
    fn increment(&self, value: u64) {
        self.total.fetch_add(value, Ordering::Relaxed);
        self.metric.record(value as f64, Unit::Count, false);
    }

    fn absolute(&self, value: u64) {
        if !self.metric.is_kept {
            return self.metric.refuse_change();
        }
        let new = value.saturating_sub(self.total.fetch_max(value, Ordering::Relaxed));
        if new > 0 {
            self.metric.record(new as f64, Unit::Count, false);
        }
    }
}

// === impl GaugeHandle ===

impl From<Metric> for GaugeHandle {
    fn from(metric: Metric) -> Self {
        Self { metric, value: AtomicU64::new(0) }
    }
}

impl GaugeHandle {
    fn change(&self, by: f64) {
        if !self.metric.is_kept {
            return self.metric.refuse_change();
        }
        let mut old = self.value.load(Ordering::Relaxed);
        loop {
            let new = f64::from_bits(old) + by;
            match self.value.compare_exchange_weak(old, new.to_bits(), Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return self.metric.record(new, Unit::None, false),
                Err(changed) => old = changed,
            }
        }
    }
}

impl GaugeFn for GaugeHandle {
    fn increment(&self, value: f64) {
        self.change(value);
    }

    fn decrement(&self, value: f64) {
        self.change(-value);
    }

    fn set(&self, value: f64) {
        self.value.store(value.to_bits(), Ordering::Relaxed);
        self.metric.record(value, Unit::None, false);
    }
}

// === impl HistogramHandle ===

impl From<Metric> for HistogramHandle {
    fn from(metric: Metric) -> Self {
        Self { metric }
    }
}

impl HistogramFn for HistogramHandle {
    fn record(&self, value: f64) {
        self.metric.record(value, Unit::None, true);
    }
}
