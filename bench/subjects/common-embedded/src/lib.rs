//! The metrics of those subjects that record them with `metrics_cloudwatch_embedded`.

use metrics_cloudwatch_embedded::{Builder, Collector};

/// The crate's metrics, through the macros of `metrics`.
#[derive(Default)]
pub struct Signals;

impl subject::Signals for Signals {
    fn metrics(&self, value: f64) {
        record(value);
    }
}

/// What was recorded is written by this at the end of an invocation, with the dimensions, properties and units that
/// ours have.
pub fn collector() -> &'static Collector {
    let service = std::env::var("AWS_LAMBDA_FUNCTION_NAME").expect("Lambda says the name");
    let collector = Builder::new()
        .cloudwatch_namespace("orders")
        .with_dimension("service", service)
        .with_lambda_request_id("function_request_id")
        .with_lambda_xray_trace_id("xray_trace_id")
        .init()
        .expect("nothing else records metrics");
    metrics::describe_counter!("OrdersPlaced", metrics::Unit::Count, "orders that were placed");
    collector
}

/// The two metrics.
pub fn record(value: f64) {
    metrics::counter!("OrdersPlaced", "Source" => "http").increment(1);
    metrics::gauge!("OrderValue", "Source" => "http").set(value);
}
