//! Which time points are about, also where the process was frozen in between.

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_metrics::{count, timestamp};
use lamplight_otlp::metrics::Histograms;

use crate::collector::{Collector, Function, NOW};
use crate::received::{self, only};

const SECOND: Duration = Duration::from_secs(1);

/// Start and end of the one point, in milliseconds since [`NOW`].
async fn next(collector: &mut Collector) -> (i64, i64) {
    let points = received::points(&collector.received().await.request);
    let point = &only(&points, "Orders").1;
    let since = |nanos: u64| (nanos / 1_000_000) as i64 - NOW as i64;
    (since(point.start), since(point.end))
}

#[tokio::test]
async fn a_point_is_about_its_invocation_and_not_about_the_freeze_before_it() {
    let mut collector = Collector::start().await;
    let function = Function::new(collector.provider(Histograms::Exponential));
    let order = || {
        count("Orders", 1);
        function.clock.advance(SECOND);
    };
    function.invoke(order).await;
    assert_eq!(next(&mut collector).await, (0, 1000));
    function.clock.advance(3600 * SECOND);
    function.invoke(order).await;
    assert_eq!(next(&mut collector).await, (3_601_000, 3_602_000));
}

#[tokio::test]
async fn points_of_one_metric_do_not_overlap_when_invocations_do() {
    let mut collector = Collector::start().await;
    let function = Function::new(collector.provider(Histograms::Exponential));
    let other = function.metrics.clone();
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let slow = tokio::spawn(async move {
        use lambda_runtime::{Context, LambdaEvent, service_fn};
        use tower::{Layer as _, ServiceExt as _};

        let mut wait = Some(wait);
        let handler = service_fn(|_: LambdaEvent<()>| {
            let wait = wait.take().unwrap();
            async move {
                count("Orders", 1);
                wait.await
            }
        });
        other.layer().layer(handler).oneshot(LambdaEvent::new((), Context::default())).await.unwrap();
    });
    tokio::task::yield_now().await;
    function.clock.advance(SECOND);
    function
        .invoke(|| {
            count("Orders", 1);
            function.clock.advance(SECOND);
        })
        .await;
    assert_eq!(next(&mut collector).await, (1000, 2000));
    function.clock.advance(SECOND);
    go.send(()).unwrap();
    slow.await.unwrap();
    assert_eq!(next(&mut collector).await, (2000, 3000), "it began before, and that was told of");
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_time_that_ends_before_it_begins() {
    let mut collector = Collector::start().await;
    let provider = collector.provider(Histograms::Exponential);
    let late = Function::new(provider.clone());
    late.clock.advance(60 * SECOND);
    late.invoke(|| count("Orders", 1)).await;
    // It stands still in between, and a time has a length all the same.
    assert_eq!(next(&mut collector).await, (59_999, 60_000));
    Function::new(provider).invoke(|| count("Orders", 1)).await;
    assert_eq!(next(&mut collector).await, (-1, 0));
}

#[tokio::test]
async fn metrics_with_a_time_of_their_own_end_at_it_and_stay_apart() {
    let mut collector = Collector::start().await;
    let function = Function::new(collector.provider(Histograms::Exponential));
    let earlier = Timestamp::from_millis(NOW - 60_000);
    function
        .invoke(|| {
            count("Orders", 1);
            timestamp(earlier);
            function.clock.advance(SECOND);
        })
        .await;
    assert_eq!(next(&mut collector).await, (-61_000, -60_000));
    function.invoke(|| count("Orders", 1)).await;
    assert_eq!(next(&mut collector).await, (999, 1000), "what was told of the past does not count");
}
