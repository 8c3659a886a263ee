//! Metrics in CloudWatch's Embedded Metric Format, which share the function's stdout.

use lamplight_core::clock::Timestamp;
use lamplight_records::emf::{Document, Metric};
use serde_json::{Map, Value};

use super::value;
use crate::otlp::writer::Message;

/// OTLP's number of delta temporality.
const DELTA: u64 = 1;

/// Whether a structured line is metrics.
pub(crate) fn is_emf(object: &Map<String, Value>) -> bool {
    object.get("_aws").and_then(|aws| aws.get("CloudWatchMetrics")).is_some_and(Value::is_array)
}

/// The metrics of a line as OTLP's, and how many data points they have: for each metric and set of dimensions one with
/// what CloudWatch keeps of it, which are number, sum, least and greatest.
pub(crate) fn metrics(object: Map<String, Value>, read: Timestamp) -> (Vec<Message>, u64) {
    let Some(document) = Document::from_object(object) else {
        return Default::default();
    };
    let time = document.timestamp.unwrap_or(read);
    let metrics: Vec<_> = document.metrics.iter().map(|metric| histogram(metric, time)).collect();
    let points = document.metrics.iter().map(|metric| metric.dimensions.len() as u64).sum();
    (metrics, points)
}

fn histogram(metric: &Metric, time: Timestamp) -> Message {
    let (mut count, mut sum, mut least, mut most) = (0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY);
    for (value, times) in metric.counted() {
        (count, sum) = (count + times, sum + value * times);
        (least, most) = (f64::min(least, value), f64::max(most, value));
    }
    let points = metric.dimensions.iter().map(|dimensions| {
        let text = |text: &str| Value::String(text.to_owned());
        let attributes = dimensions.iter().map(|(name, value)| value::key_value(name, &text(value)));
        let namespace = value::key_value("aws.cloudwatch.namespace", &text(&metric.namespace));
        Message::new()
            .fixed64(2, time.as_nanos())
            .fixed64(3, time.as_nanos())
            .fixed64(4, count as u64)
            .double(5, sum)
            .messages(9, attributes.chain([namespace]))
            .double(11, least)
            .double(12, most)
    });
    let histogram = Message::new().messages(1, points).varint(2, DELTA);
    Message::new().text(1, &metric.name).text(3, unit(metric.unit.as_deref())).message(9, histogram)
}

/// OpenTelemetry writes units as UCUM does. One that it has no short form for stays as it is.
fn unit(unit: Option<&str>) -> &str {
    match unit.unwrap_or_default() {
        "None" | "Count" => "1",
        "Seconds" => "s",
        "Milliseconds" => "ms",
        "Microseconds" => "us",
        "Bytes" => "By",
        "Kilobytes" => "kBy",
        "Megabytes" => "MBy",
        "Gigabytes" => "GBy",
        "Percent" => "%",
        other => other,
    }
}
