//! Where metrics go: the contract of those who write them, and what they are given.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_invocation::BoxFuture;

use crate::lines::Lines;
use crate::members::Members;
use crate::metric_set::MetricSet;
use crate::recorded::Recorded;
use crate::resolution::Resolution;
use crate::unit::Unit;

/// Turns recorded metrics into what somebody reads: lines on stdout, as [`Emf`](crate::Emf) and
/// [`Datadog`](crate::Datadog) do, or requests to a server.
///
/// A batch has passed all checks: names, values and dimensions are those that [`limits`](crate::limits) allow,
/// and no name stands for two things.
pub trait MetricsProvider: fmt::Debug + Send + Sync + 'static {
    /// Writes all of a batch, which is not there any more afterwards. Called at the end of an invocation, and
    /// before it when there is much; the caller waits, so this neither blocks nor panics.
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines);

    /// Sends what was written but is no line, if anything. Polled after the response was posted, and dropped
    /// when its time is over.
    fn flush(&self) -> Option<BoxFuture> {
        None
    }

    /// The function's timeout is near, and what there was has been written. There may be no flush any more, so a
    /// provider that sends begins now, without waiting for it to end.
    fn deadline_near(&self) {}
}

/// The metrics of one scope, with their dimensions and properties. Never without a metric.
#[derive(Debug)]
pub struct Batch<'a> {
    pub(crate) set: &'a MetricSet,
    pub(crate) namespace: &'a str,
    pub(crate) namespace_json: &'a [u8],
    pub(crate) timestamp: Timestamp,
    /// How long before that the first value can have been.
    pub(crate) span: Duration,
    /// How many documents the sets of dimensions ask for.
    pub(crate) documents: usize,
}

/// A set of dimensions. Each metric of the batch is a metric of its own in each of its sets.
#[derive(Clone, Copy, Debug)]
pub struct DimensionSet<'a>(&'a Members);

/// A metric and its values.
#[derive(Clone, Copy, Debug)]
pub struct BatchMetric<'a>(&'a Recorded);

// === impl Batch ===

impl<'a> Batch<'a> {
    /// The CloudWatch namespace.
    #[must_use]
    pub fn namespace(&self) -> &'a str {
        self.namespace
    }

    /// When the values were.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// When the first value can have been: as long before [`timestamp`](Self::timestamp) as the invocation began
    /// before this is written, or, for what is recorded outside invocations, as the metrics were installed before.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.timestamp.saturating_sub(self.span)
    }

    /// Whether code said when the values were; else they were before this is written.
    #[must_use]
    pub fn is_dated(&self) -> bool {
        self.set.timestamp.is_some()
    }

    /// The sets of dimensions, one at least.
    pub fn dimension_sets(&self) -> impl Iterator<Item = DimensionSet<'a>> {
        let set: &'a MetricSet = self.set;
        (0..self.documents).flat_map(|document| set.dimensions.of_document(document)).map(DimensionSet)
    }

    /// The properties, each as the members `"name":value` of a JSON object, what is known of the invocation
    /// first.
    pub fn properties(&self) -> impl Iterator<Item = &'a [u8]> {
        let identity = self.set.identity.get(1..).filter(|identity| !identity.is_empty());
        identity.into_iter().chain(self.set.properties.iter())
    }

    /// The metrics, in the order in which their first values were recorded.
    pub fn metrics(&self) -> impl Iterator<Item = BatchMetric<'a>> {
        self.set.metrics().iter().map(BatchMetric)
    }
}

// === impl DimensionSet ===

impl<'a> DimensionSet<'a> {
    /// The dimensions by name and value.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> {
        self.0.texts()
    }
}

// === impl BatchMetric ===

impl<'a> BatchMetric<'a> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'a str {
        &self.0.name
    }

    /// What it is counted in.
    #[must_use]
    pub fn unit(self) -> Unit {
        self.0.form.unit
    }

    /// How finely it is to be kept.
    #[must_use]
    pub fn resolution(self) -> Resolution {
        self.0.form.resolution
    }

    /// Whether it was recorded as a [distribution](crate::distribution()).
    #[must_use]
    pub fn is_distribution(self) -> bool {
        self.0.form.distribution
    }

    /// Its values, one at least: in the order they were recorded in, and those of a distribution in order of
    /// size.
    pub fn values(self) -> impl Iterator<Item = f64> + 'a {
        self.0.values()
    }
}
