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
async fn spans_that_are_open_when_the_time_runs_out_are_sent_once_with_their_parents() {
    let (tracer, kept, clock) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(move |_: LambdaEvent<u64>| {
        let clock = clock.clone();
        async move {
            let inner = async {
                tracing::error!("no answer yet");
                tokio::time::sleep(Duration::from_millis(1899)).await;
                clock.advance(Duration::from_millis(1900));
                tokio::time::sleep(Duration::from_millis(50)).await;
                clock.advance(Duration::from_millis(50));
                async {}.instrument(tracing::info_span!("afterwards")).await;
            };
            let outer = async { inner.instrument(tracing::info_span!("call", host = "stock")).await };
            outer.instrument(tracing::info_span!("reserve")).await;
            Ok::<_, std::io::Error>(())
        }
    });
    tracer.layer().layer(handler).oneshot(timed(HEADER)).await.expect("fine");
    let mut names = kept.names();
    names[..2].sort();
    assert_eq!(names, ["call", "reserve", "orders", "afterwards"], "each once");
    assert_eq!(tracer.ended_late(), 1);
    let (root, reserve, call) = (kept.span("orders"), kept.span("reserve"), kept.span("call"));
    assert_eq!(reserve.parent_span_id, root.span_context.span_id());
    assert_eq!(call.parent_span_id, reserve.span_context.span_id());
    assert_eq!(kept.span("afterwards").parent_span_id, call.span_context.span_id());
    for span in [&reserve, &call] {
        assert_eq!(attribute(span, "lamplight.unfinished"), Some(true.into()), "{}", span.name);
        assert_eq!(span.end_time, root.end_time);
        let lasted = span.end_time.duration_since(span.start_time).expect("in order");
        assert_eq!(lasted, Duration::from_millis(1900));
    }
    assert_eq!(attribute(&reserve, "error.type"), Some("timeout".into()));
    assert_eq!(reserve.status, root.status);
    assert_eq!(call.status, Status::error("no answer yet"), "what it says itself counts");
    assert_eq!(attribute(&call, "host"), Some("stock".into()));
}

#[tokio::test(start_paused = true)]
async fn as_many_open_spans_as_there_are_are_sent() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<u64>| async {
        let spans: Vec<_> = (0..40).map(|number| tracing::info_span!("part", number)).collect();
        pending::<()>().await;
        drop(spans);
        Ok::<_, std::io::Error>(())
    });
    let call = tracer.layer().layer(handler).oneshot(timed(HEADER));
    tokio::time::timeout(Duration::from_secs(2), call).await.expect_err("it hangs");
    assert_eq!(kept.spans().len(), 41);
}

#[tokio::test(start_paused = true)]
async fn what_other_invocations_have_open_is_left_alone() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|event: LambdaEvent<u64>| {
        let name = tracing::info_span!("waits", otel.name = event.context.request_id);
        async { pending::<Result<(), std::io::Error>>().await }.instrument(name)
    });
    let mut later = timed(&HEADER.replace("5759e988", "5759e989"));
    later.context.request_id = "r2".to_owned();
    later.context.deadline = 60_000;
    let service = tracer.layer().layer(handler);
    let both = async { tokio::join!(service.clone().oneshot(timed(HEADER)), service.clone().oneshot(later)) };
    tokio::time::timeout(Duration::from_secs(2), both).await.expect_err("both hang");
    assert_eq!(kept.names(), ["r1", "orders"]);
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
