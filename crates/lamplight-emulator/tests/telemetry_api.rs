//! The Telemetry API, with an extension that prints what it is sent.

mod support;

use std::time::Duration;

use lamplight_emulator::{EventKind, LogFormat};
use serde_json::Value;
use support::{Extensions, event, invoke, next_line, records, start, types};

fn find<'a>(records: &'a [Value], kind: &str) -> &'a Value {
    &records.iter().find(|record| record["type"] == kind).expect("there is such a record")["record"]
}

fn millis(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

#[tokio::test]
async fn a_subscriber_is_sent_the_whole_story_in_order_with_true_values() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "telemetry 2025-01-29 platform,function 0")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "\"!print hello\"").await;
    assert_eq!(next_line(&mut events, "subscribed").await, r#"subscribed 200 "OK""#);
    let post = next_line(&mut events, "POST").await;
    assert!(post.starts_with(r#"POST /records HTTP/1.1 Some("sandbox.localdomain:"#), "{post}");
    let records = records(&mut events, "platform.report").await;
    assert_eq!(
        types(&records),
        [
            "platform.initStart",
            "platform.telemetrySubscription",
            "platform.initRuntimeDone",
            "platform.extension",
            "platform.initReport",
            "platform.start",
            "function",
            "function",
            "platform.runtimeDone",
            "platform.report",
        ]
    );
    let init = done.report.init_duration.expect("it is cold");
    assert_eq!(find(&records, "platform.initReport")["metrics"]["durationMs"], millis(init));
    assert_eq!(find(&records, "platform.initReport")["status"], "success");
    assert_eq!(find(&records, "function"), "hello");
    let report = find(&records, "platform.report");
    assert_eq!(report["requestId"], done.request_id.as_str());
    assert_eq!(report["metrics"]["durationMs"], millis(done.report.duration));
    assert_eq!(report["spans"][0]["name"], "extensionOverhead");
    let of_function = &find(&records, "platform.runtimeDone")["metrics"]["durationMs"];
    assert!(of_function.as_f64() <= report["metrics"]["durationMs"].as_f64());
}

#[tokio::test]
async fn a_report_is_sent_only_after_the_thaw() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("sink", "telemetry-late 2022-12-13 platform 0")]);
    let function = start(config.freeze_after(Duration::ZERO)).await;
    let mut events = function.subscribe();
    let first = invoke(&function, "1").await;
    event(&mut events, |event| matches!(event.kind, EventKind::Frozen).then_some(())).await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert!(events.try_recv().is_none(), "nothing is sent to those who are frozen");
    invoke(&function, "1").await;
    let records = records(&mut events, "platform.report").await;
    assert_eq!(find(&records, "platform.report")["requestId"], first.request_id.as_str());
}

#[tokio::test]
async fn a_batch_that_was_not_taken_is_sent_again() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "telemetry 2022-12-13 platform 2")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    for status in ["500 Broken", "500 Broken", "200 OK"] {
        let post = next_line(&mut events, "POST").await;
        assert!(post.ends_with(status), "{post}");
    }
    let records = records(&mut events, "platform.report").await;
    assert_eq!(types(&records)[0], "platform.initStart", "nothing is lost");
    assert!(find(&records, "platform.initReport").get("status").is_none(), "the schema is an older one");
}

#[tokio::test]
async fn records_come_over_tcp_too_and_as_objects_when_the_function_writes_json() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("sink", "telemetry-tcp 2022-12-13 function 0")]);
    let function = start(config.log_format(LogFormat::Json)).await;
    let mut events = function.subscribe();
    invoke(&function, "\"!print-id 8e9e2a3c-6f0b-4c1e-9a77-0d9ec3d5a1b2\"").await;
    let records = records(&mut events, "function").await;
    assert_eq!(records[0]["record"]["message"], "late");
}

#[tokio::test]
async fn the_last_records_come_while_the_extension_is_told_of_the_end() {
    let extensions = Extensions::new();
    let config = extensions.of(&[("sink", "telemetry 2022-12-13 platform 0")]);
    let function = start(config.env("SCRIPT_sink", "telemetry-deaf 2022-12-13 platform 0")).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "\"!exit 3\"").await;
    let records = records(&mut events, "platform.report").await;
    assert_eq!(find(&records, "platform.report")["requestId"], done.request_id.as_str());
    assert_eq!(find(&records, "platform.runtimeDone")["errorType"], "Runtime.ExitError");
}

#[tokio::test]
async fn subscriptions_that_cannot_be_are_refused() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "telemetry-refusals")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "1").await;
    let mut told = Vec::new();
    for _ in 0..6 {
        told.push(next_line(&mut events, "subscribed").await);
    }
    insta::assert_snapshot!(told.join("\n"));
    let lines: Vec<&str> = done.lines.iter().map(|line| line.text.as_str()).collect();
    for state in ["Subscribed", "Already subscribed"] {
        let line = format!("TELEMETRY\tName: sink\tState: {state}\tTypes: [platform]");
        assert!(lines.contains(&line.as_str()), "{lines:?}");
    }
}
