//! Writing metrics as documents of the Embedded Metric Format, as many as its limits ask for.
//!
//! The format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::ops::Range;

use lamplight_core::json::{Number, write_string};

use crate::limits::{DOCUMENT_BYTES, LARGEST_DOCUMENT_BYTES, METRICS_PER_DOCUMENT, VALUES_PER_METRIC};
use crate::lines::Lines;
use crate::members::Members;
use crate::number;
use crate::provider::{Batch, MetricsProvider};
use crate::recorded::{Form, Recorded};
use crate::resolution::Resolution;

/// Writes CloudWatch's Embedded Metric Format. What metrics are written with unless another
/// [provider](MetricsProvider) is given.
#[derive(Clone, Copy, Debug)]
pub struct Emf {
    document_bytes: usize,
}

/// Which part of a batch goes into one document.
#[derive(Clone, Debug)]
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
        Self { document_bytes: DOCUMENT_BYTES }
    }

    /// Splits documents that are longer than this, up to [`LARGEST_DOCUMENT_BYTES`], instead of
    /// [`DOCUMENT_BYTES`]. For logs that pass through something with a limit of its own on the way to CloudWatch.
    ///
    /// A document has one metric at least, with a hundred of its values, all dimensions of its sets and all
    /// properties. Where these alone are longer, so is the document.
    #[must_use]
    pub const fn document_bytes(mut self, bytes: usize) -> Self {
        self.document_bytes = if bytes < LARGEST_DOCUMENT_BYTES { bytes } else { LARGEST_DOCUMENT_BYTES };
        self
    }
}

impl Default for Emf {
    fn default() -> Self {
        Self::new()
    }
}

impl MetricsProvider for Emf {
    /// For each set of dimensions, each value is written once. A metric with more values than a document takes
    /// goes on in a later one, and every document has all dimensions of its sets and all properties.
    fn write(&self, batch: &Batch<'_>, lines: &mut Lines) {
        let metrics = batch.set.metrics().len();
        for document in 0..batch.documents {
            for round in 0..batch.set.places().div_ceil(VALUES_PER_METRIC) {
                let mut start = 0;
                while start < metrics {
                    let end = metrics.min(start + METRICS_PER_DOCUMENT);
                    Part { batch, document, round, metrics: start..end }.add_to(lines, self.document_bytes);
                    start = end;
                }
            }
        }
    }
}

// === impl Part ===

impl Part<'_> {
    /// Adds a document, or two where one would be too long, and so on.
    fn add_to(&self, lines: &mut Lines, most: usize) {
        let Range { start, end } = self.metrics;
        if self.round > 0 && self.recorded().next().is_none() {
            return;
        }
        // What cannot be split is written as long as it is.
        let most = if end - start > 1 { most } else { usize::MAX };
        if !lines.line_of_at_most(most, |out| self.write(out)) {
            let middle = start.midpoint(end);
            for metrics in [start..middle, middle..end] {
                Part { metrics, ..self.clone() }.add_to(lines, most);
            }
        }
    }

    /// Nearly all of the text is there already, in pieces: what is said of an invocation, its dimensions and its
    /// properties since they were given, what is said of a metric since it was first recorded.
    fn write(&self, out: &mut Vec<u8>) {
        let Batch { set, timestamp, .. } = self.batch;
        out.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
        timestamp.as_millis().write(out);
        match set.head.text() {
            Some(head) if self.is_all() => out.extend_from_slice(head),
            _ => self.write_head(out),
        }
        out.extend_from_slice(&set.identity);
        out.extend_from_slice(set.properties.json());
        for metric in self.recorded() {
            out.extend_from_slice(metric.label());
            match metric.only_value() {
                Some(value) => number::write(out, value),
                None => self.write_values(out, metric),
            }
        }
        out.push(b'}');
    }

    /// Whether it is all of the batch, as far as its first hundred values go.
    fn is_all(&self) -> bool {
        let Batch { set, documents, .. } = self.batch;
        self.round == 0 && *documents == 1 && self.metrics.len() == set.metrics().len()
    }

    fn write_head(&self, out: &mut Vec<u8>) {
        let Batch { set, namespace_json, .. } = self.batch;
        let metrics = self.metrics.clone();
        write_head(out, namespace_json, set.dimensions.of_document(self.document), |out| match self.round {
            // Every metric has a value in the first round.
            0 => out.extend_from_slice(set.definitions(metrics)),
            _ => self.recorded().for_each(|metric| out.extend_from_slice(metric.definition())),
        });
        set.dimensions.write_members(self.document, out);
    }

    fn write_values(&self, out: &mut Vec<u8>, metric: &Recorded) {
        let (skip, take) = (self.round * VALUES_PER_METRIC, VALUES_PER_METRIC);
        if metric.form.distribution {
            let counted = || metric.counted().skip(skip).take(take);
            out.extend_from_slice(br#"{"Values":"#);
            write_list(out, counted(), |out, (value, _)| write_next(out, value));
            out.extend_from_slice(br#","Counts":"#);
            write_list(out, counted(), |out, (_, count)| write_next(out, count as f64));
            out.push(b'}');
        } else {
            write_list(out, metric.values().skip(skip).take(take), write_next);
        }
    }

    /// Its metrics that have values in this round.
    fn recorded(&self) -> impl Iterator<Item = &Recorded> {
        let written = self.round * VALUES_PER_METRIC;
        let metrics = &self.batch.set.metrics()[self.metrics.clone()];
        // Every one has a value in the first round.
        metrics.iter().filter(move |metric| written == 0 || metric.places() > written)
    }
}

/// Appends the namespace, the names of these sets of dimensions and the definitions of metrics, each of which begins with
/// a comma: what is between the time and the members.
pub(crate) fn write_head<'a>(
    out: &mut Vec<u8>,
    namespace_json: &[u8],
    sets: impl Iterator<Item = &'a Members>,
    definitions: impl FnOnce(&mut Vec<u8>),
) {
    out.extend_from_slice(br#","CloudWatchMetrics":[{"Namespace":"#);
    out.extend_from_slice(namespace_json);
    out.extend_from_slice(br#","Dimensions":"#);
    write_list(out, sets, |out, set| {
        out.push(b',');
        write_list(out, set.labels(), |out, label| out.extend_from_slice(label));
    });
    out.extend_from_slice(br#","Metrics":"#);
    write_list(out, std::iter::once(definitions), |out, write| write(out));
    out.extend_from_slice(b"}]}");
}

/// Appends what documents say of a metric besides its values: its definition, and what is before its values, both
/// after a comma. Returns where the second begins.
pub(crate) fn describe(out: &mut Vec<u8>, name: &str, form: Form) -> usize {
    out.extend_from_slice(br#",{"Name":"#);
    write_string(out, name);
    out.extend_from_slice(br#","Unit":""#);
    out.extend_from_slice(form.unit.as_str().as_bytes());
    out.push(b'"');
    if form.resolution == Resolution::High {
        out.extend_from_slice(br#","StorageResolution":1"#);
    }
    out.push(b'}');
    let label = out.len();
    out.push(b',');
    write_string(out, name);
    out.push(b':');
    label
}

/// Writes items that each begin with a comma, of which the first becomes the list's bracket.
fn write_list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    let start = out.len();
    for item in items {
        write(out, item);
    }
    match out.get_mut(start) {
        Some(comma) => *comma = b'[',
        None => out.push(b'['),
    }
    out.push(b']');
}

fn write_next(out: &mut Vec<u8>, value: f64) {
    out.push(b',');
    number::write(out, value);
}
