//! Writing a metric set as documents of the Embedded Metric Format, as many as its limits ask for.
//!
//! The format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::ops::Range;

use lamplight_core::clock::Timestamp;
use lamplight_core::json::{Number, Object, write_string};

use crate::limits::{DOCUMENT_BYTES, METRICS_PER_DOCUMENT, VALUES_PER_METRIC};
use crate::metric_set::{Metric, MetricSet};

/// The longest unit, a comma, and what is around a metric's name where it is declared and where its values
/// are.
const AROUND_METRIC: usize = 64;
/// The longest text of a finite float, and a comma.
const NUMBER: usize = 25;
/// What is in every document, whatever is recorded.
const FRAME: usize = 256;

/// Writes all metrics of the set to its buffer, one document per line.
///
/// Each value is written once. A metric with more values than a document takes goes on in a later one, and
/// every document has all dimensions and properties.
pub(crate) fn write_all(set: &mut MetricSet, namespace: &str, now: Timestamp) {
    let mut out = std::mem::take(&mut set.documents);
    out.clear();
    let longest = set.metrics().iter().map(Metric::len).max().unwrap_or(0);
    for round in 0..longest.div_ceil(VALUES_PER_METRIC) {
        let mut start = 0;
        while let Some(batch) = next_batch(set, namespace, round, start) {
            start = batch.end;
            write(&mut out, set, namespace, now, round, batch);
        }
    }
    set.documents = out;
}

/// The metrics from `start` that fit into one document with the values that they have in this round.
fn next_batch(set: &MetricSet, namespace: &str, round: usize, start: usize) -> Option<Range<usize>> {
    let mut bytes = bytes_without_metrics(set, namespace);
    let mut metrics = 0;
    for (at, metric) in set.metrics().iter().enumerate().skip(start) {
        let values = values(metric, round).count();
        if values == 0 {
            continue;
        }
        // No character of the name but quotes and backslashes is escaped, and it is there twice.
        bytes += 4 * metric.name.len() + AROUND_METRIC + values * NUMBER;
        // One fits always: dimensions and properties are bounded so that they leave room for it.
        if metrics == METRICS_PER_DOCUMENT || (metrics > 0 && bytes > DOCUMENT_BYTES) {
            return Some(start..at);
        }
        metrics += 1;
    }
    (metrics > 0).then_some(start..set.metrics().len())
}

fn bytes_without_metrics(set: &MetricSet, namespace: &str) -> usize {
    let dimension_list: usize = set.dimensions.names().map(|name| 2 * name.len() + 3).sum();
    let members = [&set.dimensions, &set.properties].map(|members| members.bytes() + members.len());
    let [dimensions, properties] = members;
    FRAME + 2 * namespace.len() + dimension_list + dimensions + properties + set.identity.len()
}

fn write(
    out: &mut Vec<u8>,
    set: &MetricSet,
    namespace: &str,
    now: Timestamp,
    round: usize,
    batch: Range<usize>,
) {
    let of_round = || {
        let batch = set.metrics()[batch.clone()].iter();
        batch.filter(|metric| values(metric, round).next().is_some())
    };
    let mut document = Object::begin(out);
    document.object("_aws", |aws| {
        aws.number("Timestamp", now.as_millis());
        write_list(aws.value("CloudWatchMetrics"), std::iter::once(()), |out, ()| {
            let mut directive = Object::begin(out);
            directive.string("Namespace", namespace);
            write_list(directive.value("Dimensions"), std::iter::once(()), |out, ()| {
                write_list(out, set.dimensions.names(), write_string);
            });
            write_list(directive.value("Metrics"), of_round(), |out, metric| {
                let mut definition = Object::begin(out);
                definition.string("Name", &metric.name);
                definition.string("Unit", metric.unit.as_str());
                definition.end();
            });
            directive.end();
        });
    });
    for member in set.dimensions.iter() {
        document.members(member);
    }
    document.members(&set.identity);
    for member in set.properties.iter() {
        document.members(member);
    }
    for metric in of_round() {
        let out = document.value(&metric.name);
        let mut values = values(metric, round);
        match (values.next(), metric.len()) {
            (Some(value), 1) => write_value(out, value),
            (first, _) => write_list(out, first.into_iter().chain(values), write_value),
        }
    }
    document.end();
    out.push(b'\n');
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
