//! Sixty-four interleaved invocations: no span of one in the trace of another.

mod support;

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use support::{attribute, event, subscriber, tracer};
use tower_layer::Layer;
use tracing::Instrument;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_span_of_an_invocation_is_in_the_trace_of_another() {
    let (tracer, kept, _) = tracer(SettingsBuilder::new());
    tracing::subscriber::set_global_default(subscriber(&tracer)).expect("the only test of this binary");
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let service = tracer.layer().layer(service_fn(move |event: LambdaEvent<i64>| {
        let (barrier, number) = (barrier.clone(), event.payload);
        async move {
            for _ in 0..10 {
                barrier.wait().await;
                let inner = tokio::task::yield_now().instrument(tracing::info_span!("inner", number));
                let outer = inner.instrument(tracing::info_span!("outer", number));
                Scope::current().spawn(outer).await.expect("no panic");
            }
            Ok::<_, std::io::Error>(())
        }
    }));
    let header = |number: i64| format!("Root=1-5759e988-{number:024x};Parent=53995c3f42cd8ad8;Sampled=1");
    let invocations: Vec<_> = (1..=64)
        .map(|number| {
            let event = event(&format!("r{number}"), Some(&header(number)), number);
            tokio::spawn(service.clone().oneshot(event))
        })
        .collect();
    for invocation in invocations {
        invocation.await.expect("no panic").expect("no error");
    }
    let spans = kept.spans();
    assert_eq!(spans.len(), 64 * (10 * 2 + 1));
    for span in spans {
        let trace_id = span.span_context.trace_id().to_string();
        let own = i64::from_str_radix(&trace_id[8..], 16).expect("made above");
        match attribute(&span, "number") {
            Some(number) => assert_eq!(number, own.into(), "{span:?}"),
            None => assert_eq!(attribute(&span, "faas.invocation_id"), Some(format!("r{own}").into())),
        }
    }
}
