//! What is told when all flushes are over, and how much time they have at the end. Time is paused in every test.

mod support;

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::Timestamp;
use lamplight_invocation::{Observe, ObserveLayer, Scope, Stack};
use support::{FakeRuntime, Recorder, context, request, stack};
use tower_layer::Layer;

/// Asks for the last word.
#[derive(Debug)]
struct Last(Recorder);

impl Observe for Last {
    fn start(&self, scope: &Scope) {
        scope.tell_when_flushed();
    }

    fn flushed(&self, scope: &Scope) {
        self.0.tell(format_args!("{} is over", scope.context().request_id()));
    }
}

async fn handler(event: LambdaEvent<u32>) -> Result<u32, std::io::Error> {
    Ok(event.payload)
}

/// With someone who flushes for this long on either side of who has the last word.
fn between(recorder: &Recorder, stack: Stack, duration: Duration) -> Stack {
    let flushes = |name| Arc::new(recorder.twin(name).flushing(duration));
    stack.with(flushes("outer")).with(Arc::new(Last(recorder.clone()))).with(flushes("inner"))
}

#[tokio::test(start_paused = true)]
async fn the_end_is_told_once_after_the_flushes_of_all() {
    let recorder = Recorder::default();
    let layer = ObserveLayer::new(between(&recorder, stack().0, Duration::from_millis(20)));
    let service = layer.layer(FakeRuntime(layer.layer(service_fn(handler))));
    service.oneshot(request("r1", "7")).await.expect("the runtime goes on");
    let told = recorder.told();
    assert_eq!(told[told.len() - 3..], ["inner: flushed", "outer: flushed", "r1 is over"]);
    assert_eq!(told.iter().filter(|told| told.ends_with("over")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_end_is_told_although_a_flush_was_given_up_or_there_was_none() {
    for flush in [Some(Duration::from_secs(3600)), None] {
        let recorder = Recorder::default();
        let stack = stack().0.with_flush_timeout(Duration::from_millis(40));
        let stack = match flush {
            Some(duration) => between(&recorder, stack, duration),
            None => stack.with(Arc::new(Last(recorder.clone()))),
        };
        let service = ObserveLayer::new(stack).layer(service_fn(handler));
        service.oneshot(LambdaEvent::new(7, context("r1", None))).await.expect("seven is fine");
        assert_eq!(recorder.told().last().map(String::as_str), Some("r1 is over"), "{flush:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_ends_within_the_margin_has_half_of_what_is_left_for_its_flush() {
    let recorder = Recorder::default().flushing(Duration::from_secs(3600));
    let (stack, clock) = stack();
    let stack = stack.with(Arc::new(recorder.clone())).with_flush_timeout(Duration::from_secs(60));
    // The deadline is two seconds away, and the margin 100 ms.
    let service = ObserveLayer::new(stack).layer(service_fn(move |event| {
        clock.advance(Duration::from_millis(1920));
        handler(event)
    }));
    let started = tokio::time::Instant::now();
    let event = LambdaEvent::new(7, context("r1", Some(Timestamp::from_millis(3000))));
    service.oneshot(event).await.expect("fine");
    let flushing = started.elapsed().as_millis();
    assert!((40..=42).contains(&flushing), "{flushing}");
}
