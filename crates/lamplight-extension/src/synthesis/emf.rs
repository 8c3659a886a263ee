//! What the extension measured, as a line in CloudWatch's Embedded Metric Format, for functions without a collector.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use lamplight_core::clock::Timestamp;
use serde_json::{Map, Value, json};

/// A metric has no more values in one document. There are reports of far fewer invocations between two lines.
pub(super) const MOST_VALUES: usize = 100;

/// One metric of a line.
#[derive(Clone, Debug)]
pub(super) struct Metric {
    name: &'static str,
    unit: &'static str,
    value: Value,
}

// === impl Metric ===

impl Metric {
    pub(super) fn count(name: &'static str, count: u64) -> Self {
        Self { name, unit: "Count", value: count.into() }
    }

    pub(super) fn values(name: &'static str, unit: &'static str, values: &[f64]) -> Self {
        Self { name, unit, value: values.into() }
    }
}

/// A line, with the function's name as the one dimension if it is known.
pub(super) fn line(namespace: &str, function: &str, metrics: &[Metric], now: Timestamp) -> String {
    let definitions: Vec<_> =
        metrics.iter().map(|metric| json!({ "Name": metric.name, "Unit": metric.unit })).collect();
    let dimensions: &[&str] = if function.is_empty() { &[] } else { &["function_name"] };
    let directive = json!({ "Namespace": namespace, "Dimensions": [dimensions], "Metrics": definitions });
    let mut line = Map::new();
    line.insert("_aws".to_owned(), json!({ "Timestamp": now.as_millis(), "CloudWatchMetrics": [directive] }));
    line.extend(dimensions.iter().map(|name| ((*name).to_owned(), function.into())));
    line.extend(metrics.iter().map(|metric| (metric.name.to_owned(), metric.value.clone())));
    Value::Object(line).to_string()
}
