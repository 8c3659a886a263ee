//! How much of everything there may be: CloudWatch's limits, and ours on what is held back.
//!
//! CloudWatch's are those of the Embedded Metric Format
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>),
//! of `PutMetricData`
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html>) and of a
//! `Dimension`
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html>), and of time stamps
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>).

use std::time::Duration;

/// Metrics in one document; what is more goes into further documents.
pub const METRICS_PER_DOCUMENT: usize = 100;
/// Values of one metric in one document; what is more goes into further documents.
pub const VALUES_PER_METRIC: usize = 100;
/// Bytes of one document: those of a log event by the older of the two limits that CloudWatch Logs
/// documents, less the 26 that it adds to each event. What is more goes into further documents.
pub const DOCUMENT_BYTES: usize = 256 * 1024 - 26;
/// Bytes that a document can be [allowed](crate::Emf::document_bytes) at most: those of a log event by the newer of
/// the two limits, less the 26.
pub const LARGEST_DOCUMENT_BYTES: usize = 1024 * 1024 - 26;
/// Dimensions of a set, `service` among them; one more is refused.
pub const DIMENSIONS: usize = 30;
/// How old a metric may be when it is written; an older one is refused.
pub const OLDEST: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How far in the future a metric may be when it is written; one further off is refused.
pub const FURTHEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Characters of a metric's name; one more is refused.
pub const METRIC_NAME_CHARACTERS: usize = 1024;
/// Characters of a dimension's name; one more is refused.
pub const DIMENSION_NAME_CHARACTERS: usize = 250;
/// Characters of a dimension's value; one more is refused.
pub const DIMENSION_VALUE_CHARACTERS: usize = 1024;
/// The largest value, and with its sign turned the smallest: 2^360.
pub const LARGEST_VALUE: f64 = f64::from_bits((1023 + 360) << 52);

/// Sets of dimensions of an invocation, our choice; one more is refused. Each is a metric of its own for every
/// metric there is.
pub const DIMENSION_SETS: usize = 10;
/// Bytes of all dimensions of one document as JSON, our choice, so that there is room for metrics. Sets that
/// are more go into further documents. One set is always less.
pub const DIMENSION_BYTES: usize = 96 * 1024;
/// Values of a dimension in the life of a process, our choice; with one more, a warning says once what it
/// costs.
pub const DIMENSION_VALUES: usize = 100;
/// Dimensions whose values are watched, our choice.
pub const WATCHED_DIMENSIONS: usize = 64;
/// Properties of an invocation, our choice; one more is refused.
pub const PROPERTIES: usize = 100;
/// Characters of a property's name, our choice; one more is refused.
pub const PROPERTY_NAME_CHARACTERS: usize = 250;
/// Bytes of all properties of an invocation as JSON, names included, our choice. One that does not
/// fit is refused.
pub const PROPERTY_BYTES: usize = 32 * 1024;

/// Metrics that are held back for the end of the invocation, our choice. With so many, what is held is
/// written at once.
pub const HELD_METRICS: usize = 1000;
/// Values that are held back for the end of the invocation, our choice. With so many, what is held is
/// written at once.
pub const HELD_VALUES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_value_is_two_to_the_power_of_360() {
        assert_eq!(LARGEST_VALUE, 2_f64.powi(360));
    }
}
