//! Writing a metric set as documents of the Embedded Metric Format, as many as its limits ask for.
//!
//! The format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::ops::Range;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Number, write_string};

use crate::limits::{DOCUMENT_BYTES, METRICS_PER_DOCUMENT, VALUES_PER_METRIC};
use crate::metric_set::{Metric, MetricSet};

/// The longest unit, a comma, and what is around a metric's name where it is declared and where its values
/// are.
const AROUND_METRIC: usize = 64;
/// The longest text of a finite float, and a comma.
const NUMBER: usize = 25;
/// What is in every document, whatever is recorded.
const FRAME: usize = 256;

/// A buffer that grew beyond this for one invocation is given back.
const KEPT_BYTES: usize = 64 * 1024;

/// Finished documents, each a line.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    text: Vec<u8>,
    /// Where each one ends, so that nobody has to search for it.
    ends: Vec<usize>,
}

// === impl Documents ===

impl Documents {
    pub(crate) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }

    /// Forgets them, and keeps a buffer of a usual size.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(KEPT_BYTES);
        self.ends.clear();
    }
}

/// Writes all metrics of the set as its documents.
///
/// Each value is written once. A metric with more values than a document takes goes on in a later one, and
/// every document has all dimensions and properties.
pub(crate) fn write_all(set: &mut MetricSet, namespace: &str, now: Timestamp) {
    let mut out = std::mem::take(&mut set.documents);
    out.clear();
    let longest = set.metrics().iter().map(Metric::len).max().unwrap_or(0);
    for round in 0..longest.div_ceil(VALUES_PER_METRIC) {
        let mut start = 0;
        while start < set.metrics().len() {
            let end = end_of_batch(set, namespace, round, start);
            write(&mut out.text, set, namespace, now, round, start..end);
            out.ends.push(out.text.len());
            start = end;
        }
    }
    set.documents = out;
}

/// The end of the metrics from `start` on that fit into one document with their values of this round.
fn end_of_batch(set: &MetricSet, namespace: &str, round: usize, start: usize) -> usize {
    let mut bytes = bytes_without_metrics(set, namespace);
    let mut metrics = 0;
    for (at, metric) in set.metrics().iter().enumerate().skip(start) {
        if !has_values(metric, round) {
            continue;
        }
        let values = (metric.len() - round * VALUES_PER_METRIC).min(VALUES_PER_METRIC);
        // No character of the name but quotes and backslashes is escaped, and it is there twice.
        bytes += 4 * metric.name.len() + AROUND_METRIC + values * NUMBER;
        // One fits always: dimensions and properties are bounded so that they leave room for it.
        if metrics == METRICS_PER_DOCUMENT || (metrics > 0 && bytes > DOCUMENT_BYTES) {
            return at;
        }
        metrics += 1;
    }
    set.metrics().len()
}

fn bytes_without_metrics(set: &MetricSet, namespace: &str) -> usize {
    let dimension_list: usize = set.dimensions.names().map(|name| 2 * name.len() + 3).sum();
    let members = [&set.dimensions, &set.properties].map(|members| members.bytes() + members.len());
    let [dimensions, properties] = members;
    FRAME + 2 * namespace.len() + dimension_list + dimensions + properties + set.identity.len()
}

/// The texts between values are written as they are, and not by way of an `Object`, which would look for
/// what is to be escaped in them: that is a fifth of the time that ten metrics take from record to line.
fn write(
    out: &mut Vec<u8>,
    set: &MetricSet,
    namespace: &str,
    now: Timestamp,
    round: usize,
    batch: Range<usize>,
) {
    let of_round = || set.metrics()[batch.clone()].iter().filter(|metric| has_values(metric, round));
    out.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
    now.as_millis().write(out);
    out.extend_from_slice(br#","CloudWatchMetrics":[{"Namespace":"#);
    write_string(out, namespace);
    out.extend_from_slice(br#","Dimensions":["#);
    write_list(out, set.dimensions.names(), write_string);
    out.extend_from_slice(br#"],"Metrics":"#);
    write_list(out, of_round(), |out, metric| {
        out.extend_from_slice(br#"{"Name":"#);
        write_string(out, &metric.name);
        out.extend_from_slice(br#","Unit":""#);
        out.extend_from_slice(metric.unit.as_str().as_bytes());
        out.extend_from_slice(br#""}"#);
    });
    out.extend_from_slice(b"}]}");
    let identity = Some(&*set.identity).filter(|identity| !identity.is_empty());
    for member in set.dimensions.iter().chain(identity).chain(set.properties.iter()) {
        out.push(b',');
        out.extend_from_slice(member);
    }
    for metric in of_round() {
        out.push(b',');
        write_string(out, &metric.name);
        out.push(b':');
        match metric.only_value() {
            Some(value) => write_value(out, value),
            None => write_list(out, values(metric, round), write_value),
        }
    }
    out.extend_from_slice(b"}\n");
}

fn has_values(metric: &Metric, round: usize) -> bool {
    metric.len() > round * VALUES_PER_METRIC
}

/// The values that a metric has in this round: as many as a document takes.
fn values(metric: &Metric, round: usize) -> impl Iterator<Item = f64> {
    metric.values().skip(round * VALUES_PER_METRIC).take(VALUES_PER_METRIC)
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
