//! From `tracing` spans to `SpanData`: our bridge against `tracing-opentelemetry` with everything switched off
//! that nobody reads. An operation is an invocation with three nested spans of two attributes, up to the exporter,
//! which drops them.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::{Future, Ready};
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Waker};

use lambda_runtime::tower::util::ServiceFn;
use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::environment::InitializationType;
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::{ObserveLayer, Observed, ScopeLayer, Stack};
use lamplight_tracer::Tracer;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracerProvider, Span, SpanData, SpanExporter, SpanProcessor};
use tower_layer::Layer;
use tower_service::Service;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Layered, SubscriberExt};

/// Takes spans and drops them.
#[derive(Debug)]
struct Drops;

impl SpanExporter for Drops {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        std::hint::black_box(batch);
        Ok(())
    }
}

/// Collects the spans of an invocation, as ours does, instead of handing them to a thread.
#[derive(Debug, Default)]
struct Collects(Mutex<Vec<SpanData>>);

impl SpanProcessor for Collects {
    fn on_start(&self, _: &mut Span, _: &opentelemetry::Context) {}

    fn on_end(&self, span: SpanData) {
        self.0.lock().expect("no panic").push(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        std::hint::black_box(std::mem::take(&mut *self.0.lock().expect("no panic")));
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: std::time::Duration) -> OTelSdkResult {
        Ok(())
    }
}

fn work() {
    let _first = tracing::info_span!("checkout", order_id = "A-17", items = 2).entered();
    let _second = tracing::info_span!("reserve", sku = "lamp-desk", quantity = 1).entered();
    let _third = tracing::info_span!("call", host = "stock.internal", attempt = 1).entered();
}

fn event(sampled: u8) -> LambdaEvent<()> {
    let mut context = lambda_runtime::Context::default();
    context.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned();
    let header =
        format!("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled={sampled}");
    context.xray_trace_id = Some(header);
    LambdaEvent::new((), context)
}

/// A service that does the work, in an invocation that these observers watch.
type Invoke = Box<dyn FnMut(&LambdaEvent<()>)>;

fn invocation(layer: impl Layer<Work, Service = Observed<Work>>, dispatch: tracing::Dispatch) -> Invoke {
    let handler: Work = service_fn(|_| {
        work();
        std::future::ready(Ok(()))
    });
    let mut service = layer.layer(handler);
    Box::new(move |event| {
        let event = event.clone();
        tracing::dispatcher::with_default(&dispatch, || {
            let invocation = pin!(service.call(event));
            let done = invocation.poll(&mut Context::from_waker(Waker::noop())).is_ready();
            assert!(done, "nothing in it waits");
        });
    })
}

type Work = ServiceFn<fn(LambdaEvent<()>) -> Ready<Result<(), Infallible>>>;

/// What is below each bridge. One filter for all layers, as the facade has it: a filter for each would have the registry
/// look at every span for every layer.
fn base() -> Layered<ScopeLayer, Layered<LevelFilter, Registry>> {
    tracing_subscriber::registry().with(LevelFilter::INFO).with(ScopeLayer::unfiltered())
}

pub fn compare() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    let (sampled, unsampled) = (event(1), event(0));

    let (settings, _) = SettingsBuilder::new().read(&[]).expect("nothing is set");
    let tracer = Tracer::builder().settings(settings).build(Drops);
    let subscriber = base().with(tracer.unfiltered_layer());
    let ours = RefCell::new(invocation(tracer.layer(), subscriber.into()));

    let provider = SdkTracerProvider::builder().with_span_processor(Collects::default()).build();
    let layer = tracing_opentelemetry::layer()
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_level(false)
        .with_target(false)
        .with_tracer(provider.tracer("bench"));
    let stack = || ObserveLayer::new(Stack::new(InitializationType::Unknown));
    let subscriber = base().with(layer);
    let mut theirs = invocation(stack(), subscriber.into());

    // What both stand on: the scope, its root span, and a layer that wants every span.
    let subscriber = base().with(Everything);
    let mut alone = invocation(stack(), subscriber.into());

    let costs = measure::alternate(&mut [
        ("lamplight", &mut || (ours.borrow_mut())(&sampled)),
        ("tracing-opentelemetry", &mut || {
            theirs(&sampled);
            provider.force_flush().expect("nothing can fail");
        }),
        ("lamplight-unsampled", &mut || (ours.borrow_mut())(&unsampled)),
        ("neither", &mut || alone(&sampled)),
    ]);
    let names = ["lamplight", "tracing-opentelemetry", "lamplight-unsampled", "neither"];
    measure::print("bridge", &names, &costs);
    let added = |place: usize| costs[place].nanos - costs[3].nanos;
    println!("ratio bridge/added-time/tracing-opentelemetry {:.3}", added(0) / added(1));
    println!("ratio bridge/added-time/lamplight-unsampled {:.3}", added(2) / added(0));
}

/// A layer that wants every span, and does nothing with it.
struct Everything;

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Everything {}
