//! Metrics and traces of whole functions: on every outcome, for requests that are not sampled, and when nobody
//! listens.

mod support;

use lamplight_emulator::{Invocation, Invoke, LineSource, Status, TelemetrySource};
use lamplight_records::emf;
use lamplight_records::span::{Span, SpanKind, SpanStatus};
use serde_json::{Value, json};
use support::xray::{span, spans};
use support::{config, invoke, started, texts};

/// The documents of metrics on stdout.
fn documents(invocation: &Invocation) -> Vec<emf::Document> {
    texts(invocation, LineSource::Stdout)
        .iter()
        .filter_map(|line| emf::Document::parse(line.as_bytes()))
        .collect()
}

/// The values of a metric with the dimension that the function sets.
fn calls(invocation: &Invocation) -> Vec<Value> {
    let lines = texts(invocation, LineSource::Stdout);
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).expect(line));
    lines.filter(|line| line["Source"] == "test").map(|line| line["Calls"].clone()).collect()
}

#[tokio::test]
async fn a_success_is_a_tree_of_spans_and_a_document_of_metrics() {
    let function = started(config!("signals")).await;
    let done = invoke(&function, &json!("well")).await;
    assert_eq!(done.status, Status::Success);
    let spans = spans(&done);
    let (root, outer, inner) = (span(&spans, "signals"), span(&spans, "outer"), span(&spans, "inner"));
    let header = done.trace_header.as_deref().expect("tracing is active");
    let parent = root.parent_id.expect("the function's segment").to_string();
    assert!(header.contains(&format!("Parent={parent}")), "{parent} in {header}");
    assert_eq!(outer.parent_id, root.id);
    assert_eq!(inner.parent_id, outer.id);
    assert!(spans.iter().all(|span| span.status == SpanStatus::Unset && span.trace_id == root.trace_id));
    assert_eq!(root.attributes["ColdStart"], true);
    assert_eq!(calls(&done), [json!(1)]);
    assert_eq!(documents(&done).len(), 2, "the other one is the cold start");
    let warm = invoke(&function, &json!("well")).await;
    assert_eq!(documents(&warm).len(), 1);
    function.shutdown().await;
}

#[tokio::test]
async fn whatever_an_invocation_ends_with_its_metrics_are_written_and_its_root_says_so() {
    let function = started(config!("signals")).await;
    invoke(&function, &json!("well")).await;
    for (event, message, recorded) in [
        (json!("badly"), "it ended badly", true),
        (json!("panic"), "it ended in a panic", true),
        (json!("unknown"), "the event cannot be read as End", false),
    ] {
        let failed = invoke(&function, &event).await;
        assert_eq!(failed.status, Status::HandlerError);
        assert_eq!(calls(&failed).len(), usize::from(recorded), "{event}");
        let spans = spans(&failed);
        let root = span(&spans, "signals");
        assert_eq!(root.status, SpanStatus::Fault, "{event}");
        let cause = root.cause.as_ref().and_then(|cause| cause.message.as_deref()).expect("a cause");
        assert!(cause.starts_with(message), "{cause}");
        if event == "badly" {
            assert_eq!(span(&spans, "inner").status, SpanStatus::Fault);
        }
    }
    function.shutdown().await;
}

#[tokio::test]
async fn a_collector_that_is_named_gets_the_spans_instead_of_x_ray() {
    let function = started(config!("signals").otlp(true)).await;
    let done = invoke(&function, &json!("badly")).await;
    let sent = &done.telemetry;
    assert!(sent.iter().all(|sent| sent.source == TelemetrySource::Otlp), "{sent:?}");
    let spans: Vec<Span> = sent
        .iter()
        .flat_map(|sent| lamplight_records::otlp::parse(&sent.bytes).expect("a request"))
        .collect();
    let (root, outer, inner) = (span(&spans, "signals"), span(&spans, "outer"), span(&spans, "inner"));
    assert_eq!((outer.parent_id, inner.parent_id), (root.id, outer.id));
    assert_eq!(root.kind, SpanKind::Server);
    assert_eq!((root.status, inner.status), (SpanStatus::Error, SpanStatus::Error));
    assert_eq!(root.resource["service.name"], "signals");
    assert_eq!(outer.attributes["step"], 1);
    function.shutdown().await;
}

#[tokio::test]
async fn a_request_that_is_not_sampled_sends_nothing() {
    let function = started(config!("signals")).await;
    let header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0";
    let done = function.invoke(Invoke::new("\"well\"").trace_header(header)).await.expect("not shut down");
    assert_eq!(done.status, Status::Success);
    assert!(done.telemetry.is_empty(), "{:?}", done.telemetry);
    assert_eq!(calls(&done).len(), 1, "metrics do not depend on it");
    function.shutdown().await;
}

#[tokio::test]
async fn a_daemon_that_does_not_listen_costs_spans_but_no_invocation() {
    // Bound and closed again: nobody listens there.
    let nobody = std::net::UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let nobody = nobody.expect("a free port").to_string();
    let function = started(config!("signals").env("AWS_XRAY_DAEMON_ADDRESS", nobody)).await;
    let mut said = Vec::new();
    for _ in 0..5 {
        let done = invoke(&function, &json!("well")).await;
        assert_eq!(done.status, Status::Success);
        assert!(done.report.duration < std::time::Duration::from_secs(1), "{:?}", done.report.duration);
        said.extend(texts(&done, LineSource::Stderr));
    }
    function.shutdown().await;
    assert_eq!(said.len(), 1, "{said:?}");
    let line: Value = serde_json::from_str(&said[0]).expect(&said[0]);
    assert_eq!(line["level"], "WARN");
    assert!(line["message"].as_str().is_some_and(|message| message.contains("span")), "{line}");
}

#[tokio::test]
async fn an_address_that_is_none_is_said_once_and_traces_are_off() {
    let function = started(config!("signals").env("AWS_XRAY_DAEMON_ADDRESS", "nowhere")).await;
    let done = invoke(&function, &json!("well")).await;
    assert_eq!(done.status, Status::Success);
    let said = texts(&done, LineSource::Stderr);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("nowhere"), "{said:?}");
    function.shutdown().await;
}
