//! The subscriber of a tracer that listens alone.

mod support;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use lamplight_tracer::{TraceContext, annotate};
use opentelemetry::Value;
use support::{attribute, event, subscriber, tracer};
use tower::ServiceExt;
use tower_layer::Layer;
use tracing::{Instrument, Span, field, info_span};

const SAMPLED: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const UNSAMPLED: &str = "Root=1-5759e988-bd862e3fe1be46a994272794;Parent=53995c3f42cd8ad8;Sampled=0";

/// What callees are told here.
fn told() -> String {
    let mut header = String::new();
    TraceContext::current().expect("an invocation").inject(|name, value| {
        if name == "x-amzn-trace-id" {
            value.clone_into(&mut header);
        }
    });
    header
}

/// Two spans, one within the other, a task in the inner one, and a field that is recorded later.
async fn work(request: &'static str) -> String {
    let outer = info_span!("outer", request, late = field::Empty);
    let inner = outer.in_scope(|| info_span!("inner"));
    let in_task = async move {
        assert_eq!(Scope::try_current().expect("a scope").context().request_id(), request);
        annotate("note", request);
        told()
    };
    let told = tokio::spawn(in_task.instrument(inner)).await.expect("no panic");
    outer.record("late", 7);
    told
}

#[tokio::test]
async fn a_trace_that_is_sampled_is_the_same_as_with_layers() {
    let with_layers = {
        let (tracer, kept, _) = tracer(SettingsBuilder::new());
        let _default = tracing::subscriber::set_default(subscriber(&tracer));
        let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, String>(work("r1").await) });
        tracer.layer().layer(handler).oneshot(event("r1", Some(SAMPLED), ())).await.expect("fine");
        kept
    };
    let (tracer, alone, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(tracer.subscriber());
    let handler = service_fn(|_: LambdaEvent<()>| async { Ok::<_, String>(work("r1").await) });
    let told = tracer.layer().layer(handler).oneshot(event("r1", Some(SAMPLED), ())).await.expect("fine");

    assert_eq!(alone.names(), with_layers.names());
    let [root, outer, inner] = ["orders", "outer", "inner"].map(|name| alone.span(name));
    assert_eq!(outer.parent_span_id, root.span_context.span_id());
    assert_eq!(inner.parent_span_id, outer.span_context.span_id());
    assert_eq!(attribute(&outer, "late"), Some(Value::from(7)));
    assert_eq!(attribute(&inner, "note"), Some(Value::from("r1")));
    assert!(told.contains(&format!("Parent={};Sampled=1", inner.span_context.span_id())), "{told}");
}

#[tokio::test]
async fn a_span_of_a_trace_that_is_not_sampled_is_the_root_and_leads_to_its_invocation() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(tracer.subscriber());
    let handler = service_fn(|_: LambdaEvent<()>| async {
        let root = Span::current().id();
        let span = info_span!("span");
        assert_eq!((root.is_some(), span.id()), (true, root.clone()), "nothing was made for it");
        assert_eq!(span.in_scope(|| info_span!("within").id()), root);
        assert_ne!(info_span!(parent: None, "elsewhere").id(), root, "nothing is around it");
        Ok::<_, String>(work("r2").await)
    });
    let told = tracer.layer().layer(handler).oneshot(event("r2", Some(UNSAMPLED), ())).await.expect("fine");
    assert!(told.contains("Sampled=0") && told.contains("Parent=53995c3f42cd8ad8"), "{told}");
    assert_eq!(kept.names(), Vec::<String>::new());
    assert!(Span::current().is_none(), "all were left");
}

#[tokio::test]
async fn traces_that_are_sampled_and_that_are_not_go_on_side_by_side() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(tracer.subscriber());
    let invoke = |request: &'static str, header| {
        let handler = service_fn(move |_: LambdaEvent<()>| async move {
            // It begins while no other is sampled, and is recorded to while one is.
            let early = info_span!("early", of = request, late = field::Empty);
            for _ in 0..3 {
                tokio::task::yield_now().await;
                work(request).await;
            }
            early.record("late", request);
            Ok::<_, String>(())
        });
        tracer.layer().layer(handler).oneshot(event(request, Some(header), ()))
    };
    let (first, second) = tokio::join!(invoke("r3", UNSAMPLED), invoke("r4", SAMPLED));
    first.and(second).expect("fine");
    let spans = kept.spans();
    assert_eq!(spans.len(), 1 + 1 + 3 * 2, "the root, `early`, and three times two: {:?}", kept.names());
    for span in &spans {
        assert_eq!(span.span_context.trace_id().to_string(), "5759e988bd862e3fe1be46a994272793");
        let said = ["of", "late", "request", "note"].map(|key| attribute(span, key));
        let others =
            said.iter().flatten().filter(|value| **value != Value::from("r4") && **value != Value::from(7));
        assert_eq!(others.count(), 0, "{span:?}");
    }
    assert_eq!(attribute(&kept.span("early"), "late"), Some(Value::from("r4")));
}
