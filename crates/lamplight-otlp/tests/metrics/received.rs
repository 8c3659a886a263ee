//! What a collector was sent, point by point.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value as Number;
use opentelemetry_proto::tonic::metrics::v1::{AggregationTemporality, Metric};

/// What a point is a point of: the metric's scope, name, unit and kind, and the attributes.
pub(crate) type Stream = (String, String, String, &'static str, BTreeMap<String, String>);

/// A point of any kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) sum: Option<f64>,
    /// Nothing in a sum.
    pub(crate) count: Option<u64>,
    pub(crate) range: Option<(f64, f64)>,
    pub(crate) is_monotonic: bool,
    /// Each bucket that is not empty, with the bounds that it lies between.
    pub(crate) buckets: Vec<(f64, f64, u64)>,
}

/// Every point of a request. Everything is delta.
pub(crate) fn points(request: &ExportMetricsServiceRequest) -> Vec<(Stream, Point)> {
    let mut found = Vec::new();
    for scope in request.resource_metrics.iter().flat_map(|metrics| &metrics.scope_metrics) {
        let namespace = &scope.scope.as_ref().unwrap().name;
        for metric in &scope.metrics {
            for (kind, attributes, point) in of_metric(metric) {
                let stream = (namespace.clone(), metric.name.clone(), metric.unit.clone(), kind, attributes);
                found.push((stream, point));
            }
        }
    }
    found
}

/// The one point of that name.
pub(crate) fn only<'a>(points: &'a [(Stream, Point)], name: &str) -> &'a (Stream, Point) {
    let mut named = points.iter().filter(|(stream, _)| stream.1 == name);
    let first = named.next().unwrap();
    assert_eq!(named.next(), None, "one point of {name}");
    first
}

pub(crate) fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let texts: BTreeMap<_, _> = attributes
        .iter()
        .map(|attribute| match &attribute.value {
            Some(AnyValue { value: Some(Value::StringValue(text)) }) => (attribute.key.clone(), text.clone()),
            Some(AnyValue { value: Some(Value::IntValue(number)) }) => {
                (attribute.key.clone(), number.to_string())
            }
            Some(AnyValue { value: Some(Value::ArrayValue(list)) }) => {
                let [AnyValue { value: Some(Value::StringValue(text)) }] = &list.values[..] else {
                    panic!("{list:?}")
                };
                (attribute.key.clone(), text.clone())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts.len(), attributes.len(), "each attribute once");
    texts
}

fn of_metric(metric: &Metric) -> Vec<(&'static str, BTreeMap<String, String>, Point)> {
    let delta = AggregationTemporality::Delta as i32;
    match metric.data.as_ref().unwrap() {
        Data::Sum(sum) => {
            assert_eq!(sum.aggregation_temporality, delta);
            let point = |point: &opentelemetry_proto::tonic::metrics::v1::NumberDataPoint| {
                let Some(Number::AsDouble(value)) = point.value else { panic!("{point:?}") };
                let (start, end) = (point.start_time_unix_nano, point.time_unix_nano);
                let (is_monotonic, sum) = (sum.is_monotonic, Some(value));
                let found =
                    Point { start, end, sum, count: None, range: None, is_monotonic, buckets: Vec::new() };
                ("sum", texts(&point.attributes), found)
            };
            sum.data_points.iter().map(point).collect()
        }
        Data::ExponentialHistogram(histogram) => {
            assert_eq!(histogram.aggregation_temporality, delta);
            let point = |point: &opentelemetry_proto::tonic::metrics::v1::ExponentialHistogramDataPoint| {
                let mut buckets = vec![(0.0, 0.0, point.zero_count)];
                for (side, sign) in [(&point.positive, 1.0), (&point.negative, -1.0)] {
                    buckets.extend(side.iter().flat_map(|side| of_side(side, point.scale, sign)));
                }
                buckets.retain(|(_, _, count)| *count > 0);
                let found = Point {
                    start: point.start_time_unix_nano,
                    end: point.time_unix_nano,
                    sum: point.sum,
                    count: Some(point.count),
                    range: point.min.zip(point.max),
                    is_monotonic: false,
                    buckets,
                };
                ("exponential", texts(&point.attributes), found)
            };
            histogram.data_points.iter().map(point).collect()
        }
        Data::Histogram(histogram) => {
            assert_eq!(histogram.aggregation_temporality, delta);
            let point = |point: &opentelemetry_proto::tonic::metrics::v1::HistogramDataPoint| {
                let bounds = &point.explicit_bounds;
                assert_eq!(point.bucket_counts.len(), bounds.len() + 1);
                let lower = [f64::NEG_INFINITY].into_iter().chain(bounds.iter().copied());
                let upper = bounds.iter().copied().chain([f64::INFINITY]);
                let buckets =
                    lower.zip(upper).zip(&point.bucket_counts).map(|((from, to), n)| (from, to, *n));
                let found = Point {
                    start: point.start_time_unix_nano,
                    end: point.time_unix_nano,
                    sum: point.sum,
                    count: Some(point.count),
                    range: point.min.zip(point.max),
                    is_monotonic: false,
                    buckets: buckets.filter(|(_, _, count)| *count > 0).collect(),
                };
                ("explicit", texts(&point.attributes), found)
            };
            histogram.data_points.iter().map(point).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn of_side(side: &Buckets, scale: i32, sign: f64) -> Vec<(f64, f64, u64)> {
    let bound = |bucket: i32| 2_f64.powf(f64::from(bucket) * 2_f64.powi(-scale));
    let buckets = (side.offset..).zip(&side.bucket_counts);
    buckets
        .map(|(bucket, count)| {
            // By more than what a power is wrong by.
            let (from, to) = (bound(bucket) * (1.0 - 1e-9), bound(bucket + 1) * (1.0 + 1e-9));
            (if sign > 0.0 { from } else { -to }, if sign > 0.0 { to } else { -from }, *count)
        })
        .collect()
}
