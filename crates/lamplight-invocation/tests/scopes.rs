//! Wherever code runs, it finds the scope of the invocation that it works for, and no other.

mod support;

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_invocation::{ObserveLayer, Scope, ScopeLayer};
use support::{FakeRuntime, Recorder, context, request, stack};
use tower_layer::Layer;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;

fn current_request() -> String {
    Scope::current().context().request_id().to_owned()
}

fn layer() -> ObserveLayer {
    ObserveLayer::new(stack().0.with(Arc::new(Recorder::default())))
}

#[test]
fn outside_every_invocation_there_is_the_process() {
    assert!(Scope::try_current().is_none());
    assert!(Scope::current().is_process());
    assert_eq!(current_request(), "");
    assert!(Scope::process().facts().is_none());
}

#[tokio::test]
async fn a_spawned_task_takes_the_scope_along_only_when_told_to() {
    let service = layer().layer(service_fn(|_: LambdaEvent<u32>| async {
        let taken = Scope::current().spawn(async { current_request() }).await.expect("no panic");
        let left = tokio::spawn(async { current_request() }).await.expect("no panic");
        Ok::<_, std::io::Error>((taken, left))
    }));
    let found = service.oneshot(LambdaEvent::new(0, context("r1", None))).await.expect("fine");
    assert_eq!(found, ("r1".to_owned(), String::new()));
    assert!(Scope::unattributed() > 0, "the one that was left behind is counted");
}

#[tokio::test]
async fn a_span_leads_to_the_scope_on_another_task_and_outlives_the_invocation() {
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(Everything);
    let _default = tracing::subscriber::set_default(subscriber);
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let wait = std::sync::Mutex::new(Some(wait));
    let service = layer().layer(service_fn(move |_: LambdaEvent<u32>| {
        let wait = wait.lock().expect("no panic").take().expect("called once");
        async move {
            let work = async move {
                wait.await.expect("told to go on");
                current_request()
            };
            let span = tracing::info_span!("outer").in_scope(|| tracing::info_span!("inner"));
            Ok::<_, std::io::Error>(tokio::spawn(work.instrument(span)))
        }
    }));
    let task = service.oneshot(LambdaEvent::new(0, context("r1", None))).await.expect("fine");
    go.send(()).expect("the task waits");
    assert_eq!(task.await.expect("no panic"), "r1");
}

#[tokio::test]
async fn spans_of_a_spawned_task_belong_to_the_invocation() {
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(Everything);
    let _default = tracing::subscriber::set_default(subscriber);
    let service = layer().layer(service_fn(|_: LambdaEvent<u32>| async {
        let span = async { tracing::info_span!("of the task") };
        let span = Scope::current().spawn(span).await.expect("no panic");
        Ok::<_, std::io::Error>(tokio::spawn(async { current_request() }.instrument(span)).await)
    }));
    let found = service.oneshot(LambdaEvent::new(0, context("r1", None))).await.expect("fine");
    assert_eq!(found.expect("no panic"), "r1");
}

/// A layer that wants every span.
struct Everything;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Everything {}

#[tokio::test]
async fn a_scope_is_freed_when_nothing_works_for_it_any_more() {
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered());
    let _default = tracing::subscriber::set_default(subscriber);
    struct State(#[expect(dead_code, reason = "held to be counted")] Arc<()>);
    let held = Arc::new(());
    let counted = held.clone();
    let service = layer().layer(service_fn(move |_: LambdaEvent<u32>| {
        let state = State(counted.clone());
        async move { Scope::current().insert(state).map(|_| ()).map_err(|_| std::io::Error::other("full")) }
    }));
    service.oneshot(LambdaEvent::new(0, context("r1", None))).await.expect("fine");
    assert_eq!(Arc::strong_count(&held), 1, "neither the span nor the scope keeps the other alive");
}

#[tokio::test]
async fn the_raw_event_is_scanned_where_an_outside_layer_has_seen_it() {
    let layer = layer();
    let inside = layer.layer(service_fn(|_: LambdaEvent<u32>| async {
        Ok::<_, std::io::Error>(Scope::current().facts().is_some())
    }));
    let alone = inside.clone().oneshot(LambdaEvent::new(0, context("r1", None))).await.expect("fine");
    assert!(!alone);
    let seen = Arc::new(std::sync::Mutex::new(None));
    let remember = seen.clone();
    let inside = layer.layer(service_fn(move |_: LambdaEvent<u32>| {
        *remember.lock().expect("no panic") = Some(Scope::current().facts().is_some());
        async { Ok::<_, std::io::Error>(()) }
    }));
    layer.layer(FakeRuntime(inside)).oneshot(request("r2", "7")).await.expect("the runtime goes on");
    assert_eq!(*seen.lock().expect("no panic"), Some(true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_interleaved_invocations_never_see_each_others_scope() {
    let layer = layer();
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let inside = layer.layer(service_fn(move |event: LambdaEvent<u32>| {
        let barrier = barrier.clone();
        async move {
            let own = event.context.request_id;
            for round in 0..50 {
                assert_eq!(current_request(), own, "round {round}");
                barrier.wait().await;
                let spawned = Scope::current().spawn(async { current_request() });
                tokio::task::yield_now().await;
                assert_eq!(spawned.await.expect("no panic"), own, "round {round}");
            }
            Ok::<_, std::io::Error>(())
        }
    }));
    let service = layer.layer(FakeRuntime(inside));
    let invocations: Vec<_> = (0..64)
        .map(|number| {
            let service = service.clone();
            tokio::spawn(async move { service.oneshot(request(&format!("r{number}"), "7")).await })
        })
        .collect();
    for invocation in invocations {
        invocation.await.expect("no panic").expect("the runtime goes on");
    }
}
