//! The deadline timer, and what a deadline leaves for a flush. Time is paused in every test.

mod support;

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, Service, service_fn, tower::ServiceExt};
use lamplight_core::clock::Timestamp;
use lamplight_invocation::ObserveLayer;
use support::{FakeRuntime, Recorder, context, request_until, stack};
use tower_layer::Layer;

async fn sleeps(event: LambdaEvent<u32>) -> Result<(), std::io::Error> {
    tokio::time::sleep(Duration::from_millis(u64::from(event.payload))).await;
    Ok(())
}

/// The clock stands at one second, so this is two seconds from now.
fn in_two_seconds() -> Option<Timestamp> {
    Some(Timestamp::from_millis(3000))
}

#[tokio::test(start_paused = true)]
async fn observers_are_told_once_that_the_end_is_near() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(FakeRuntime(layer.layer(service_fn(sleeps))));
    let started = tokio::time::Instant::now();
    service.oneshot(request_until("r1", "1950", in_two_seconds())).await.expect("the runtime goes on");
    assert_eq!(started.elapsed().as_millis(), 1950, "the handler is not touched");
    assert_eq!(recorder.told(), ["start r1 cold", "100 ms left", "success"]);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_ends_in_time_hears_nothing_of_it() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(service_fn(sleeps));
    service.oneshot(LambdaEvent::new(1899, context("r1", in_two_seconds()))).await.expect("fine");
    assert_eq!(recorder.told(), ["start r1 cold", "success"]);
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_past_is_near_at_once() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let past = Some(Timestamp::from_millis(10));
    layer.layer(service_fn(sleeps)).oneshot(LambdaEvent::new(5, context("r1", past))).await.expect("fine");
    assert_eq!(recorder.told(), ["start r1 cold", "100 ms left", "success"]);
}

#[tokio::test(start_paused = true)]
async fn each_invocation_has_its_own_deadline() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let mut service = layer.layer(service_fn(sleeps));
    for (id, millis) in [("r1", 1899), ("r2", 1899), ("r3", 1950), ("r4", 1899), ("r5", 1950)] {
        let event = LambdaEvent::new(millis, context(id, in_two_seconds()));
        service.ready().await.expect("ready").call(event).await.expect("fine");
    }
    let told = recorder.told();
    let near = told.iter().filter(|told| told.contains("left")).count();
    assert_eq!(near, 2, "{told:?}");
    assert_eq!(told[told.len() - 3..], ["start r5 warm", "100 ms left", "success"]);
}

#[test]
fn a_runtime_that_is_gone_takes_no_timer_of_another_with_it() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(service_fn(sleeps));
    for id in ["r1", "r2"] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let event = LambdaEvent::new(1950, context(id, in_two_seconds()));
        runtime.expect("a runtime").block_on(service.clone().oneshot(event)).expect("fine");
    }
    let near = recorder.told().iter().filter(|told| told.contains("left")).count();
    assert_eq!(near, 2, "{:?}", recorder.told());
}

#[test]
fn without_a_tokio_runtime_there_is_no_timer_and_no_panic() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(stack().0.with(Arc::new(recorder.clone())));
    let service = layer.layer(service_fn(|_: LambdaEvent<u32>| async { Ok::<_, std::io::Error>(()) }));
    let mut future = Box::pin(service.oneshot(LambdaEvent::new(5, context("r1", in_two_seconds()))));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_ready());
    assert_eq!(recorder.told(), ["start r1 cold", "success"]);
}

#[tokio::test(start_paused = true)]
async fn a_flush_never_goes_on_past_the_deadline_less_the_margin() {
    let recorder = Recorder::default().flushing(Duration::from_secs(3600));
    let (stack, clock) = stack();
    let layer =
        ObserveLayer::new(stack.with(Arc::new(recorder.clone())).with_flush_timeout(Duration::from_secs(60)));
    let service = layer.layer(service_fn(move |event| {
        clock.advance(Duration::from_millis(1500));
        sleeps(event)
    }));
    let started = tokio::time::Instant::now();
    service.oneshot(LambdaEvent::new(0, context("r1", in_two_seconds()))).await.expect("fine");
    // Two seconds, less the 1.5 that passed on the clock, less the margin of 0.1.
    let flushing = started.elapsed().as_millis();
    assert!((400..=402).contains(&flushing), "{flushing}");
}
