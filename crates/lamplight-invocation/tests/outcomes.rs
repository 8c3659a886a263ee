//! Each way in which an invocation can end is told once, with what is known of it.

mod support;

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, Service, service_fn, tower::ServiceExt};
use lamplight_core::loss::{Loss, Losses};
use lamplight_invocation::{ObserveLayer, Outcome, Scope};
use support::{FakeRuntime, Recorder, context, request, stack};
use tower_layer::Layer;

#[derive(Debug)]
struct OutOfStock;

async fn handler(event: LambdaEvent<u32>) -> Result<u32, OutOfStock> {
    tokio::task::yield_now().await;
    match event.payload {
        0 => Err(OutOfStock),
        13 => panic!("unlucky {}", 13),
        number => Ok(number),
    }
}

/// The whole stack around the handler, with one observer that both positions name.
fn full_stack(
    recorder: &Recorder,
) -> impl Service<lambda_runtime::LambdaInvocation, Response = (), Error = std::convert::Infallible> + Clone {
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    layer.layer(FakeRuntime(layer.layer(service_fn(handler))))
}

async fn told_about(body: &'static str) -> Vec<String> {
    let recorder = Recorder::default();
    full_stack(&recorder).oneshot(request("r1", body)).await.expect("the runtime goes on");
    recorder.told()
}

#[tokio::test]
async fn a_handler_that_returns_ok_is_a_success() {
    assert_eq!(told_about("7").await, ["start r1 cold", "success"]);
}

#[tokio::test]
async fn a_handler_that_returns_err_has_failed_with_type_and_text() {
    assert_eq!(told_about("0").await, ["start r1 cold", "failed OutOfStock: OutOfStock"]);
}

#[tokio::test]
async fn a_handler_that_panics_is_told_with_its_message() {
    assert_eq!(told_about("13").await, ["start r1 cold", "panicked: unlucky 13"]);
}

#[tokio::test]
async fn a_handler_that_panics_before_it_returns_a_future_is_told_as_well() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let panics = service_fn(|event: LambdaEvent<u32>| {
        assert!(event.payload > 9, "too small");
        async { Ok::<_, OutOfStock>(()) }
    });
    let service = layer.layer(FakeRuntime(layer.layer(panics)));
    service.oneshot(request("r1", "7")).await.expect("the runtime goes on");
    assert_eq!(recorder.told(), ["start r1 cold", "panicked: too small"]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_told_although_the_handler_never_hears_of_it() {
    let recorder = Recorder::default();
    let mut service = full_stack(&recorder);
    service.ready().await.expect("ready").call(request("r1", "7")).await.expect("the runtime goes on");
    service.ready().await.expect("ready").call(request("r2", "seven")).await.expect("the runtime goes on");
    assert_eq!(
        recorder.told()[2..],
        ["start r2 warm", "not deserialised: the event could not be read as the type that the handler takes"]
    );
}

#[tokio::test]
async fn a_future_that_is_dropped_was_cancelled() {
    let recorder = Recorder::default();
    let mut service = full_stack(&recorder);
    let mut future = Box::pin(service.ready().await.expect("ready").call(request("r1", "7")));
    tokio::select! {
        biased;
        _ = &mut future => panic!("the handler yields first"),
        () = std::future::ready(()) => {}
    }
    drop(future);
    assert_eq!(recorder.told(), ["start r1 cold", "cancelled"]);
}

#[tokio::test]
async fn an_inside_only_stack_reports_and_flushes_before_it_returns() {
    let recorder = Recorder::default().flushing(Duration::ZERO);
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(service_fn(handler));
    let answer = service.oneshot(LambdaEvent::new(7, context("r1", None))).await.expect("seven is fine");
    assert_eq!(answer, 7);
    assert_eq!(recorder.told(), ["start r1 cold", "success", "flushed"]);
}

#[tokio::test]
async fn an_outside_only_stack_knows_no_error_and_invents_none() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    // Its own process would be needed to see that no layer inside was ever called; here one may have been.
    let service = layer.layer(FakeRuntime(service_fn(handler)));
    service.oneshot(request("r1", "7")).await.expect("the runtime goes on");
    assert_eq!(recorder.told().len(), 2, "{:?}", recorder.told());
}

#[tokio::test]
async fn observers_are_started_from_outside_in_and_finished_from_inside_out() {
    let first = Recorder::named("tracer");
    let second = first.twin("logger");
    let third = first.twin("metrics");
    let inside = ObserveLayer::new(stack().0.with(Arc::new(third)));
    let outside = ObserveLayer::new(stack().0.with(Arc::new(first.clone())).with(Arc::new(second)));
    let service = outside.layer(FakeRuntime(inside.layer(service_fn(handler))));
    service.oneshot(request("r1", "7")).await.expect("the runtime goes on");
    assert_eq!(
        first.told(),
        [
            "tracer: start r1 cold",
            "logger: start r1 cold",
            "metrics: start r1 cold",
            "metrics: success",
            "logger: success",
            "tracer: success",
        ]
    );
}

#[tokio::test]
async fn what_the_handler_holds_is_dropped_before_the_end_is_told() {
    struct TellsWhenDropped(Recorder);
    impl Drop for TellsWhenDropped {
        fn drop(&mut self) {
            self.0.tell(format_args!("dropped in {}", Scope::current().context().request_id()));
        }
    }
    let recorder = Recorder::default();
    let memory = recorder.clone();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(service_fn(move |event: LambdaEvent<u32>| {
        // Not moved into the block: it lives as long as the future does.
        let held = TellsWhenDropped(memory.clone());
        let future = async move { Ok::<_, OutOfStock>(event.payload) };
        KeepsUntilDropped { future: Box::pin(future), _held: held }
    }));
    service.oneshot(LambdaEvent::new(7, context("r1", None))).await.expect("seven is fine");
    assert_eq!(recorder.told(), ["start r1 cold", "dropped in r1", "success"]);
}

struct KeepsUntilDropped<F, H> {
    future: std::pin::Pin<Box<F>>,
    _held: H,
}

impl<F: Future, H: Unpin> Future for KeepsUntilDropped<F, H> {
    type Output = F::Output;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<F::Output> {
        self.future.as_mut().poll(context)
    }
}

#[tokio::test]
async fn an_error_is_described_by_the_users_own_words_if_there_are_any() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let layer = layer.describe_with(|_: &OutOfStock| {
        Outcome::Failed(lamplight_invocation::Failure::new("Stock", "nothing left"))
    });
    let result = layer.layer(service_fn(handler)).oneshot(LambdaEvent::new(0, context("r1", None))).await;
    assert!(matches!(result, Err(OutOfStock)), "the error stays the handler's own");
    assert_eq!(recorder.told(), ["start r1 cold", "failed Stock: nothing left"]);
}

#[tokio::test]
async fn a_disabled_layer_opens_no_scope() {
    let layer = ObserveLayer::disabled();
    let service = layer.layer(service_fn(|_: LambdaEvent<u32>| async {
        Ok::<_, OutOfStock>(Scope::try_current().is_some())
    }));
    let in_scope = service.oneshot(LambdaEvent::new(7, context("r1", None))).await.expect("fine");
    assert!(!in_scope);
}

#[tokio::test(start_paused = true)]
async fn a_flush_ends_with_its_timeout_and_is_counted() {
    let recorder = Recorder::default().flushing(Duration::from_secs(3600));
    let (stack, _) = stack();
    let layer = ObserveLayer::new(
        stack.with(Arc::new(recorder.clone())).with_flush_timeout(Duration::from_millis(40)),
    );
    let before = Losses::process().get(Loss::FlushTimeout);
    let started = tokio::time::Instant::now();
    layer
        .layer(service_fn(handler))
        .oneshot(LambdaEvent::new(7, context("r1", None)))
        .await
        .expect("seven is fine");
    assert_eq!(started.elapsed().as_millis(), 40);
    assert_eq!(recorder.told(), ["start r1 cold", "success"]);
    assert_eq!(Losses::process().get(Loss::FlushTimeout), before + 1);
}
