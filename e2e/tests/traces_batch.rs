//! Traces of batches: each message has a span of its own, which leads to whoever sent the message.

mod support;

use lamplight_emulator::{Invocation, Status, TelemetrySource};
use lamplight_records::span::{Span, SpanKind, SpanLink};
use serde_json::{Value, json};
use support::{config, invoke, started};

/// Three messages of two senders and of one who does not say; the second does not go well.
const SENDERS: [Option<(&str, &str)>; 4] = [
    Some(("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8")),
    Some(("5759e999bd862e3fe1be46a994272794", "53995c3f42cd8ad9")),
    Some(("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ada")),
    None,
];

fn message(number: usize) -> Value {
    let mut message = json!({
        "messageId": format!("m{number}"),
        "receiptHandle": "handle",
        "body": (number != 1).to_string(),
        "attributes": { "ApproximateReceiveCount": "1" },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders",
        "awsRegion": "eu-west-1",
    });
    if let Some((trace, span)) = SENDERS[number] {
        let (time, rest) = trace.split_at(8);
        message["attributes"]["AWSTraceHeader"] =
            json!(format!("Root=1-{time}-{rest};Parent={span};Sampled=1"));
    }
    message
}

fn spans(invocation: &Invocation) -> Vec<Span> {
    let read = |source, bytes: &[u8]| match source {
        TelemetrySource::Xray => lamplight_records::xray::parse(bytes).expect("a document"),
        _ => lamplight_records::otlp::parse(bytes).expect("a request"),
    };
    invocation.telemetry.iter().flat_map(|sent| read(sent.source, &sent.bytes)).collect()
}

fn senders(links: &[SpanLink]) -> Vec<(String, String)> {
    let text = |link: &SpanLink| Some((link.trace_id?.w3c().to_string(), link.span_id?.to_string()));
    links.iter().map(|link| text(link).expect("both ids")).collect()
}

fn sender(number: usize) -> Vec<(String, String)> {
    SENDERS[number].iter().map(|(trace, span)| ((*trace).to_owned(), (*span).to_owned())).collect()
}

/// The value of a field, which X-Ray keeps as metadata.
fn field<'a>(span: &'a Span, name: &str) -> Option<&'a str> {
    let kept = span.metadata.get("default").and_then(|fields| fields.get(name));
    span.attributes.get(name).or(kept).and_then(Value::as_str)
}

#[tokio::test]
async fn the_span_of_each_message_is_linked_with_its_sender_and_the_root_with_all_of_them() {
    for otlp in [true, false] {
        let function = started(config!("batches").otlp(otlp)).await;
        let event = json!({ "Records": (0..SENDERS.len()).map(message).collect::<Vec<_>>() });
        let done = invoke(&function, &event).await;
        assert_eq!(done.status, Status::Success, "{done:?}");
        let response: Value = serde_json::from_slice(&done.payload).expect("JSON");
        assert_eq!(response["batchItemFailures"], json!([{ "itemIdentifier": "m1" }]));
        let spans = spans(&done);
        let root = spans.iter().find(|span| span.name == "batches").expect("a root");
        assert_eq!(senders(&root.links), [sender(0), sender(1), sender(2)].concat(), "{otlp}");
        for number in 0..SENDERS.len() {
            let id = format!("m{number}");
            let of_message: Vec<_> =
                spans.iter().filter(|span| field(span, "messaging.message.id") == Some(&id)).collect();
            let [span] = of_message[..] else { panic!("one for {id}: {spans:#?}") };
            assert_eq!(senders(&span.links), sender(number), "{id} over {otlp}");
            assert_eq!(
                (span.parent_id, span.trace_id),
                (root.id, root.trace_id),
                "it is a part of the invocation"
            );
            assert_eq!(span.status.is_error(), number == 1, "{id}");
            let below: Vec<_> = spans.iter().filter(|child| child.parent_id == span.id).collect();
            assert!(matches!(below[..], [child] if child.name == "check"), "{below:?}");
            if otlp {
                assert_eq!((&*span.name, span.kind), ("process orders", SpanKind::Consumer));
            }
        }
        assert_eq!(spans.len(), 1 + 2 * SENDERS.len());
        function.shutdown().await;
    }
}
