//! Sixty-four interleaved invocations: no key of one on a line of another.

mod support;

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::settings::SettingsBuilder;
use lamplight_invocation::Scope;
use support::{event, logger, subscriber};
use tower_layer::Layer;
use tracing::Instrument;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_key_of_an_invocation_is_on_a_line_of_another() {
    let (logger, lines) = logger(SettingsBuilder::new());
    tracing::subscriber::set_global_default(subscriber(&logger)).expect("the only test of this binary");
    let barrier = Arc::new(tokio::sync::Barrier::new(64));
    let service = logger.layer().layer(service_fn(move |event: LambdaEvent<u8>| {
        let barrier = barrier.clone();
        let number = event.payload;
        async move {
            for _ in 0..20 {
                barrier.wait().await;
                tracing::info!(own = number, "in the handler");
                let task = async move { tracing::info!(own = number, "in a spawned task") };
                Scope::current().spawn(task).await.expect("no panic");
                let task = async move { tracing::info!(own = number, "in a span elsewhere") };
                let span = tracing::info_span!("elsewhere", of_span = number);
                tokio::spawn(task.instrument(span)).await.expect("no panic");
            }
            Ok::<_, std::io::Error>(())
        }
    }));
    let invocations: Vec<_> = (0..64_u8)
        .map(|number| {
            let service = service.clone();
            tokio::spawn(service.oneshot(event(&format!("r{number}"), number)))
        })
        .collect();
    for invocation in invocations {
        invocation.await.expect("no panic").expect("no error");
    }
    let lines = lines.take();
    assert_eq!(lines.len(), 64 * 20 * 3);
    for line in lines {
        let read: serde_json::Value = serde_json::from_str(&line).expect(&line);
        let own = read["own"].as_u64().expect(&line);
        assert_eq!(read["function_request_id"].as_str(), Some(format!("r{own}").as_str()), "{line}");
        assert!(read.get("of_span").is_none_or(|of_span| of_span.as_u64() == Some(own)), "{line}");
    }
}
