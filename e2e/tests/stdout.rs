//! A stdout that nobody reads, or that is closed: the invocation succeeds all the same, and the loss is said once.

mod support;

use std::time::Duration;

use lamplight_emulator::{LineSource, Status, StdoutMode};
use serde_json::{Value, json};
use support::{config, invoke, started, texts};

/// Three invocations of five hundred lines each, on a stdout like this. What was said on stderr.
async fn said_on_stderr(stdout: StdoutMode) -> Vec<Value> {
    let function = started(config!("commands").stdout(stdout)).await;
    let mut said = Vec::new();
    for _ in 0..3 {
        let done = invoke(&function, &json!({ "do": "log", "lines": 500, "width": 200 })).await;
        assert_eq!((done.status, &done.payload[..]), (Status::Success, &b"500"[..]));
        assert!(done.report.duration < Duration::from_secs(3), "{:?} of 5 s", done.report.duration);
        said.extend(texts(&done, LineSource::Stderr));
    }
    function.shutdown().await;
    said.iter().map(|text| serde_json::from_str(text).expect(text)).collect()
}

#[tokio::test]
async fn a_closed_stdout_costs_lines_but_no_invocation() {
    let said = said_on_stderr(StdoutMode::Closed).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["level"], "WARN");
    let message = said[0]["message"].as_str().expect("a message");
    assert!(message.starts_with("log lines are lost: stdout is closed"), "{message}");
}

#[tokio::test]
async fn a_full_stdout_costs_lines_but_no_invocation() {
    let said = said_on_stderr(StdoutMode::Full).await;
    assert_eq!(said.len(), 1, "{said:?}");
    let message = said[0]["message"].as_str().expect("a message");
    assert!(message.starts_with("log lines are lost: stdout is full and nobody reads it"), "{message}");
}
