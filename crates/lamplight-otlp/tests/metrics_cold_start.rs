//! The cold start as it arrives at a collector: a process has one.

#![cfg(feature = "metrics")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "metrics/collector.rs"]
#[expect(dead_code, reason = "another test needs more")]
mod collector;
#[path = "metrics/received.rs"]
mod received;

use lamplight_metrics::{count, dimension};
use lamplight_otlp::metrics::Histograms;

use self::collector::{Collector, Function};
use self::received::{attributes, only};

#[tokio::test]
async fn a_cold_start_is_counted_once_without_the_dimensions_of_the_request() {
    let mut collector = Collector::start().await;
    let environment =
        [("AWS_LAMBDA_FUNCTION_NAME", "orders"), ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")];
    let function = Function::with_environment(collector.provider(Histograms::Exponential), &environment);
    let order = || {
        dimension("Source", "http");
        count("Orders", 1);
    };
    function.invoke(order).await;
    let points = received::points(&collector.received().await.request);
    let (stream, point) = only(&points, "ColdStart");
    assert_eq!(stream.4, attributes(&[("function_name", "orders"), ("service", "shop")]));
    assert_eq!((stream.3, point.sum, point.is_monotonic), ("sum", Some(1.0), true));
    function.invoke(order).await;
    let points = received::points(&collector.received().await.request);
    assert!(points.iter().all(|(stream, _)| stream.1 == "Orders"), "{points:?}");
}
