//! What logger and tracer make of a batch.

#[path = "batch/signals.rs"]
mod signals;
#[path = "batch/support.rs"]
mod support;

use lambda_runtime::{LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_core::clock::{Clock, Timestamp};
use lamplight_events::batch::{self, BatchError, Processor};
use lamplight_events::sources::sqs::SqsMessage;
use lamplight_invocation::ScopeLayer;
use lamplight_tracer::SpanKind;
use opentelemetry::trace::Status;
use serde_json::Value;
use tower_layer::Layer;
use tracing_subscriber::layer::SubscriberExt;

use signals::{attribute, event, logger, tracer};
use support::Fate::{self, Fails, Panics, Succeeds, Takes};
use support::{FIFO, STANDARD, ids, in_groups, meet, message, now, of};

/// The lines that are written while this is done.
fn lines_of(work: impl FnOnce()) -> Vec<Value> {
    let (logger, lines) = logger();
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer());
    tracing::subscriber::with_default(subscriber, work);
    lines.take().iter().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn texts<'a>(lines: &'a [Value], key: &str) -> Vec<&'a str> {
    lines.iter().map(|line| line[key].as_str().unwrap_or_default()).collect()
}

#[test]
fn each_failure_is_one_line_with_the_id_and_the_chain_and_without_the_payload() {
    #[derive(Debug)]
    struct Declined(std::io::Error);
    impl std::fmt::Display for Declined {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the card was declined")
        }
    }
    impl std::error::Error for Declined {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let messages = [
        message(STANDARD, "", "m0", "\"succeeds\""),
        message(STANDARD, "", "m1", "\"fails\""),
        message(STANDARD, "", "m2", "{\"secret\": \"4111 1111\"}"),
        message(STANDARD, "", "m3", "\"panics\""),
    ];
    let lines = lines_of(|| {
        let response = now(batch::process(support::batch(&messages), |fate, message| async move {
            match fate {
                Fails => Err(Declined(std::io::Error::other("insufficient funds"))),
                fate => meet(fate, message).await.map_err(|_| unreachable!("it does not fail")),
            }
        }));
        assert_eq!(ids(response), ["m1", "m2", "m3"]);
    });
    assert_eq!(texts(&lines, "messaging.message.id"), ["m1", "m2", "m3"]);
    assert_eq!(texts(&lines, "level"), ["ERROR"; 3]);
    assert_eq!(
        texts(&lines, "message"),
        ["the record failed", "the record cannot be read", "the handler panicked at the record"]
    );
    assert_eq!(
        lines[0]["error"],
        serde_json::json!({ "type": "Declined", "message": "the card was declined", "chain": ["insufficient funds"] })
    );
    let unreadable = lines[1]["error"]["message"].as_str().expect("a message");
    assert!(unreadable.starts_with("Records[2].body.secret: unknown variant `secret`"), "{unreadable}");
    assert_eq!(lines[2]["error"]["message"], "a box that holds nothing");
    assert!(lines.iter().all(|line| !line.to_string().contains("4111")), "{lines:?}");
}

#[test]
fn an_error_that_panics_when_it_is_shown_fails_its_record_only() {
    #[derive(Debug)]
    struct Secretive;
    impl std::fmt::Display for Secretive {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            panic!("nothing to be seen here");
        }
    }
    impl std::error::Error for Secretive {}
    let lines = lines_of(|| {
        let handler =
            |fate, _| std::future::ready(if matches!(fate, Fails) { Err(Secretive) } else { Ok(()) });
        assert_eq!(ids(now(batch::process(of(&[Fails, Succeeds, Fails]), handler))), ["m0", "m2"]);
    });
    assert_eq!(texts(&lines, "messaging.message.id"), ["m0", "m2"]);
    assert_eq!(lines[0]["error"]["message"], "nothing to be seen here");
}

#[test]
fn what_was_not_begun_is_one_line_for_all() {
    let lines = lines_of(|| {
        let fates = [("a", Fails), ("a", Succeeds), ("a", Succeeds), ("b", Succeeds)];
        assert_eq!(ids(now(batch::process(in_groups(&fates), meet))), ["m0", "m1", "m2"]);
    });
    assert_eq!(texts(&lines, "level"), ["ERROR", "WARN"]);
    assert_eq!(lines[1]["records"], 2);
    assert_eq!(lines[1]["reason"], "a record before them failed");
}

#[tokio::test(start_paused = true)]
async fn what_was_given_up_is_a_line_each_and_says_why() {
    let (logger, lines) = logger();
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(logger.event_layer());
    let _default = tracing::subscriber::set_default(subscriber);
    let start = Timestamp::from_millis(1000);
    let processor = Processor::new().clock(Clock::manual(start)).deadline(Timestamp::from_millis(3000));
    let response = processor.process(of(&[Succeeds, Takes(5000), Succeeds]), meet).await;
    assert_eq!(ids(response), ["m1", "m2"]);
    let lines: Vec<Value> = lines.take().iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    assert_eq!(texts(&lines, "message")[0], "the record was given up");
    assert_eq!(lines[0]["error"]["message"], "the invocation's time is running out");
    assert_eq!(lines[0]["messaging.message.id"], "m1");
    assert_eq!(
        (&lines[1]["records"], &lines[1]["reason"]),
        (&1.into(), &"the invocation's time is running out".into())
    );
    assert_eq!(lines.len(), 2);
}

#[test]
fn what_the_handler_says_has_the_keys_of_its_record() {
    let lines = lines_of(|| {
        let response = now(batch::process(of(&[Succeeds, Succeeds]), |_, message: SqsMessage| async move {
            tracing::info!(own = message.message_id, "charged");
            Ok::<_, std::fmt::Error>(())
        }));
        assert_eq!(ids(response), [""; 0]);
    });
    assert_eq!(texts(&lines, "messaging.message.id"), ["m0", "m1"]);
    assert_eq!(texts(&lines, "messaging.message.id"), texts(&lines, "own"));
    assert_eq!(texts(&lines, "messaging.destination.name"), ["orders"; 2]);
    assert_eq!(texts(&lines, "messaging.system"), ["aws_sqs"; 2]);
}

#[tokio::test]
async fn each_record_is_a_span_of_the_invocation_with_those_of_the_handler_below() {
    let (tracer, kept) = tracer();
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(tracer.span_layer());
    let _default = tracing::subscriber::set_default(subscriber);
    let service = tracer.layer().layer(service_fn(|event: LambdaEvent<support::Orders>| async move {
        let handler = |fate: Fate, message: SqsMessage| {
            let id = message.message_id.clone();
            let span = tracing::info_span!("charge", id);
            tracing::Instrument::instrument(meet(fate, message), span)
        };
        batch::process(event.payload, handler).await
    }));
    let messages = in_groups(&[("a", Succeeds), ("b", Fails), ("c", Panics)]);
    let response = service.oneshot(event("r1", "bd862e3fe1be46a994272793", messages)).await;
    assert_eq!(ids(response), ["m1", "m2"]);

    let spans = kept.take();
    let root = spans.iter().find(|span| span.name == "orders").expect("a root");
    let records: Vec<_> = spans.iter().filter(|span| span.name == "process orders.fifo").collect();
    assert_eq!(records.len(), 3);
    for (index, record) in records.iter().enumerate() {
        let id = format!("m{index}");
        assert_eq!(record.parent_span_id, root.span_context.span_id());
        assert_eq!(record.span_kind, SpanKind::Consumer);
        assert_eq!(attribute(record, "messaging.message.id").as_ref(), Some(&id));
        assert_eq!(attribute(record, "messaging.system").as_deref(), Some("aws_sqs"));
        assert_eq!(attribute(record, "messaging.operation.name").as_deref(), Some("process"));
        assert_eq!(attribute(record, "messaging.destination.name").as_deref(), FIFO.rsplit(':').next());
        let charge = spans.iter().find(|span| attribute(span, "id").as_ref() == Some(&id)).expect("a child");
        assert_eq!((charge.name.as_ref(), charge.parent_span_id), ("charge", record.span_context.span_id()));
    }
    let status = |index: usize| records[index].status.clone();
    assert_eq!(status(0), Status::Unset);
    assert_eq!(status(1), Status::error("out of stock"));
    assert_eq!(status(2), Status::error("a box that holds nothing"));
    assert_eq!(root.status, Status::Unset, "the invocation succeeded");
}

#[tokio::test]
async fn a_batch_of_which_none_succeeds_is_a_failed_invocation() {
    let (tracer, kept) = tracer();
    // Without one here, what this thread is the first to say would be off for the other tests, too.
    let subscriber = tracing_subscriber::registry().with(ScopeLayer::filtered()).with(tracer.span_layer());
    let _default = tracing::subscriber::set_default(subscriber);
    let service = tracer
        .layer()
        .layer(service_fn(|event: LambdaEvent<support::Orders>| batch::process(event.payload, meet)));
    let response = service.oneshot(event("r1", "bd862e3fe1be46a994272793", of(&[Fails]))).await;
    assert!(matches!(response, Err(BatchError::AllFailed { .. })), "{response:?}");
    let root = kept.take().into_iter().find(|span| span.name == "orders").expect("a root");
    assert!(matches!(root.status, Status::Error { .. }), "{root:?}");
}
