//! Traces of whole functions: when they time out, and when they stream.

mod support;

use std::time::Duration;

use lamplight_emulator::Status;
use lamplight_records::span::SpanStatus;
use serde_json::{Value, json};
use support::xray::{span, spans};
use support::{config, invoke, lines_at, started};

#[tokio::test]
async fn a_function_that_times_out_leaves_the_whole_tree_of_what_it_was_doing() {
    let function = started(config!("traced").timeout(Duration::from_millis(700))).await;
    let late = invoke(&function, &json!("hang")).await;
    assert_eq!(late.status, Status::Timeout);
    let spans = spans(&late);
    let (root, outer, inner) = (span(&spans, "traced"), span(&spans, "outer"), span(&spans, "inner"));
    assert_eq!((inner.parent_id, outer.parent_id), (outer.id, root.id));
    for span in [root, outer, inner] {
        assert_eq!(span.status, SpanStatus::Fault, "{}", span.name);
        let cause = span.cause.as_ref().and_then(|cause| cause.message.as_deref()).expect("a cause");
        assert_eq!(cause, "the function's timeout was 100 ms away and the handler not done");
        assert_eq!(span.metadata["default"]["error.type"], "timeout");
    }
    assert_eq!(inner.metadata["default"]["lamplight.unfinished"], true);
    function.shutdown().await;
}

#[tokio::test]
async fn what_a_streamed_body_does_is_below_the_root_and_sent_with_it() {
    let function = started(config!("traced")).await;
    let done = invoke(&function, &json!("stream")).await;
    assert_eq!(done.status, Status::Success);
    let spans = spans(&done);
    let root = span(&spans, "traced");
    let mut chunks: Vec<_> = spans.iter().filter(|span| span.name == "chunk").collect();
    chunks.sort_by_key(|span| span.metadata["default"]["number"].as_u64());
    let numbers: Vec<_> = chunks.iter().map(|span| span.metadata["default"]["number"].clone()).collect();
    assert_eq!(numbers, [json!(1), json!(2), json!(3)]);
    for chunk in chunks {
        assert_eq!((chunk.parent_id, chunk.trace_id), (root.id, root.trace_id));
        assert!(chunk.end <= root.end, "the root lasts until the body is sent");
    }
    function.shutdown().await;
}

#[tokio::test]
async fn log_lines_name_the_span_that_they_were_written_in() {
    let function = started(config!("traced")).await;
    let done = invoke(&function, &json!("log")).await;
    assert_eq!(done.status, Status::Success);
    let spans = spans(&done);
    let lines = lines_at(&done, "INFO");
    for (message, name) in
        [("within the root", "traced"), ("within outer", "outer"), ("within inner", "inner")]
    {
        let line = lines.iter().find(|line| line["message"] == message).expect("it was written");
        let span = span(&spans, name);
        assert_eq!(line["span_id"].as_str(), span.id.map(|id| id.to_string()).as_deref(), "{line}");
        let trace = line["trace_id"].as_str().expect("an id");
        assert_eq!(trace.len(), 32, "in W3C's notation, as the collectors of OpenTelemetry have it");
        let header = done.trace_header.as_deref().expect("tracing is active").replace('-', "");
        assert!(header.contains(&format!("Root=1{trace}")), "{trace} in {header}");
    }
    let streamed = invoke(&function, &json!("stream")).await;
    let made = lines_at(&streamed, "INFO").into_iter().filter(|line| line["message"] == "made");
    let ids: Vec<Value> = made.map(|line| line["span_id"].clone()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(Value::is_string), "{ids:?}");
    function.shutdown().await;
}
