//! Many invocations in one process at once, as managed instances have them.

mod support;

use std::collections::HashMap;
use std::time::Duration;

use lamplight::core::trace::TraceHeader;
use lamplight_emulator::{EventKind, Invoke, LineSource, Status};
use serde_json::{Value, json};
use support::{config, started};

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_interleaved_invocations_never_see_each_others_keys() {
    let function = started(config!("interleaved").max_concurrency(64).memory_mb(2048)).await;
    let mut events = function.subscribe();
    let invocations: Vec<_> = (0..64_u64)
        .map(|number| {
            let function = function.clone();
            tokio::spawn(async move {
                let event = json!({ "number": number }).to_string();
                function.invoke(Invoke::new(event)).await.expect("the function was not shut down")
            })
        })
        .collect();
    let mut numbers = HashMap::new();
    let mut traces = HashMap::new();
    for invocation in invocations {
        let invocation = invocation.await.expect("no panic");
        assert_eq!(invocation.status, Status::Success, "{:?}", invocation.error);
        let answer: Value = serde_json::from_slice(&invocation.payload).expect("JSON");
        assert_eq!(answer["request_id"], invocation.request_id);
        numbers.insert(invocation.request_id.clone(), answer["number"].clone());
        let header = TraceHeader::parse(invocation.trace_header.as_deref().expect("tracing is active"));
        traces.insert(header.root.expect("a trace"), answer["number"].clone());
    }
    // What comes after a response belongs to no invocation that the local Lambda could name, as on AWS: it is
    // told apart by what it says.
    let (mut lines, mut spans) = (Vec::new(), Vec::new());
    while lines.len() < 64 * 6 + 65 || spans.len() < 64 * 5 {
        let event = tokio::time::timeout(Duration::from_secs(10), events.recv()).await;
        match event.expect("all of it in time").expect("the function runs").kind {
            EventKind::Line(line) if line.source == LineSource::Stdout => {
                lines.push(serde_json::from_str::<Value>(&line.text).expect(&line.text));
            }
            EventKind::Telemetry { telemetry: sent, .. } => {
                spans.extend(lamplight_records::xray::parse(&sent.bytes).expect("a document"));
            }
            _ => {}
        }
    }
    function.shutdown().await;
    let (metrics, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.get("_aws").is_some());

    assert_eq!(numbers.len(), 64);
    assert_eq!(lines.len(), 64 * 3 * 2, "each invocation writes six lines");
    for line in lines {
        let request_id = line["function_request_id"].as_str().expect("every line has its invocation");
        let own = &numbers[request_id];
        for key in ["number", "own", "of_task"] {
            assert!(line.get(key).is_none_or(|number| number == own), "{line}");
        }
        assert!(line.get("number").is_some() || line.get("own").is_some(), "{line}");
        assert_eq!(line.get("task_id"), None, "the runtime's own span is no part of the invocation: {line}");
    }

    // One document of each invocation, and that of the one cold start.
    assert_eq!(metrics.len(), 64 + 1);
    for document in metrics.iter().filter(|document| document.get("ColdStart").is_none()) {
        let own = &numbers[document["function_request_id"].as_str().expect("its invocation")];
        assert_eq!(document["Number"], own.to_string(), "{document}");
        assert_eq!(document["Calls"], 1, "{document}");
    }

    // The root, the span in the handler, and one for each of three tasks.
    assert_eq!(spans.len(), 64 * (1 + 1 + 3));
    for span in spans {
        let own = &traces[&span.trace_id.expect("a trace")];
        let all = span.attributes.iter().chain(&span.metadata);
        for (_, number) in all.filter(|(key, _)| ["number", "of_task"].contains(&key.as_str())) {
            assert_eq!(number, own, "{span:?}");
        }
    }
}
