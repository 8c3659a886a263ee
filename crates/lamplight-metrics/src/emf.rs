//! Writing metrics as documents of the Embedded Metric Format, as many as its limits ask for.
//!
//! The format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::ops::Range;

use lamplight_core::json::{Number, write_string};

use crate::dimensions::bytes;
use crate::limits::{DOCUMENT_BYTES, METRICS_PER_DOCUMENT, VALUES_PER_METRIC};
use crate::lines::Lines;
use crate::provider::{Batch, MetricsProvider};
use crate::recorded::Recorded;
use crate::resolution::Resolution;

/// The longest unit, a resolution, a comma, and what is around a metric's name where it is declared and where
/// its values are.
const AROUND_METRIC: usize = 112;
/// The longest text of a finite float, and a comma.
const NUMBER: usize = 25;
/// The longest text of a count, and a comma.
const COUNT: usize = 21;
/// What is in every document, whatever is recorded.
const FRAME: usize = 256;

/// Writes CloudWatch's Embedded Metric Format. What metrics are written with unless another
/// [provider](MetricsProvider) is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Emf {
    _private: (),
}

/// Which part of a batch goes into one document.
struct Part<'a> {
    batch: &'a Batch<'a>,
    /// Which of the documents that differ in their dimensions.
    document: usize,
    /// Which hundred of each metric's values.
    round: usize,
    metrics: Range<usize>,
}

// === impl Emf ===

impl Emf {
    /// The format.
    #[must_use]
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl MetricsProvider for Emf {
    /// For each set of dimensions, each value is written once. A metric with more values than a document takes
    /// goes on in a later one, and every document has all dimensions of its sets and all properties.
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        let places = batch.set.metrics().iter().map(Recorded::places).max().unwrap_or(0);
        for document in 0..batch.documents {
            for round in 0..places.div_ceil(VALUES_PER_METRIC) {
                let mut start = 0;
                while start < batch.set.metrics().len() {
                    let mut part = Part { batch, document, round, metrics: start..start };
                    part.fill();
                    start = part.metrics.end;
                    if part.recorded().next().is_some() {
                        lines.line(|out| part.write(out));
                    }
                }
            }
        }
    }
}

// === impl Part ===

impl Part<'_> {
    /// Takes the metrics from its beginning on that fit into one document with their values of this round.
    fn fill(&mut self) {
        let all = self.batch.set.metrics();
        let mut bytes = self.bytes_without_metrics();
        let mut metrics = 0;
        for (at, metric) in all.iter().enumerate().skip(self.metrics.start) {
            let values = self.places(metric);
            if values == 0 {
                continue;
            }
            let number = if metric.distribution { NUMBER + COUNT } else { NUMBER };
            // No character of the name but quotes and backslashes is escaped, and it is there twice.
            bytes += 4 * metric.name.len() + AROUND_METRIC + values * number;
            // One fits always: dimensions and properties are bounded so that they leave room for it.
            if metrics == METRICS_PER_DOCUMENT || (metrics > 0 && bytes > DOCUMENT_BYTES) {
                self.metrics.end = at;
                return;
            }
            metrics += 1;
        }
        self.metrics.end = all.len();
    }

    fn bytes_without_metrics(&self) -> usize {
        let Batch { set, namespace, .. } = self.batch;
        let dimensions: usize = set.dimensions.of_document(self.document).map(bytes).sum();
        let properties = set.properties.bytes() + set.properties.len();
        FRAME + 2 * namespace.len() + dimensions + properties + set.identity.len()
    }

    /// The texts between values are written as they are, and not by way of an `Object`, which would look for
    /// what is to be escaped in them: that is a fifth of the time that ten metrics take from record to line.
    fn write(&self, out: &mut Vec<u8>) {
        let Batch { set, namespace, timestamp, .. } = self.batch;
        out.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
        timestamp.as_millis().write(out);
        out.extend_from_slice(br#","CloudWatchMetrics":[{"Namespace":"#);
        write_string(out, namespace);
        out.extend_from_slice(br#","Dimensions":"#);
        let sets = set.dimensions.of_document(self.document);
        write_list(out, sets, |out, set| write_list(out, set.names(), write_string));
        out.extend_from_slice(br#","Metrics":"#);
        write_list(out, self.recorded(), write_definition);
        out.extend_from_slice(b"}]}");
        let identity = Some(&*set.identity).filter(|identity| !identity.is_empty());
        let dimensions = set.dimensions.members_of_document(self.document);
        for member in dimensions.chain(identity).chain(set.properties.iter()) {
            out.push(b',');
            out.extend_from_slice(member);
        }
        for metric in self.recorded() {
            out.push(b',');
            write_string(out, &metric.name);
            out.push(b':');
            self.write_values(out, metric);
        }
        out.push(b'}');
    }

    fn write_values(&self, out: &mut Vec<u8>, metric: &Recorded) {
        let (skip, take) = (self.round * VALUES_PER_METRIC, VALUES_PER_METRIC);
        if let Some(value) = metric.only_value() {
            write_value(out, value);
        } else if metric.distribution {
            out.extend_from_slice(br#"{"Values":"#);
            write_list(out, metric.counted().skip(skip).take(take), |out, (value, _)| {
                write_value(out, value);
            });
            out.extend_from_slice(br#","Counts":"#);
            write_list(out, metric.counted().skip(skip).take(take), |out, (_, count)| {
                count.write(out);
            });
            out.push(b'}');
        } else {
            write_list(out, metric.values().skip(skip).take(take), write_value);
        }
    }

    /// Its metrics that have values in this round.
    fn recorded(&self) -> impl Iterator<Item = &Recorded> {
        self.batch.set.metrics()[self.metrics.clone()].iter().filter(|metric| self.places(metric) > 0)
    }

    /// How many values a metric has in this round.
    fn places(&self, metric: &Recorded) -> usize {
        metric.places().saturating_sub(self.round * VALUES_PER_METRIC).min(VALUES_PER_METRIC)
    }
}

fn write_definition(out: &mut Vec<u8>, metric: &Recorded) {
    out.extend_from_slice(br#"{"Name":"#);
    write_string(out, &metric.name);
    out.extend_from_slice(br#","Unit":""#);
    out.extend_from_slice(metric.unit.as_str().as_bytes());
    out.push(b'"');
    if metric.resolution == Resolution::High {
        out.extend_from_slice(br#","StorageResolution":1"#);
    }
    out.push(b'}');
}

fn write_list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// Writes a whole number without a fraction, which is what most are.
fn write_value(out: &mut Vec<u8>, value: f64) {
    const EXACT: f64 = (1_u64 << 53) as f64;
    if value.fract() == 0.0 && value.abs() <= EXACT { (value as i64).write(out) } else { value.write(out) }
}
