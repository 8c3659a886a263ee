//! Sixty-four invocations at once, each with concurrent records: no record's keys on a line of another, no
//! record's spans below another.

#[path = "batch/signals.rs"]
mod signals;
#[path = "batch/support.rs"]
mod support;

use std::collections::HashMap;
use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_events::batch::Processor;
use lamplight_events::envelope::{Sqs, Text};
use lamplight_events::sources::sqs::SqsMessage;
use lamplight_invocation::ScopeLayer;
use tower_layer::Layer;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;

use signals::{attribute, event, logger, tracer};
use support::{STANDARD, ids, message};

const INVOCATIONS: usize = 64;
const RECORDS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn records_of_sixty_four_invocations_never_mix() {
    let (logger, lines) = logger();
    let (tracer, kept) = tracer();
    let subscriber = tracing_subscriber::registry()
        .with(ScopeLayer::filtered())
        .with(logger.event_layer())
        .with(tracer.span_layer());
    tracing::subscriber::set_global_default(subscriber).expect("the only test of this binary");
    let barrier = Arc::new(tokio::sync::Barrier::new(INVOCATIONS * RECORDS));
    let handler = service_fn(move |event: LambdaEvent<Sqs<Text>>| {
        let barrier = barrier.clone();
        async move {
            let handle = |own: String, _: SqsMessage| {
                let barrier = barrier.clone();
                async move {
                    for _ in 0..4 {
                        // All records of all invocations go on from here, in any order.
                        barrier.wait().await;
                        tracing::info!(own, "in the handler");
                        let span = tracing::info_span!("inner", own);
                        async { tracing::info!(own, "in a span") }.instrument(span).await;
                    }
                    if own.ends_with('3') { Err(std::io::Error::other(own)) } else { Ok(()) }
                }
            };
            Processor::new().concurrency(RECORDS).process(event.payload, handle).await
        }
    });
    let service = tracer.layer().layer(logger.layer().layer(handler));
    let invocations: Vec<_> = (0..INVOCATIONS)
        .map(|number| {
            let record = |index| {
                let id = format!("r{number}-m{index}");
                message(STANDARD, "", &id, &id)
            };
            let records: Vec<_> = (0..RECORDS).map(record).collect();
            let payload = serde_json::json!({ "Records": records });
            let payload = serde_json::from_value(payload).expect("an SQS event");
            let event = event(&format!("r{number}"), &format!("{number:024x}"), payload);
            let service = service.clone();
            tokio::spawn(service.oneshot(event))
        })
        .collect();
    for (number, invocation) in invocations.into_iter().enumerate() {
        let response = invocation.await.expect("no panic");
        assert_eq!(ids(response), [format!("r{number}-m3")]);
    }

    let lines = lines.take();
    assert_eq!(lines.len(), INVOCATIONS * (RECORDS * 4 * 2 + 1));
    for line in lines {
        let read: serde_json::Value = serde_json::from_str(&line).expect(&line);
        let id = read["messaging.message.id"].as_str().expect(&line);
        let own = read["own"].as_str().or_else(|| read["error"]["message"].as_str());
        assert_eq!(own, Some(id), "{line}");
        let request = read["function_request_id"].as_str().expect(&line);
        assert_eq!(id.split('-').next(), Some(request), "{line}");
    }
    let spans = kept.take();
    assert_eq!(spans.len(), INVOCATIONS * (1 + RECORDS * 5));
    let records: HashMap<_, _> = spans
        .iter()
        .filter_map(|span| Some((span.span_context.span_id(), attribute(span, "messaging.message.id")?)))
        .collect();
    for inner in spans.iter().filter(|span| span.name == "inner") {
        assert_eq!(records.get(&inner.parent_span_id), attribute(inner, "own").as_ref(), "{inner:?}");
    }
}
