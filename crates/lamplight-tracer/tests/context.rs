//! What callees are told, and what code says about its spans.

mod support;

use std::collections::{BTreeMap, HashMap};

use lambda_runtime::{LambdaEvent, LambdaInvocation, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::{TraceContext, annotate, link, metadata, record_error};
use opentelemetry::trace::Status;
use opentelemetry::{Array, Value};
use support::{attribute, event, invocation, subscriber, tracer};
use tower::ServiceExt;
use tower_layer::Layer;
use tracing::Instrument;

const HEADER: &str =
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1";

fn injected() -> BTreeMap<&'static str, String> {
    let mut headers = BTreeMap::new();
    let context = TraceContext::current().expect("an invocation");
    context.inject(|name, value| {
        headers.insert(name, value.to_owned());
    });
    context.inject_message(|name, value| {
        headers.insert(name, value.to_owned());
    });
    headers
}

#[tokio::test]
async fn a_callee_is_told_of_the_span_that_calls_it() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| async {
        let of_root = injected();
        // Not recorded, so a callee is told of the span around it.
        let inner = async { injected() }.instrument(tracing::debug_span!("detail"));
        let of_call = inner.instrument(tracing::info_span!("call")).await;
        Ok::<_, std::io::Error>((of_root, of_call))
    });
    let (of_root, of_call) =
        tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    for (name, headers) in [("orders", of_root), ("call", of_call)] {
        let id = kept.span(name).span_context.span_id();
        let header =
            format!("Root=1-5759e988-bd862e3fe1be46a994272793;Parent={id};Sampled=1;Lineage=a87bd80c:1");
        assert_eq!((&headers["x-amzn-trace-id"], &headers["AWSTraceHeader"]), (&header, &header));
        assert_eq!(headers["traceparent"], format!("00-5759e988bd862e3fe1be46a994272793-{id}-01"));
        assert!(!headers.contains_key("tracestate"));
    }
}

#[tokio::test]
async fn a_callee_of_a_request_that_is_not_sampled_is_told_that_and_of_our_caller() {
    let (tracer, _, _) = tracer(SettingsBuilder::new());
    let header = HEADER.replace("Sampled=1", "Sampled=0");
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, std::io::Error>(injected()) });
    let headers = tracer.layer().layer(handler).oneshot(event("r1", Some(&header), ())).await.expect("fine");
    assert_eq!(headers["x-amzn-trace-id"], header);
    assert_eq!(headers["traceparent"], "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00");
}

#[tokio::test]
async fn a_map_of_texts_and_one_of_json_take_the_same() {
    let (tracer, _, _) = tracer(SettingsBuilder::new());
    let handler = service_fn(|_: LambdaEvent<()>| async {
        let context = TraceContext::current().expect("an invocation");
        let (mut texts, mut detail) = (HashMap::<String, String>::new(), serde_json::Map::new());
        context.inject_into(&mut texts);
        context.inject_into(&mut detail);
        Ok::<_, std::io::Error>((texts, detail, injected()))
    });
    let (texts, detail, expected) =
        tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    assert_eq!(texts.len(), 2);
    for (name, value) in texts {
        assert_eq!((&detail[&name], &expected[&*name]), (&value.clone().into(), &value));
    }
}

#[tokio::test]
async fn a_span_of_a_message_is_linked_with_its_sender() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let handler = service_fn(move |_: LambdaEvent<()>| async move {
        let span = tracing::info_span!("process", otel.kind = "consumer", otel.link = HEADER);
        span.record("otel.link", "no header at all");
        span.in_scope(|| link(parent));
        link(parent);
        Ok::<_, std::io::Error>(())
    });
    tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    let linked = |name: &str| -> Vec<_> {
        let span = kept.span(name);
        span.links.iter().map(|link| link.span_context.span_id().to_string()).collect()
    };
    assert_eq!(linked("process"), ["53995c3f42cd8ad8", "b7ad6b7169203331"]);
    assert_eq!(linked("orders"), ["b7ad6b7169203331"]);
    assert_eq!(attribute(&kept.span("process"), "otel.link"), None);
}

#[tokio::test]
async fn the_state_of_the_callers_trace_is_passed_on() {
    let (tracer, _, _) = tracer(SettingsBuilder::new());
    let event = r#"{"version":"2.0","routeKey":"$default","rawPath":"/","headers":{"tracestate":"a=1,b=x:y",
        "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
        "requestContext":{"http":{"method":"GET","path":"/"}}}"#;
    let (send, receive) = std::sync::mpsc::channel();
    let runtime = service_fn(move |_: LambdaInvocation| {
        let send = send.clone();
        async move {
            send.send(injected()).expect("the test waits");
            Ok::<_, std::io::Error>(())
        }
    });
    tracer.layer().layer(runtime).oneshot(invocation(Some(HEADER), event)).await.expect("fine");
    let headers = receive.recv().expect("it was called");
    assert_eq!(headers["tracestate"], "a=1,b=x:y");
    assert!(headers["traceparent"].starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
    let header = &headers["x-amzn-trace-id"];
    assert!(header.starts_with("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent="), "{header}");
    assert!(header.ends_with(";Sampled=1;Lineage=a87bd80c:1"), "{header}");
}

#[test]
fn outside_of_an_invocation_there_is_no_trace_and_nothing_to_say() {
    annotate("a", 1);
    assert!(TraceContext::current().is_none());
}

#[derive(Debug)]
struct Declined(std::io::Error);

impl std::fmt::Display for Declined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Errors may log while they are shown.
        tracing::error!("shown");
        f.write_str("declined")
    }
}

impl std::error::Error for Declined {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn say() {
    annotate("orders.id", "A-17");
    annotate("orders.id", "A-18");
    annotate("total", 2.5);
    metadata("note", "fragile");
    record_error(&Declined(std::io::Error::other("no cover")));
}

#[tokio::test]
async fn what_is_said_is_about_the_current_span_or_the_root() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let handler = service_fn(|_: LambdaEvent<()>| async {
        say();
        async { say() }.instrument(tracing::info_span!("inner")).await;
        Ok::<_, std::io::Error>(())
    });
    tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ())).await.expect("fine");
    for span in [kept.span("orders"), kept.span("inner")] {
        assert_eq!(attribute(&span, "orders.id"), Some("A-18".into()));
        assert_eq!(attribute(&span, "note"), Some("fragile".into()));
        let annotations = vec!["orders.id".into(), "total".into()];
        assert_eq!(attribute(&span, "aws.xray.annotations"), Some(Value::Array(Array::String(annotations))));
        assert_eq!(span.status, Status::error("declined"));
        let said: Vec<_> = span
            .events
            .last()
            .expect("an event")
            .attributes
            .iter()
            .map(|said| said.value.to_string())
            .collect();
        assert_eq!(said, ["Declined", "declined", "caused by: no cover"]);
    }
}

#[tokio::test]
async fn what_is_said_of_the_root_needs_no_subscriber_and_the_outcome_has_the_last_word() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let handler = service_fn(|_: LambdaEvent<()>| async {
        say();
        Err::<(), _>(Declined(std::io::Error::other("closed")))
    });
    let called = tracer.layer().layer(handler).oneshot(event("r1", Some(HEADER), ()));
    called.await.expect_err("it is declined");
    let root = kept.span("orders");
    let Status::Error { description } = &root.status else { panic!("{:?}", root.status) };
    assert!(description.contains("closed"), "{description}");
    assert_eq!((root.events.len(), attribute(&root, "total")), (2, Some(2.5.into())));
}
