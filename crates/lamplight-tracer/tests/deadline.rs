//! A function that times out leaves a trace. Time is paused in every test.

mod support;

use std::future::pending;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::Tracer;
use opentelemetry::trace::Status;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use support::{Kept, attribute, event, subscriber, tracer};
use tower::ServiceExt;
use tower_layer::Layer;
use tracing::Instrument;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// The clock stands at one second, and the margin is 100 ms: this is near after 1900 ms.
fn timed(header: &str) -> LambdaEvent<u64> {
    let mut event = event("r1", Some(header), 1950);
    event.context.deadline = 3000;
    event
}

async fn sleeps(event: LambdaEvent<u64>) -> Result<(), std::io::Error> {
    tokio::time::sleep(Duration::from_millis(event.payload)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_runs_out_of_time_leaves_a_root_that_says_so() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let hangs = service_fn(|_: LambdaEvent<u64>| async {
        async {}.instrument(tracing::info_span!("early")).await;
        pending::<Result<(), std::io::Error>>().await
    });
    let call = tracer.layer().layer(hangs).oneshot(timed(HEADER));
    // Lambda's own end of it.
    tokio::time::timeout(Duration::from_secs(2), call).await.expect_err("it hangs");
    assert_eq!(kept.names(), ["early", "orders"]);
    let root = kept.span("orders");
    let Status::Error { description } = &root.status else { panic!("{:?}", root.status) };
    assert_eq!(description, "the function's timeout was 100 ms away and the handler not done");
    assert_eq!(attribute(&root, "error.type"), Some("timeout".into()));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_ends_after_all_is_counted_and_not_sent_again() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    // Spans of its own: whether one is made at all is remembered for the process, by the place in the code.
    let handler = service_fn(|event: LambdaEvent<u64>| async {
        async {}.instrument(tracing::info_span!("early")).await;
        let slept = sleeps(event).await;
        async {}.instrument(tracing::info_span!("late")).await;
        slept
    });
    tracer.layer().layer(handler).oneshot(timed(HEADER)).await.expect("fine");
    assert_eq!(kept.names(), ["early", "orders", "late"], "what ended since is sent nevertheless");
    assert_eq!(tracer.ended_late(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_not_sampled_leaves_nothing_at_the_deadline_either() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let header = HEADER.replace("Sampled=1", "Sampled=0");
    tracer.layer().layer(service_fn(sleeps)).oneshot(timed(&header)).await.expect("fine");
    assert_eq!((kept.spans().len(), tracer.ended_late()), (0, 0));
}

/// Takes its time.
#[derive(Debug)]
struct Slow(Kept, Duration);

impl SpanExporter for Slow {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        tokio::time::sleep(self.1).await;
        self.0.export(batch).await
    }
}

fn slow(time: Duration) -> (Tracer, Kept) {
    let kept = Kept::default();
    let clock = Clock::manual(Timestamp::from_millis(1000));
    (Tracer::builder().clock(clock).build(Slow(kept.clone(), time)), kept)
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_ends_after_all_waits_for_what_is_on_its_way() {
    let (tracer, kept) = slow(Duration::from_millis(500));
    tracer.layer().layer(service_fn(sleeps)).oneshot(timed(HEADER)).await.expect("fine");
    assert_eq!(kept.names(), ["invocation"]);
    assert_eq!(kept.batches.lock().expect("no panic").len(), 1, "there was nothing more to send");
}

#[tokio::test(start_paused = true)]
async fn an_exporter_that_waits_works_beside_the_handler() {
    let (tracer, kept) = slow(Duration::from_millis(20));
    let call = tracer.layer().layer(service_fn(sleeps)).oneshot(timed(HEADER));
    tokio::time::timeout(Duration::from_millis(1930), call).await.expect_err("it is not done");
    assert_eq!(kept.names(), ["invocation"]);
}
