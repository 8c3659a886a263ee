//! The settings of the log, in a whole function.

mod support;

use lamplight_emulator::Invocation;
use serde_json::json;
use support::{config, invoke, json_lines, started};

#[tokio::test]
async fn lines_that_are_held_back_come_out_when_the_invocation_fails() {
    let function = started(config!("commands").env("LAMPLIGHT_LOG_BUFFER", "20480")).await;
    let done = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    assert_eq!(levels(&own_lines(&done)), ["INFO"]);
    let failed = invoke(&function, &json!({ "do": "fail" })).await;
    let of_failed = levels(&own_lines(&failed));
    // Whatever dependencies have to say at DEBUG in an invocation comes before the error, and only there.
    assert_eq!(of_failed.last().map(String::as_str), Some("ERROR"), "{of_failed:?}");
    assert!(of_failed[..of_failed.len() - 1].iter().all(|level| level != "ERROR"), "{of_failed:?}");
    function.shutdown().await;
}

#[tokio::test]
async fn a_sampled_invocation_says_so_and_the_event_is_written_without_its_secrets() {
    let config = config!("commands").env("LAMPLIGHT_LOG_SAMPLE_RATE", "1").env("LAMPLIGHT_LOG_EVENT", "true");
    let function = started(config).await;
    let done = invoke(&function, &json!({ "do": "echo", "value": 1, "password": "hunter2" })).await;
    let lines = own_lines(&done);
    let said =
        |part: &str| lines.iter().any(|line| line["message"].as_str().unwrap_or_default().contains(part));
    assert!(said("lines from DEBUG on are written in this invocation"), "{lines:?}");
    let event = lines.iter().find(|line| line.get("event").is_some()).expect("the event is a line");
    assert_eq!(event["event"], json!({ "do": "echo", "value": 1, "password": "*****" }));
    assert!(lines.iter().all(|line| line["sampling_rate"] == json!(1.0)), "{lines:?}");
    function.shutdown().await;
}

#[tokio::test]
async fn every_part_of_the_levels_that_cannot_be_read_fails_the_start() {
    let function = started(config!("commands").env("LAMPLIGHT_LOG_LEVEL", "info,hyper=loud,shop")).await;
    let failed = invoke(&function, &json!({ "do": "echo", "value": 1 })).await;
    let message = failed.error.expect("it failed").message;
    assert!(message.contains("\"hyper=loud\"") && message.contains("\"shop\""), "{message}");
    function.shutdown().await;
}

/// The lines of the invocation itself: none of the start, and no metrics.
fn own_lines(invocation: &Invocation) -> Vec<serde_json::Value> {
    let own =
        |line: &serde_json::Value| line.get("level").is_some() && line.get("function_request_id").is_some();
    json_lines(invocation).into_iter().filter(own).collect()
}

fn levels(lines: &[serde_json::Value]) -> Vec<String> {
    lines.iter().map(|line| line["level"].as_str().unwrap_or_default().to_owned()).collect()
}
