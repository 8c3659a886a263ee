//! However an invocation ends, its metrics are written, and once.

mod support;

use std::sync::Arc;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, LambdaInvocation, Service, service_fn, tower::ServiceExt};
use lamplight_core::cold_start::ColdStart;
use lamplight_core::environment::InitializationType;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::{Failure, ObserveLayer, Outcome, Scope, Stack};
use lamplight_metrics::{count, dimension, timer};
use support::runtime::{FakeRuntime, request, request_until};
use support::{Fixture, NOW, document, event};
use tower_layer::Layer;

#[derive(Debug)]
struct OutOfStock;

async fn handler(event: LambdaEvent<u32>) -> Result<u32, OutOfStock> {
    count("Orders", event.payload);
    tokio::task::yield_now().await;
    match event.payload {
        0 => Err(OutOfStock),
        13 => panic!("unlucky"),
        number => Ok(number),
    }
}

/// The stack that functions have, in an environment that was started for the first request.
fn full_stack(
    fixture: &Fixture,
) -> impl Service<LambdaInvocation, Response = (), Error = std::convert::Infallible> + Clone + use<> {
    let cold_start = Box::leak(Box::new(ColdStart::new()));
    let stack = Stack::new(InitializationType::OnDemand)
        .with_clock(fixture.clock.clone())
        .with_cold_start(cold_start)
        .with(fixture.metrics.observer());
    let layer = ObserveLayer::new(stack);
    layer.layer(FakeRuntime(layer.layer(service_fn(handler))))
}

/// What an invocation with this payload writes, after the document about its cold start.
async fn documents_about(body: &'static str) -> Vec<String> {
    let fixture = Fixture::new();
    full_stack(&fixture).oneshot(request("r1", body)).await.expect("the runtime goes on");
    let mut documents = fixture.take();
    assert!(documents.remove(0).contains(r#""ColdStart":1"#));
    documents
}

fn orders(documents: &[String]) -> Vec<f64> {
    assert_eq!(documents.len(), 1, "{documents:?}");
    document::values(&document::check(&documents[0])).remove("Orders").expect("orders")
}

#[tokio::test]
async fn a_handler_that_returns_ok_err_or_panics_has_its_metrics_written_once() {
    assert_eq!(orders(&documents_about("7").await), [7.0]);
    assert_eq!(orders(&documents_about("0").await), [0.0]);
    assert_eq!(orders(&documents_about("13").await), [13.0]);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_a_cold_start_as_well() {
    assert!(documents_about("seven").await.is_empty(), "nothing was recorded");
}

#[tokio::test]
async fn what_others_record_about_an_event_that_cannot_be_read_is_written() {
    let fixture = Fixture::new();
    let layer = fixture.metrics.layer();
    let never = FakeRuntime(layer.layer(service_fn(handler)));
    let counts = service_fn(move |request: LambdaInvocation| {
        count("Requests", 1);
        never.clone().oneshot(request)
    });
    layer.layer(counts).oneshot(request("r1", "seven")).await.expect("the runtime goes on");
    assert!(fixture.take()[0].contains(r#""Requests":1"#));
}

#[tokio::test]
async fn a_handler_that_is_dropped_has_its_metrics_written() {
    let fixture = Fixture::new();
    let mut future = Box::pin(full_stack(&fixture).oneshot(request("r1", "7")));
    tokio::select! {
        biased;
        _ = &mut future => panic!("the handler yields first"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(fixture.take().len(), 1, "the cold start");
    drop(future);
    assert_eq!(orders(&fixture.take()), [7.0]);
}

#[tokio::test]
async fn a_cold_start_is_a_document_of_its_own_and_written_at_once() {
    let fixture = Fixture::new();
    let mut service = full_stack(&fixture);
    let mut first = request("r1", "7");
    first.context.xray_trace_id =
        Some("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1".to_owned());
    let future = service.ready().await.expect("ready").call(first);
    let expected = concat!(
        r#"{"_aws":{"Timestamp":1769903999999,"CloudWatchMetrics":[{"Namespace":"shop","#,
        r#""Dimensions":[["service","function_name"]],"Metrics":[{"Name":"ColdStart","Unit":"Count"}]}]},"#,
        r#""service":"shop","function_name":"orders","function_request_id":"r1","#,
        r#""xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","ColdStart":1}"#
    );
    assert_eq!(fixture.take(), [expected], "before the handler is polled");
    future.await.expect("the runtime goes on");
    let with_trace = fixture.take().remove(0);
    assert!(
        with_trace
            .contains(r#""function_request_id":"r1","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793""#)
    );
    service.ready().await.expect("ready").call(request("r2", "7")).await.expect("the runtime goes on");
    assert_eq!(orders(&fixture.take()), [7.0], "the second is warm");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_near_writes_what_there_is_and_the_end_writes_the_rest() {
    let fixture = Fixture::new();
    let layer = fixture.metrics.layer();
    let slow = service_fn(|_: LambdaEvent<u32>| async {
        dimension("Source", "http");
        count("Orders", 1);
        tokio::time::sleep(Duration::from_secs(2)).await;
        count("Orders", 2);
        count("Late", 1);
        Ok::<_, OutOfStock>(())
    });
    let soon = request_until("r1", "7", NOW + 1500);
    layer.layer(FakeRuntime(layer.layer(slow))).oneshot(soon).await.expect("the runtime goes on");
    let documents: Vec<_> = fixture.take().iter().map(|line| document::check(line)).collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(document::values(&documents[0])["Orders"], [1.0]);
    assert_eq!(document::values(&documents[1])["Orders"], [2.0]);
    assert_eq!(document::definitions(&documents[1]).len(), 2);
    for document in &documents {
        assert_eq!(document::dimensions(document), [("service", "shop"), ("Source", "http")]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_is_near_writes_nothing_twice() {
    let fixture = Fixture::new();
    let slow = service_fn(|_: LambdaEvent<u32>| async {
        count("Orders", 1);
        tokio::time::sleep(Duration::from_secs(2)).await;
        Ok::<_, OutOfStock>(())
    });
    let mut event = event("r1", 7);
    event.context.deadline = NOW + 1500;
    fixture.metrics.layer().layer(slow).oneshot(event).await.expect("no error");
    assert_eq!(orders(&fixture.take()), [1.0]);
}

#[tokio::test]
async fn a_task_that_outlives_its_invocation_is_written_when_it_ends() {
    let fixture = Fixture::new();
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let mut gone = Some(gone);
    let mut task = None;
    let spawns = service_fn(|_: LambdaEvent<()>| {
        let gone = gone.take().expect("called once");
        dimension("Source", "http");
        task = Some(Scope::current().spawn(async move {
            gone.await.expect("sent");
            count("Orders", 3);
        }));
        std::future::ready(Ok::<_, OutOfStock>(()))
    });
    fixture.metrics.layer().layer(spawns).oneshot(event("r1", ())).await.expect("no error");
    assert!(fixture.take().is_empty());
    go.send(()).expect("the task waits");
    task.expect("spawned").await.expect("no panic");
    let documents = fixture.take();
    assert_eq!(orders(&documents), [3.0]);
    assert!(documents[0].contains(r#""Source":"http","function_request_id":"r1""#), "{documents:?}");
}

#[tokio::test]
async fn a_timer_records_milliseconds_unless_it_is_discarded() {
    let fixture = Fixture::new();
    let times = service_fn(|_: LambdaEvent<()>| async {
        let dropped = timer("Dropped");
        timer("Stopped").stop();
        timer("Discarded").discard();
        tokio::time::sleep(Duration::from_millis(5)).await;
        drop(dropped);
        Ok::<_, OutOfStock>(())
    });
    fixture.metrics.layer().layer(times).oneshot(event("r1", ())).await.expect("no error");
    let document = document::check(&fixture.take()[0]);
    assert_eq!(document::definitions(&document), [("Stopped", "Milliseconds"), ("Dropped", "Milliseconds")]);
    let values = document::values(&document);
    assert!(values["Dropped"][0] >= 5.0 && values["Dropped"][0] < 5000.0, "{values:?}");
    assert!(values["Stopped"][0] < values["Dropped"][0], "{values:?}");
}

#[tokio::test]
async fn a_timer_that_a_dropped_handler_holds_has_measured_until_then() {
    let fixture = Fixture::new();
    let waits = service_fn(|_: LambdaEvent<()>| async {
        let _timer = timer("Checkout");
        std::future::pending::<Result<(), OutOfStock>>().await
    });
    let mut future = Box::pin(fixture.metrics.layer().layer(waits).oneshot(event("r1", ())));
    tokio::select! {
        biased;
        _ = &mut future => unreachable!("it never ends"),
        () = std::future::ready(()) => {}
    }
    drop(future);
    let written = fixture.take();
    assert!(written.len() == 1 && written[0].contains("Checkout"), "{written:?}");
}

#[tokio::test]
async fn two_metrics_in_one_scope_write_nothing_twice() {
    let (outer, inner) = (Fixture::new(), Fixture::new());
    let service = inner.metrics.layer().layer(service_fn(handler));
    outer.metrics.layer().layer(service).oneshot(event("r1", 7)).await.expect("no error");
    assert_eq!(orders(&outer.take()), [7.0]);
    assert!(inner.take().is_empty(), "the outer ones were first");
}

#[tokio::test]
async fn errors_can_be_described_and_disabled_metrics_change_nothing() {
    let fixture = Fixture::new();
    let layer =
        fixture.metrics.layer().describe_with(|_: &OutOfStock| Outcome::Failed(Failure::new("Stock", "")));
    assert!(layer.layer(service_fn(handler)).oneshot(event("r1", 0)).await.is_err());
    assert_eq!(fixture.take().len(), 1);

    let disabled = Fixture::with(SettingsBuilder::new().disabled(true));
    let stack = Stack::new(InitializationType::Unknown).with(disabled.metrics.observer());
    let layer = ObserveLayer::new(stack);
    assert!(layer.layer(service_fn(handler)).oneshot(event("r1", 7)).await.is_ok());
    assert!(disabled.take().is_empty());
}

#[test]
fn the_layer_and_the_metrics_can_be_sent_and_shared() {
    fn promised<T: Clone + std::fmt::Debug + Send + Sync + 'static>(_: &T) {}
    let fixture = Fixture::new();
    promised(&fixture.metrics);
    promised(&fixture.metrics.layer());
    let _: Arc<dyn lamplight_invocation::Observe> = fixture.metrics.observer();
}
