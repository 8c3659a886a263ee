//! Time that runs out. It is paused in every test, and the deadline's clock stands at one second.

use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::environment::InitializationType;
use lamplight_events::batch::{BatchError, OnFailure, Processor};
use lamplight_invocation::{ObserveLayer, Stack};
use tokio::time::Instant;
use tower_layer::Layer;

use crate::support::Fate::{PanicsAtTheEnd, Succeeds, Takes};
use crate::support::{in_groups, meet, of, reported};

/// So long before the deadline.
fn with_time_left(left: Duration) -> Processor {
    let now = Timestamp::from_millis(1000);
    Processor::new().clock(Clock::manual(now)).deadline(now.saturating_add(left))
}

const TEN_SECONDS: Duration = Duration::from_secs(10);

#[tokio::test(start_paused = true)]
async fn what_was_done_stays_done_and_the_rest_is_returned_in_time() {
    let started = Instant::now();
    let fates = [Takes(5000), Takes(5000), Takes(1), Succeeds];
    assert_eq!(reported(&with_time_left(TEN_SECONDS), of(&fates)).await, ["m1", "m2", "m3"]);
    assert_eq!(started.elapsed(), Duration::from_secs(9), "one second is left for the response");
}

#[tokio::test(start_paused = true)]
async fn of_several_under_way_those_are_returned_that_are_not_done() {
    let fates = [Takes(20_000), Takes(8000), Takes(20_000), Takes(500), Takes(20_000)];
    let processor = with_time_left(TEN_SECONDS).concurrency(3);
    assert_eq!(reported(&processor, of(&fates)).await, ["m0", "m2", "m4"]);
}

#[tokio::test(start_paused = true)]
async fn the_margin_is_a_tenth_of_a_short_time() {
    let started = Instant::now();
    let processor = with_time_left(Duration::from_secs(3));
    assert_eq!(reported(&processor, of(&[Succeeds, Takes(2800)])).await, ["m1"]);
    assert_eq!(started.elapsed(), Duration::from_millis(2700));
    assert_eq!(reported(&processor, of(&[Takes(2699)])).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn the_margin_can_be_set() {
    let started = Instant::now();
    let processor = with_time_left(TEN_SECONDS).margin(Duration::from_secs(4));
    assert_eq!(reported(&processor, of(&[Succeeds, Takes(6500)])).await, ["m1"]);
    assert_eq!(started.elapsed(), Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn after_the_deadline_nothing_is_begun() {
    let mut called = 0;
    let processor = with_time_left(Duration::ZERO);
    let response = processor.process(of(&[Succeeds, Succeeds]), |fate, message| {
        called += 1;
        meet(fate, message)
    });
    assert_eq!(crate::support::ids(response.await), ["m0", "m1"]);
    assert_eq!(called, 0);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_never_waits_is_stopped_between_records() {
    let processor = with_time_left(TEN_SECONDS);
    let response = processor.process(of(&[Succeeds, Succeeds, Succeeds]), |_, _| async {
        // Work that lets nobody else have a turn, timers included.
        let mut work = std::pin::pin!(tokio::time::advance(Duration::from_secs(5)));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = work.as_mut().poll(&mut context);
        Ok::<_, std::fmt::Error>(())
    });
    assert_eq!(crate::support::ids(response.await), ["m2"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_what_is_given_up_fails_nobody_else() {
    let fates = [Takes(1), PanicsAtTheEnd, Takes(2)];
    let processor = with_time_left(TEN_SECONDS).concurrency(3);
    assert_eq!(reported(&processor, of(&fates)).await, ["m1"]);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_given_up_is_returned_from_there_on() {
    let fates = [("a", Succeeds), ("a", Takes(20_000)), ("b", Takes(1)), ("a", Succeeds)];
    let processor = with_time_left(TEN_SECONDS).concurrency(2);
    assert_eq!(reported(&processor, in_groups(&fates)).await, ["m1", "m3"]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_of_which_all_were_begun_and_none_ended_fails_the_invocation() {
    let processor = with_time_left(TEN_SECONDS).concurrency(2).on_failure(OnFailure::Continue);
    let error =
        processor.process(of(&[Takes(20_000), Takes(30_000)]), meet).await.expect_err("none succeeded");
    let BatchError::AllFailed { records: 2, first } = error else { panic!("{error:?}") };
    assert_eq!(first.to_string(), "the invocation's time is running out");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_that_of_the_invocation() {
    let now = Timestamp::from_millis(1000);
    let stack = Stack::new(InitializationType::OnDemand).with_clock(Clock::manual(now));
    let service = ObserveLayer::new(stack).layer(service_fn(move |event: LambdaEvent<()>| {
        let () = event.payload;
        let processor = Processor::new().clock(Clock::manual(now));
        async move { Ok::<_, BatchError>(reported(&processor, of(&[Succeeds, Takes(20_000)])).await) }
    }));
    let mut context = lambda_runtime::Context::default();
    context.deadline = now.saturating_add(TEN_SECONDS).as_millis();
    let started = Instant::now();
    let reported = service.oneshot(LambdaEvent::new((), context)).await.expect("a response");
    assert_eq!(reported, ["m1"]);
    assert_eq!(started.elapsed(), Duration::from_secs(9));
}

#[test]
fn without_a_runtime_there_is_no_limit_and_no_panic() {
    let processor = with_time_left(Duration::ZERO);
    assert_eq!(crate::support::now(reported(&processor, of(&[Succeeds]))), [""; 0]);
}
