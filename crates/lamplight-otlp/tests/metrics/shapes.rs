//! What becomes of values of each kind.

use lamplight_metrics::{
    Unit, count, dimension, dimension_set, distribution, gauge, property, record, record_high_resolution,
    single,
};
use lamplight_otlp::metrics::Histograms;

use crate::collector::{Collector, Function};
use crate::received::{self, Point, Stream, attributes, only};

/// What arrives when `work` is the handler of an invocation.
async fn sent(histograms: Histograms, work: impl FnOnce()) -> Vec<(Stream, Point)> {
    let mut collector = Collector::start().await;
    let function = Function::new(collector.provider(histograms));
    function.invoke(work).await;
    assert_eq!(function.lines.take(), [""; 0], "nothing is written to stdout");
    received::points(&collector.received().await.request)
}

#[tokio::test]
async fn what_is_counted_is_a_sum_and_monotonic_unless_a_value_is_negative() {
    let points = sent(Histograms::Exponential, || {
        count("Orders", 2);
        count("Orders", 3);
        record("Refunds", Unit::Count, 0.5);
        count("Change", 2);
        count("Change", -5);
    })
    .await;
    let (stream, orders) = only(&points, "Orders");
    let attributes = attributes(&[("service", "shop")]);
    assert_eq!(*stream, ("shop".into(), "Orders".into(), "{count}".into(), "sum", attributes));
    assert_eq!((orders.sum, orders.is_monotonic), (Some(5.0), true));
    assert_eq!(only(&points, "Refunds").1.sum, Some(0.5));
    let change = &only(&points, "Change").1;
    assert_eq!((change.sum, change.is_monotonic), (Some(-3.0), false));
}

#[tokio::test]
async fn everything_else_is_an_exponential_histogram() {
    let points = sent(Histograms::Exponential, || {
        record("Payment", Unit::Milliseconds, 12.5);
        record("Payment", Unit::Milliseconds, 100);
        distribution("Attempts", Unit::Count, 1);
        distribution("Attempts", Unit::Count, 1);
        gauge("Depth", 0);
        gauge("Balance", -4);
        record_high_resolution("Lag", Unit::Seconds, 0.5);
    })
    .await;
    let (stream, payment) = only(&points, "Payment");
    assert_eq!((&stream.2[..], stream.3), ("ms", "exponential"));
    assert_eq!((payment.sum, payment.count, payment.range), (Some(112.5), Some(2), Some((12.5, 100.0))));
    assert!(payment.buckets.iter().all(|(from, to, count)| to - from < to / 10.0 && *count == 1));
    let (stream, attempts) = only(&points, "Attempts");
    assert_eq!((&stream.2[..], stream.3, attempts.count), ("{count}", "exponential", Some(2)));
    assert_eq!(only(&points, "Depth").1.buckets, [(0.0, 0.0, 1)]);
    let balance = &only(&points, "Balance").1;
    assert_eq!((balance.sum, balance.range), (None, Some((-4.0, -4.0))), "it is no sum that only grows");
    assert!(balance.buckets[0].0 < -3.99 && balance.buckets[0].1 > -4.01);
    assert_eq!(only(&points, "Lag").0.2, "s");
}

#[tokio::test]
async fn buckets_can_have_bounds_of_their_own() {
    let bounds = Histograms::Explicit(vec![10.0, 100.0]);
    let work = || [1, 10, 11, 1000].into_iter().for_each(|value| record("Size", Unit::Bytes, value));
    let points = sent(bounds, work).await;
    let (stream, size) = only(&points, "Size");
    assert_eq!((&stream.2[..], stream.3), ("By", "explicit"));
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    assert_eq!(size.buckets, [(low, 10.0, 2), (10.0, 100.0, 1), (100.0, high, 1)]);
    assert_eq!((size.sum, size.count, size.range), (Some(1022.0), Some(4), Some((1.0, 1000.0))));
}

#[tokio::test]
async fn each_set_of_dimensions_has_a_point_and_equal_ones_share_it() {
    let points = sent(Histograms::Exponential, || {
        dimension("Source", "ht\"tp");
        dimension_set(&[("Plan", "pro")]);
        property("order_id", "A-17");
        count("Orders", 1);
        for reason in ["late", "broken", "late"] {
            single("Refund", Unit::Count, 1).dimension("Reason", reason).dimension("Plan", "pro");
        }
        // The same dimensions in another order.
        single("Refund", Unit::Count, 1).dimension("Plan", "pro").dimension("Reason", "late");
    })
    .await;
    let found = |name: &str| {
        let of_name = points.iter().filter(|(stream, _)| stream.1 == name);
        of_name.map(|(stream, point)| (stream.4.clone(), point.sum)).collect::<Vec<_>>()
    };
    let plan = attributes(&[("Plan", "pro"), ("service", "shop")]);
    let source = attributes(&[("Source", "ht\"tp"), ("service", "shop")]);
    assert_eq!(found("Orders"), [(plan, Some(1.0)), (source, Some(1.0))]);
    let of = |reason| attributes(&[("Plan", "pro"), ("Reason", reason), ("service", "shop")]);
    let mut refunds = found("Refund");
    refunds.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(refunds, [(of("broken"), Some(1.0)), (of("late"), Some(3.0))]);
}

#[tokio::test]
async fn the_resource_says_which_environment_of_which_function_it_is() {
    let mut collector = Collector::start().await;
    let function = Function::new(collector.provider(Histograms::Exponential));
    function.invoke(|| count("Orders", 1)).await;
    let received = collector.received().await;
    assert!(received.head.starts_with("post /v1/metrics http/1.1\r\n"), "{}", received.head);
    let [metrics] = &received.request.resource_metrics[..] else { panic!("one resource") };
    let expected = attributes(&[
        ("aws.log.stream.names", "2026/01/31/[$LATEST]0a1b"),
        ("cloud.platform", "aws_lambda"),
        ("cloud.provider", "aws"),
        ("cloud.region", "eu-central-1"),
        ("faas.instance", "2026/01/31/[$LATEST]0a1b"),
        ("faas.max_memory", "536870912"),
        ("faas.name", "orders"),
        ("faas.version", "$LATEST"),
        ("service.name", "shop"),
        ("telemetry.sdk.language", "rust"),
        ("telemetry.sdk.name", "lamplight"),
        ("telemetry.sdk.version", env!("CARGO_PKG_VERSION")),
    ]);
    assert_eq!(received::texts(&metrics.resource.as_ref().unwrap().attributes), expected);
}
