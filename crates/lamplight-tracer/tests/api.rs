//! Spans that are made through OpenTelemetry's API, among those of `tracing`.

mod support;

use std::future::pending;
use std::time::Duration;

use lambda_runtime::{LambdaEvent, service_fn};
use lamplight_core::settings::SettingsBuilder;
use lamplight_tracer::api::{ApiTracer, context};
use lamplight_tracer::{TraceContext, Tracer};
use opentelemetry::trace::{
    FutureExt, Link, Span as _, SpanContext, SpanKind, Status, TraceContextExt, TraceFlags, TraceState,
    Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue, SpanId, TraceId};
use support::{Kept, attribute, event, subscriber, tracer};
use tower::ServiceExt;
use tower_layer::Layer;
use tracing::Instrument;

const HEADER: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// What a handler does with the API's tracer, as an invocation with this header.
async fn invoke<F, Fut>(tracer: &Tracer, header: &str, handler: F)
where
    F: Fn(ApiTracer) -> Fut,
    Fut: Future<Output = ()>,
{
    let api = tracer.provider().tracer("library");
    let service = service_fn(|_: LambdaEvent<()>| {
        let done = handler(api.clone());
        async {
            done.await;
            Ok::<_, std::io::Error>(())
        }
    });
    tracer.layer().layer(service).oneshot(event("r1", Some(header), ())).await.expect("fine");
}

/// Checks who is whose child: names, from the inside to the root.
fn assert_chain(kept: &Kept, names: &[&str]) {
    for pair in names.windows(2) {
        let (child, parent) = (kept.span(pair[0]), kept.span(pair[1]));
        assert_eq!(child.parent_span_id, parent.span_context.span_id(), "{pair:?}");
        assert_eq!(child.span_context.trace_id(), parent.span_context.trace_id());
    }
}

#[tokio::test]
async fn spans_of_both_kinds_nest_in_each_other_in_any_order() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    invoke(&tracer, HEADER, |api| async move {
        api.in_span("a1", |_| {
            tracing::info_span!("t1").in_scope(|| {
                tracing::info_span!("t2").in_scope(|| {
                    api.in_span("a2", |_| {
                        api.in_span("a3", |_| tracing::info_span!("t3").in_scope(|| ()));
                        tracing::info_span!("t4").in_scope(|| ());
                    });
                    tracing::info_span!("t5").in_scope(|| ());
                });
            });
        });
        tracing::info_span!("t6").in_scope(|| drop(api.start("a4")));
    })
    .await;
    assert_chain(&kept, &["t3", "a3", "a2", "t2", "t1", "a1", "orders"]);
    assert_chain(&kept, &["t4", "a2"]);
    assert_chain(&kept, &["t5", "t2"]);
    assert_chain(&kept, &["a4", "t6", "orders"]);
    assert_eq!(kept.span("a1").instrumentation_scope.name(), "library");
}

#[tokio::test]
async fn whatever_the_api_says_of_a_span_is_exported() {
    let (tracer, kept, clock) = tracer(SettingsBuilder::new());
    let other =
        SpanContext::new(TraceId::from(7), SpanId::from(8), TraceFlags::SAMPLED, true, TraceState::default());
    invoke(&tracer, HEADER, |api| {
        let (clock, other) = (clock.clone(), other.clone());
        async move {
            let builder = api.span_builder("first").with_kind(SpanKind::Client);
            let builder = builder.with_attributes([KeyValue::new("a", 1), KeyValue::new("a", 2)]);
            let mut span = builder.with_links(vec![Link::with_context(other.clone())]).start(&api);
            assert!(span.is_recording());
            span.update_name("call");
            span.set_attribute(KeyValue::new("b", true));
            span.add_event("retried", vec![KeyValue::new("attempt", 2)]);
            span.add_link(other, vec![]);
            span.set_status(Status::error("refused"));
            span.set_status(Status::Unset);
            clock.advance(Duration::from_millis(3));
            span.end();
            span.set_attribute(KeyValue::new("late", true));
            assert!(!span.is_recording());
        }
    })
    .await;
    let span = kept.span("call");
    assert_eq!((span.span_kind.clone(), span.attributes.len()), (SpanKind::Client, 2));
    assert_eq!((attribute(&span, "a"), attribute(&span, "b")), (Some(2.into()), Some(true.into())));
    assert_eq!((&*span.events[0].name, span.links.len()), ("retried", 2));
    assert_eq!(span.status, Status::error("refused"));
    assert_eq!(span.end_time.duration_since(span.start_time).expect("in order"), Duration::from_millis(3));
    assert_eq!(kept.names().len(), 2, "it ended once");
}

#[tokio::test]
async fn a_task_that_has_only_the_context_is_a_part_of_the_invocation() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    invoke(&tracer, HEADER, |api| async move {
        let outer = Context::current_with_span(api.start("outer"));
        let work = async move { drop(api.start("inner")) };
        tokio::spawn(work.with_context(outer)).await.expect("no panic");
    })
    .await;
    assert_chain(&kept, &["inner", "outer", "orders"]);
}

#[tokio::test]
async fn a_parent_in_another_trace_is_a_link() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let remote =
        SpanContext::new(TraceId::from(7), SpanId::from(8), TraceFlags::SAMPLED, true, TraceState::default());
    invoke(&tracer, HEADER, |api| {
        let context = Context::new().with_remote_span_context(remote.clone());
        async move { drop(api.start_with_context("process", &context)) }
    })
    .await;
    assert_chain(&kept, &["process", "orders"]);
    assert_eq!(kept.span("process").links[0].span_context, remote);
}

#[tokio::test]
async fn what_is_not_sampled_and_what_belongs_to_no_invocation_is_not_recorded() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    invoke(&tracer, &HEADER.replace("Sampled=1", "Sampled=0"), |api| async move {
        let span = api.start("unsampled");
        assert!(!span.is_recording() && !span.span_context().is_sampled());
        assert_eq!(
            span.span_context().span_id().to_string(),
            "53995c3f42cd8ad8",
            "callees are told of our caller"
        );
        assert_eq!(context().span().span_context(), span.span_context());
    })
    .await;
    let span = tracer.provider().tracer("library").start("nowhere");
    assert!(!span.is_recording() && !span.span_context().is_valid());
    assert!(kept.spans().is_empty());
}

#[tokio::test]
async fn callees_are_told_of_the_innermost_span_whoever_made_it() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let told = || TraceContext::current().expect("an invocation").traceparent();
    invoke(&tracer, HEADER, |api| async move {
        tracing::info_span!("outer").in_scope(|| {
            let (told_outer, in_context) = (told(), context().span().span_context().span_id());
            assert!(told_outer.contains(&in_context.to_string()), "{told_outer}");
            api.in_span("inner", |cx| {
                assert!(told().contains(&cx.span().span_context().span_id().to_string()));
                assert_eq!(context().span().span_context().span_id(), cx.span().span_context().span_id());
            });
            assert_eq!(told(), told_outer);
        });
    })
    .await;
    assert_chain(&kept, &["inner", "outer", "orders"]);
}

#[tokio::test(start_paused = true)]
async fn those_that_are_open_when_the_time_runs_out_are_sent_once() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    let _default = tracing::subscriber::set_default(subscriber(&tracer));
    let api = tracer.provider().tracer("library");
    let service = service_fn(|_: LambdaEvent<()>| {
        let outer = Context::current_with_span(api.start("outer"));
        drop(api.start("early"));
        async {
            pending::<()>().instrument(tracing::info_span!("inner")).await;
            Ok::<_, std::io::Error>(())
        }
        .with_context(outer)
    });
    let mut event = event("r1", Some(HEADER), ());
    event.context.deadline = 3000;
    let call = tracer.layer().layer(service).oneshot(event);
    tokio::time::timeout(Duration::from_secs(2), call).await.expect_err("it hangs");
    assert_chain(&kept, &["inner", "outer", "orders"]);
    assert_eq!(kept.names().len(), 4);
    assert_eq!(attribute(&kept.span("outer"), "lamplight.unfinished"), Some(true.into()));
    assert_eq!(attribute(&kept.span("early"), "lamplight.unfinished"), None);
}
