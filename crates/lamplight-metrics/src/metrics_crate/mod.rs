//! Metrics of other libraries: those that they record with the macros of the `metrics` crate.
//!
//! [`FacadeRecorder::install`] is called once, at the start. From then on those metrics arrive where ours do: in the
//! invocation whose code records them, or else in what the process records outside invocations.
//!
//! ```
//! use lamplight_metrics::metrics_crate::FacadeRecorder;
//!
//! # fn main() -> Result<(), lamplight_metrics::metrics_crate::AlreadyInstalled> {
//! FacadeRecorder::new().install()?;
//! metrics::counter!("requests_total", "method" => "GET").increment(1);
//! # Ok(())
//! # }
//! ```
//!
//! - A counter is in `Count`; what it is incremented by is recorded, and of an absolute value what is new in it.
//! - A gauge is recorded whenever it is set, without a unit.
//! - A histogram is a [distribution](crate::distribution()), without a unit.
//! - A unit that was described before the first value holds instead. Nanoseconds become microseconds, and kibibytes
//!   and those above it bytes, for CloudWatch does not have them.
//! - Labels are dimensions: metrics with the same labels are in a document of their own, as [`single`](crate::single())
//!   ones are. Who has a label of many values is [warned](crate::dimension) as for every dimension.
//!
//! # Limits
//!
//! What CloudWatch does not take is refused and counted, as it is with ours. The state of 4096 metrics is kept, each
//! set of labels counting as one; of those beyond them, absolute values of counters and changes of gauges are refused
//! and counted, since what they were before is not known. Metrics with 100 sets of labels are held back in an
//! invocation; with more, what is held is written at once.

mod handles;
mod labelled;
mod metric;
mod registry;
mod units;

use std::fmt;

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString};

use self::handles::{CounterHandle, GaugeHandle, HistogramHandle};
use self::registry::Registry;
use self::units::Units;

pub(crate) use self::labelled::Labelled;

/// Takes what is recorded with the macros of the `metrics` crate.
#[derive(Debug, Default)]
pub struct FacadeRecorder {
    counters: Registry<CounterHandle>,
    gauges: Registry<GaugeHandle>,
    histograms: Registry<HistogramHandle>,
    units: Units,
}

/// Another recorder takes what is recorded with the `metrics` crate already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyInstalled;

// === impl FacadeRecorder ===

impl FacadeRecorder {
    /// Knows of no metric yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Becomes the recorder of the process.
    ///
    /// # Errors
    ///
    /// When there is one: it stays.
    pub fn install(self) -> Result<(), AlreadyInstalled> {
        metrics::set_global_recorder(self).map_err(|_| AlreadyInstalled)
    }
}

impl metrics::Recorder for FacadeRecorder {
    fn describe_counter(&self, key: KeyName, unit: Option<metrics::Unit>, _: SharedString) {
        self.units.describe(key.as_str(), unit);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<metrics::Unit>, _: SharedString) {
        self.units.describe(key.as_str(), unit);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<metrics::Unit>, _: SharedString) {
        self.units.describe(key.as_str(), unit);
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.counters.get(key, &self.units))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.gauges.get(key, &self.units))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.histograms.get(key, &self.units))
    }
}

// === impl AlreadyInstalled ===

impl fmt::Display for AlreadyInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the `metrics` crate has a recorder already, and has room for one")
    }
}

impl std::error::Error for AlreadyInstalled {}
