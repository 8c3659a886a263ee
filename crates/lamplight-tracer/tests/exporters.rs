//! Several exporters, and exporters that hang: neither one another's nor another invocation's trouble.

mod support;

use std::future::pending;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::loss::{Loss, Losses};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::Tracer;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use support::{Kept, event, tracer_with};
use tower::ServiceExt;
use tower_layer::Layer;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// What is lost is counted for the whole process: one test at a time.
static COUNTING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn handler(_: LambdaEvent<()>) -> Result<(), std::io::Error> {
    Ok(())
}

/// Never answers, but to the first call or to none.
#[derive(Debug)]
struct Hangs {
    kept: Kept,
    first: tokio::sync::Semaphore,
}

impl SpanExporter for Hangs {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        if let Ok(once) = self.first.try_acquire() {
            once.forget();
            pending::<()>().await;
        }
        self.kept.export(batch).await
    }
}

fn hangs(times: usize) -> (Tracer, Kept) {
    let kept = Kept::default();
    let exporter = Hangs { kept: kept.clone(), first: tokio::sync::Semaphore::new(times) };
    (Tracer::builder().build(exporter), kept)
}

#[tokio::test(start_paused = true)]
async fn an_export_that_hangs_holds_up_the_invocation_that_made_it_and_no_other() {
    let _alone = COUNTING.lock().await;
    let (tracer, kept) = hangs(1);
    let service = tracer.layer().layer(service_fn(handler));
    let started = tokio::time::Instant::now();
    let first = tokio::spawn(service.clone().oneshot(event("r1", Some(HEADER), ())));
    tokio::task::yield_now().await;
    for request in ["r2", "r3"] {
        service.clone().oneshot(event(request, Some(HEADER), ())).await.expect("fine");
    }
    assert_eq!(started.elapsed(), Duration::ZERO, "neither of them waited");
    assert!(kept.spans().is_empty());
    let before = Losses::process().get(Loss::FlushTimeout);
    first.await.expect("no panic").expect("its result is its own");
    assert_eq!(Losses::process().get(Loss::FlushTimeout), before + 1, "what hung is counted");
    assert_eq!(started.elapsed(), Duration::from_secs(1), "which is the flush timeout");
    service.oneshot(event("r4", Some(HEADER), ())).await.expect("fine");
    assert_eq!(kept.spans().len(), 3, "what waited behind it leaves with the next");
}

#[tokio::test(start_paused = true)]
async fn spans_that_come_while_others_are_sent_leave_with_those() {
    #[derive(Debug)]
    struct Slow(Kept);
    impl SpanExporter for Slow {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            tokio::time::sleep(Duration::from_millis(10)).await;
            self.0.export(batch).await
        }
    }
    let kept = Kept::default();
    let tracer = Tracer::builder().build(Slow(kept.clone()));
    let service = tracer.layer().layer(service_fn(handler));
    let first = tokio::spawn(service.clone().oneshot(event("r1", Some(HEADER), ())));
    tokio::task::yield_now().await;
    for request in ["r2", "r3"] {
        service.clone().oneshot(event(request, Some(HEADER), ())).await.expect("fine");
    }
    first.await.expect("no panic").expect("fine");
    let batches: Vec<_> = kept.batches.lock().expect("no panic").iter().map(Vec::len).collect();
    assert_eq!(batches, [1, 2]);
}

/// Always fails.
#[derive(Debug)]
struct Fails;

impl SpanExporter for Fails {
    async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
        Err(OTelSdkError::InternalFailure("closed".into()))
    }

    fn set_resource(&mut self, resource: &Resource) {
        assert!(resource.get(&"service.name".into()).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn every_exporter_gets_every_span_whatever_becomes_of_the_others() {
    let _alone = COUNTING.lock().await;
    let other = Kept::default();
    let hung = Hangs { kept: Kept::default(), first: tokio::sync::Semaphore::new(1) };
    let (tracer, kept, _) = tracer_with(SettingsBuilder::new(), |builder| {
        builder.also_export_to(other.clone()).also_export_to(Fails).also_export_to(hung)
    });
    let before = Losses::process().get(Loss::SpansUnsent);
    let service = tracer.layer().layer(service_fn(handler));
    service.oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    assert_eq!((kept.names(), other.names()), (vec!["orders".to_owned()], vec!["orders".to_owned()]));
    assert_eq!(Losses::process().get(Loss::SpansUnsent), before + 1);
    let names = [&kept, &other].map(|kept| {
        let resource = kept.resource.lock().expect("no panic").clone().expect("it was told");
        resource.get(&"service.name".into()).map(|name| name.to_string())
    });
    assert_eq!(names[0], names[1]);
}
