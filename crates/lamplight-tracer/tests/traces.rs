//! What becomes of an invocation and of the spans in it.

mod support;

use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use lamplight_invocation::scope::SpanIds;
use lamplight_tracer::Sampler;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry::{SpanId, Value};
use support::{attribute, event, subscriber, tracer, tracer_with};
use tower::timeout::{TimeoutLayer, error::Elapsed};
use tower::{ServiceBuilder, ServiceExt};
use tower_layer::Layer;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

#[tracing::instrument(err)]
async fn reserve(sku: &'static str) -> Result<(), std::io::Error> {
    if sku == "none" { Err(std::io::Error::other("out of stock")) } else { Ok(()) }
}

#[tracing::instrument(skip_all, fields(order_id = "A-17", items = 2, paid = true, total = 2.5))]
async fn pack() -> Result<(), std::io::Error> {
    reserve("lamp").await
}

#[tokio::test]
async fn every_instrumented_function_is_a_span_below_the_root_and_the_root_below_the_caller() {
    let (tracer, kept, clock) = tracer(SettingsBuilder::new().service("shop"));
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(move |_: LambdaEvent<()>| {
        let clock = clock.clone();
        async move {
            clock.advance(Duration::from_millis(5));
            let result = pack().await;
            clock.advance(Duration::from_millis(2));
            result
        }
    });
    tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");

    assert_eq!(kept.names(), ["reserve", "pack", "orders"]);
    let (root, pack, reserve) = (kept.span("orders"), kept.span("pack"), kept.span("reserve"));
    for span in [&root, &pack, &reserve] {
        assert_eq!(span.span_context.trace_id().to_string(), "5759e988bd862e3fe1be46a994272793");
        assert!(span.span_context.is_sampled());
        assert_eq!(span.status, Status::Unset);
    }
    assert_eq!(root.parent_span_id.to_string(), "53995c3f42cd8ad8");
    assert!(root.parent_span_is_remote);
    assert_eq!(pack.parent_span_id, root.span_context.span_id());
    assert_eq!(reserve.parent_span_id, pack.span_context.span_id());
    assert!(!pack.parent_span_is_remote);

    assert_eq!(root.span_kind, SpanKind::Server);
    assert_eq!(root.end_time.duration_since(root.start_time).expect("in order"), Duration::from_millis(7));
    assert_eq!(pack.start_time.duration_since(root.start_time).expect("in order"), Duration::from_millis(5));
    assert_eq!(attribute(&root, "faas.invocation_id"), Some(Value::from("r1")));
    assert_eq!(attribute(&root, "Service"), Some(Value::from("shop")));
    assert_eq!(
        attribute(&root, "cloud.resource_id"),
        Some(Value::from("arn:aws:lambda:eu-west-1:123456789012:function:orders"))
    );
    assert_eq!(attribute(&pack, "order_id"), Some(Value::from("A-17")));
    assert_eq!(attribute(&pack, "items"), Some(Value::from(2)));
    assert_eq!(attribute(&pack, "paid"), Some(Value::from(true)));
    assert_eq!(attribute(&pack, "total"), Some(Value::from(2.5)));
}

#[tokio::test]
async fn an_error_marks_its_span_and_the_root_with_what_it_says() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| reserve("none"));
    let result = tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await;
    assert!(result.is_err());

    let (root, reserve) = (kept.span("orders"), kept.span("reserve"));
    assert_eq!(reserve.status, Status::error("out of stock"));
    assert_eq!(reserve.events[0].name, "exception");
    assert!(matches!(root.status, Status::Error { .. }), "{:?}", root.status);
    let exception = &root.events[0].attributes;
    assert_eq!(exception[0].value, Value::from("Error"), "the type, as far as it is known");
}

#[tokio::test]
async fn a_panic_and_a_cancellation_leave_a_root_that_says_so() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let panics = tracer.layer().layer(service_fn(|_: LambdaEvent<bool>| async move {
        tokio::task::yield_now().await;
        assert!(false_value(), "unlucky");
        Ok::<_, std::io::Error>(())
    }));
    let panicked = tokio::spawn(panics.clone().oneshot(event("r1", None, true))).await;
    assert!(panicked.is_err());
    let mut dropped = Box::pin(panics.oneshot(event("r2", None, true)));
    tokio::select! {
        biased;
        _ = &mut dropped => unreachable!("it yields first"),
        () = std::future::ready(()) => {}
    }
    drop(dropped);
    // Neither got as far as a flush: their spans leave with the next invocation.
    assert!(kept.spans().is_empty());
    let fine = service_fn(|_: LambdaEvent<bool>| async { Ok::<_, std::io::Error>(()) });
    tracer.layer().layer(fine).oneshot(event("r3", None, true)).await.expect("fine");
    let statuses: Vec<_> = kept
        .spans()
        .into_iter()
        .map(|span| (attribute(&span, "faas.invocation_id").expect("a root"), span.status))
        .collect();
    assert!(statuses.contains(&(Value::from("r1"), Status::error("unlucky"))), "{statuses:?}");
    let cancelled = Status::error("the handler was dropped before it was done");
    assert!(statuses.contains(&(Value::from("r2"), cancelled)), "{statuses:?}");
    assert!(statuses.contains(&(Value::from("r3"), Status::Unset)), "{statuses:?}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_a_timeout_layer_gives_up_leaves_a_root_at_once() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let forever = service_fn(|_: LambdaEvent<()>| async {
        let _span = tracing::info_span!("waiting");
        std::future::pending::<Result<(), std::io::Error>>().await
    });
    let service = ServiceBuilder::new()
        .layer(tracer.layer())
        .layer(TimeoutLayer::new(Duration::from_millis(50)))
        .layer(tracer.layer())
        .service(forever);
    let result = service.oneshot(event("r1", Some(HEADER), ())).await;
    assert!(result.is_err_and(|error| error.is::<Elapsed>()), "the error is the timeout layer's");
    assert_eq!(kept.names(), ["waiting", "orders"], "sent before the next invocation");
    assert_eq!(kept.span("orders").status, Status::error("the handler was dropped before it was done"));
}

fn false_value() -> bool {
    std::hint::black_box(false)
}

#[tokio::test]
async fn a_request_that_is_not_sampled_has_no_span_and_sends_nothing() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| pack());
    let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
    tracer.layer().layer(handler).oneshot(event("r1", Some(header), ())).await.expect("fine");
    assert!(kept.batches.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn a_request_without_a_trace_begins_one() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(()) });
    tracer.layer().layer(handler).oneshot(event("r1", None, ())).await.expect("fine");
    let root = kept.span("orders");
    assert!(root.span_context.is_valid());
    assert_eq!((root.parent_span_id, root.parent_span_is_remote), (SpanId::INVALID, false));
}

#[tokio::test]
async fn fields_that_opentelemetry_knows_are_not_attributes() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| async {
        let span = tracing::info_span!(
            "call",
            otel.name = "GET /stock",
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            attempt = 1
        );
        span.record("otel.status_code", "ERROR");
        span.record("attempt", 2);
        Ok::<_, std::io::Error>(())
    });
    tracer.layer().layer(handler).oneshot(event("r1", None, ())).await.expect("fine");
    let span = kept.span("GET /stock");
    assert_eq!((span.span_kind, span.status), (SpanKind::Client, Status::error("")));
    assert_eq!(span.attributes.len(), 1, "{:?}", span.attributes);
    assert_eq!(span.attributes[0].value, Value::from(2));
}

#[tokio::test]
async fn a_span_that_ends_after_its_invocation_leaves_with_the_next() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(Some(wait)));
    let handler = service_fn(move |_: LambdaEvent<()>| {
        let wait = wait.lock().expect("no panic").take();
        async move {
            let task = wait.map(|wait| {
                let work = async { wait.await.expect("told to go on") };
                Scope::current().spawn(work.instrument(tracing::info_span!("late")))
            });
            Ok::<_, std::io::Error>(task)
        }
    });
    let service = tracer.layer().layer(handler);
    let task = service.clone().oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    assert_eq!(kept.names(), ["orders"]);
    go.send(()).expect("the task waits");
    task.expect("the first has one").await.expect("no panic");
    service.oneshot(event("r2", None, ())).await.expect("fine");
    let late = kept.span("late");
    assert_eq!(late.span_context.trace_id().to_string(), "5759e988bd862e3fe1be46a994272793");
}

#[tokio::test]
async fn the_exporter_knows_the_function() {
    let (_tracer, kept, _) = tracer(SettingsBuilder::new());
    let resource = kept.resource.lock().expect("no panic").clone().expect("it was told");
    let get = |key: &'static str| resource.get(&key.into()).map(|value| value.to_string());
    assert_eq!(get("service.name").as_deref(), Some("orders"));
    assert_eq!(get("faas.name").as_deref(), Some("orders"));
    assert_eq!(get("faas.max_memory").as_deref(), Some("536870912"));
    assert_eq!(get("cloud.platform").as_deref(), Some("aws_lambda"));
    assert_eq!(get("telemetry.sdk.language").as_deref(), Some("rust"));
    assert_eq!(get("cloud.region"), None);
}

#[tokio::test]
async fn the_environment_adds_to_the_resource_and_the_service_is_who_the_settings_say() {
    let of = |settings: SettingsBuilder, attributes: &'static str| {
        let (_tracer, kept, _) = tracer_with(settings, |builder| {
            let (builder, problems) = builder.read(&[
                ("OTEL_RESOURCE_ATTRIBUTES", attributes),
                ("AWS_REGION", "eu-west-1"),
                ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/orders"),
                ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/31/[$LATEST]7f"),
            ]);
            assert!(problems.is_empty(), "{problems:?}");
            builder
        });
        let resource = kept.resource.lock().expect("no panic").clone().expect("it was told");
        move |key: &'static str| resource.get(&key.into()).map(|value| value.to_string()).unwrap_or_default()
    };
    let get = of(SettingsBuilder::new(), "service.name=shop,service.version=1.2,cloud.region=elsewhere");
    assert_eq!((get("service.name"), get("service.version")), ("shop".to_owned(), "1.2".to_owned()));
    assert_eq!(get("cloud.region"), "elsewhere", "what is said counts");
    assert_eq!(get("faas.instance"), "2026/01/31/[$LATEST]7f");
    assert_eq!(get("aws.log.group.names"), r#"["/aws/lambda/orders"]"#);
    assert_eq!(get("aws.log.stream.names"), r#"["2026/01/31/[$LATEST]7f"]"#);
    let get = of(SettingsBuilder::new().service("till"), "service.name=shop");
    assert_eq!((get("service.name"), get("cloud.region")), ("till".to_owned(), "eu-west-1".to_owned()));
}

#[tokio::test]
async fn a_sampler_of_the_environment_holds_unless_code_chooses_one() {
    for (chosen, names) in [(None, 0), (Some(Sampler::default()), 1)] {
        let (tracer, kept, _) = tracer_with(SettingsBuilder::new(), |builder| {
            let (builder, _) = builder.read(&[("OTEL_TRACES_SAMPLER", "always_off")]);
            chosen.into_iter().fold(builder, |builder, sampler| builder.sampler(sampler))
        });
        let handler = service_fn(|_: LambdaEvent<()>| pack());
        tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
        assert_eq!(kept.names().len(), names);
    }
}

/// Keeps the ids of the spans that events are in, as a logger would.
#[derive(Clone, Default)]
struct Ids(std::sync::Arc<std::sync::Mutex<Vec<Option<SpanIds>>>>);

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> tracing_subscriber::Layer<S> for Ids {
    fn on_event(&self, event: &tracing::Event<'_>, context: tracing_subscriber::layer::Context<'_, S>) {
        let ids = context.event_span(event).and_then(|span| SpanIds::of(&span));
        self.0.lock().expect("no panic").push(ids);
    }
}

#[tokio::test]
async fn other_layers_of_the_subscriber_can_tell_which_span_an_event_is_in() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let ids = Ids::default();
    let _default = tracing::subscriber::set_default(subscriber(&tracer).with(ids.clone()));
    let handler = service_fn(|_: LambdaEvent<()>| async {
        tracing::info!("in the root");
        tracing::info_span!("step").in_scope(|| {
            tracing::info!("in the step");
            // Not recorded: what is around it counts.
            tracing::debug_span!("detail").in_scope(|| tracing::info!("in the step as well"));
        });
        Ok::<_, std::io::Error>(())
    });
    let service = tracer.layer().layer(handler);
    service.clone().oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    let unsampled = HEADER.replace("Sampled=1", "Sampled=0");
    service.oneshot(event("r2", Some(&unsampled), ())).await.expect("fine");
    let seen: Vec<_> = ids.0.lock().expect("no panic").clone();
    let expected = ["orders", "step", "step"].map(|name| {
        let context = kept.span(name).span_context;
        (context.trace_id().to_string(), context.span_id().to_string())
    });
    let ids = |ids: &SpanIds| (ids.trace_id.w3c().to_string(), ids.span_id.to_string());
    assert_eq!(seen.iter().flatten().map(ids).collect::<Vec<_>>(), expected);
    assert_eq!(seen.len(), 6, "those of the other request have none");
}

#[tokio::test]
async fn a_disabled_tracer_makes_nothing() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new().disabled(true));
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| pack());
    tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    assert!(kept.spans().is_empty());
}
