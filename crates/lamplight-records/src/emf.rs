//! Metrics in CloudWatch's Embedded Metric Format: a JSON object on a line of the log.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
//!
//! The reader takes more than CloudWatch does: it has no limits, and no opinion on units. A metric without a
//! number under its name, and a dimension without text, are left out, as CloudWatch would.
//!
//! A metric's numbers are one, a list, or a distribution, `{"Values":[1,3],"Counts":[2,1]}`, which the specification does
//! not have: it is the form of `PutMetricData` that writers use
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>).

use lamplight_core::clock::Timestamp;
use serde_json::{Map, Value};

/// A line of metrics, read.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// `_aws.Timestamp`: when the values were measured, to the millisecond.
    pub timestamp: Option<Timestamp>,
    /// The metrics of all directives, in their order.
    pub metrics: Vec<Metric>,
    /// What is neither a metric nor a dimension, in the order of the line.
    pub properties: Map<String, Value>,
}

/// The values of one metric.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Metric {
    /// The namespace of its directive; empty where it has none.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The unit as it is written; `None` is a unit, too, and the one that a metric without has.
    pub unit: Option<String>,
    /// `StorageResolution`, in seconds: CloudWatch knows 1, and 60 where none is given.
    pub resolution: Option<u32>,
    /// What was measured. Never empty.
    pub values: Vec<f64>,
    /// How often each of the values was, where the line says so: as many as there are values, or none where each was
    /// once. See [`counted`](Self::counted).
    pub counts: Vec<f64>,
    /// The sets of dimensions under which the values are stored, each as names and values.
    pub dimensions: Vec<Vec<(String, String)>>,
}

// === impl Document ===

impl Document {
    /// Reads one line, with or without its line feed.
    ///
    /// `None` unless the line is one JSON object with `_aws.CloudWatchMetrics`.
    #[must_use]
    pub fn parse(line: &[u8]) -> Option<Self> {
        if line.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        Self::from_object(serde_json::from_slice(line).ok()?)
    }

    /// Reads a line that is JSON already.
    #[must_use]
    pub fn from_object(mut members: Map<String, Value>) -> Option<Self> {
        // Not a metric of whatever directive may name it.
        let aws = members.shift_remove("_aws")?;
        let directives = aws.get("CloudWatchMetrics")?.as_array()?;
        let metrics: Vec<Metric> =
            directives.iter().flat_map(|directive| read(directive, &members)).collect();
        members.retain(|name, _| !metrics.iter().any(|metric| metric.refers_to(name)));
        let timestamp = aws.get("Timestamp").and_then(Value::as_u64).map(Timestamp::from_millis);
        Some(Self { timestamp, metrics, properties: members })
    }
}

/// The metrics of a directive that have values.
fn read<'a>(directive: &'a Value, members: &'a Map<String, Value>) -> impl Iterator<Item = Metric> + use<'a> {
    let namespace = directive.get("Namespace").and_then(Value::as_str).unwrap_or_default();
    let dimensions: Vec<_> = array(directive.get("Dimensions")).map(|set| dimensions(set, members)).collect();
    array(directive.get("Metrics")).filter_map(move |definition| {
        let name = definition.get("Name")?.as_str()?;
        let (values, counts) = values(members.get(name)?);
        let unit = definition.get("Unit").and_then(Value::as_str).map(str::to_owned);
        let resolution = definition.get("StorageResolution").and_then(Value::as_u64);
        let metric = Metric {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            unit,
            resolution: resolution.and_then(|seconds| u32::try_from(seconds).ok()),
            values,
            counts,
            dimensions: dimensions.clone(),
        };
        (!metric.values.is_empty()).then_some(metric)
    })
}

fn dimensions(set: &Value, members: &Map<String, Value>) -> Vec<(String, String)> {
    let names = array(Some(set)).filter_map(Value::as_str);
    let known = names.filter_map(|name| Some((name.to_owned(), members.get(name)?.as_str()?.to_owned())));
    known.collect()
}

/// A number, each number of a list, or those of a distribution with how often each was.
fn values(target: &Value) -> (Vec<f64>, Vec<f64>) {
    let numbers = |values: &[Value]| values.iter().filter_map(Value::as_f64).collect();
    match target {
        Value::Array(values) => (numbers(values), Vec::new()),
        Value::Object(distribution) => {
            let list = |name: &str| distribution.get(name).and_then(Value::as_array).map(Vec::as_slice);
            match (list("Values"), list("Counts")) {
                (Some(values), None) => (numbers(values), Vec::new()),
                (Some(values), Some(counts)) if values.len() == counts.len() => {
                    let pairs = values.iter().zip(counts);
                    pairs.filter_map(|(value, count)| value.as_f64().zip(positive(count))).unzip()
                }
                _ => (Vec::new(), Vec::new()),
            }
        }
        value => (value.as_f64().into_iter().collect(), Vec::new()),
    }
}

fn positive(count: &Value) -> Option<f64> {
    count.as_f64().filter(|count| *count > 0.0)
}

fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

// === impl Metric ===

impl Metric {
    /// Each value with how often it was.
    pub fn counted(&self) -> impl Iterator<Item = (f64, f64)> {
        let count = |at: usize| self.counts.get(at).copied().unwrap_or(1.0);
        self.values.iter().enumerate().map(move |(at, value)| (*value, count(at)))
    }

    fn refers_to(&self, member: &str) -> bool {
        self.name == member || self.dimensions.iter().flatten().any(|(name, _)| name == member)
    }
}
