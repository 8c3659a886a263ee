//! The metrics of those subjects that record them with Lamplight.

use lamplight::metrics::{count, dimension, gauge};

/// Lamplight's metrics; its spans are those of `tracing`.
#[derive(Default)]
pub struct Signals;

impl subject::Signals for Signals {
    fn metrics(&self, value: f64) {
        dimension("Source", "http");
        count("OrdersPlaced", 1);
        gauge("OrderValue", value);
    }
}
