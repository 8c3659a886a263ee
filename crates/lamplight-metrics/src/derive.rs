//! Wide records: a struct whose fields are metrics, dimensions and properties of one document.

mod checks;
mod recording;
mod values;

#[doc(hidden)]
pub use self::checks::{check_dimension, check_dimensions, check_properties, check_property, check_unit};
#[doc(hidden)]
pub use self::recording::Recording;
pub use self::values::{DimensionValue, MetricValue, PropertyField};

use crate::declared::Metric;

/// What one thing that happened comes to: metrics, with the dimensions and the properties that they belong to.
///
/// ```
/// use std::time::Duration;
///
/// use lamplight_metrics::MetricsRecord;
///
/// #[derive(MetricsRecord)]
/// #[record(rename_all = "PascalCase")]
/// struct Checkout<'a> {
///     #[dimension]
///     plan: &'a str,
///     /// From the click to the receipt.
///     #[metric(unit = Milliseconds)]
///     latency: Duration,
///     #[metric(unit = Count)]
///     items: usize,
///     // Without a value, there is no metric.
///     #[metric(unit = Percent, name = "Discount")]
///     discount: Option<f32>,
///     #[property(name = "order_id")]
///     order: String,
/// }
///
/// let checkout = Checkout {
///     plan: "pro",
///     latency: Duration::from_millis(250),
///     items: 3,
///     discount: None,
///     order: "A-17".to_owned(),
/// };
/// checkout.record();
/// ```
///
/// As a [`single`](crate::single()) metric, a record is a document of its own with the default dimensions and its own,
/// and belongs to the invocation whose code records it. It is not mixed with what the invocation records otherwise:
/// its dimensions are of this record only.
///
/// # What is checked when it is compiled
///
/// Names and their number, units, and that fields have types that can be recorded. Each of these does not compile:
///
/// A name that CloudWatch does not take,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count, name = " ")]
///     orders: u32,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[dimension(name = ":plan")]
///     plan: String,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[property(name = "")]
///     order_id: String,
/// }
/// ```
///
/// or that every document uses already,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[property]
///     function_request_id: String,
/// }
/// ```
///
/// or another field,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[dimension(name = "orders")]
///     kind: String,
/// }
/// ```
///
/// a unit that CloudWatch does not know,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Minutes)]
///     latency: f64,
/// }
/// ```
///
/// a duration in a unit that is none of time,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Bytes)]
///     latency: std::time::Duration,
/// }
/// ```
///
/// a field of a type that cannot be what it is said to be,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: String,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[dimension]
///     plan: f64,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[property]
///     order_id: std::time::Instant,
/// }
/// ```
///
/// a field that does not say what it is, or says it twice,
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     plan: String,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[metric(unit = Count)]
///     orders: u32,
///     #[dimension]
///     #[property]
///     plan: String,
/// }
/// ```
///
/// a record without a metric, and one that is no struct:
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// struct Record {
///     #[dimension]
///     plan: String,
/// }
/// ```
///
/// ```compile_fail
/// #[derive(lamplight_metrics::MetricsRecord)]
/// enum Record {
///     Orders,
/// }
/// ```
///
/// What only the values can show, such as a dimension's value that CloudWatch does not take, is refused when it is
/// recorded, as it is everywhere.
pub trait MetricsRecord {
    /// Its metrics, for [`declare`](crate::declare); they are declared when they are first recorded, too.
    fn metrics() -> &'static [&'static Metric];

    /// Records it.
    #[track_caller]
    fn record(&self);
}
