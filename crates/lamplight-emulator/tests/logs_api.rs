//! The older Logs API.

mod support;

use support::{Extensions, invoke, next_line, records, start, types};

#[tokio::test]
async fn a_subscriber_of_the_last_schema_is_told_of_the_end_and_of_the_init_phase() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "logs 2021-03-18 platform,function 0")])).await;
    let mut events = function.subscribe();
    let done = invoke(&function, "\"!print hello\"").await;
    assert_eq!(next_line(&mut events, "subscribed").await, r#"subscribed 200 "OK""#);
    let records = records(&mut events, "platform.report").await;
    assert_eq!(
        types(&records),
        [
            "platform.initStart",
            "platform.logsSubscription",
            "platform.initRuntimeDone",
            "platform.extension",
            "platform.initReport",
            "platform.start",
            "function",
            "function",
            "platform.runtimeDone",
            "platform.end",
            "platform.report",
        ]
    );
    let id = done.request_id.as_str();
    let end = serde_json::json!({ "requestId": id });
    assert_eq!(records[9]["record"], end);
    assert_eq!(records[8]["record"], serde_json::json!({ "requestId": id, "status": "success" }));
    let line = "LOGS\tName: sink\tState: Subscribed\tTypes: [platform, function]";
    assert!(done.lines.iter().any(|other| other.text == line), "{:?}", done.lines);
}

#[tokio::test]
async fn a_subscriber_of_the_first_schema_is_told_of_faults_in_words() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "logs-deaf 2020-08-15 platform 0")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let first = records(&mut events, "platform.report").await;
    let early = ["platform.logsSubscription", "platform.extension"];
    let later = ["platform.start", "platform.end", "platform.report"];
    assert_eq!(types(&first), [&early[..], &later[..]].concat());
    let crash = invoke(&function, "\"!exit 3\"").await;
    let fault = records(&mut events, "platform.fault").await;
    let fault = fault.iter().find(|record| record["type"] == "platform.fault").expect("it comes");
    let said = format!("RequestId: {} Error: Runtime exited with error: exit status 3", crash.request_id);
    assert_eq!(fault["record"], format!("{said}\nRuntime.ExitError"));
}

#[tokio::test]
async fn who_uses_one_api_may_not_use_the_other_and_nobody_may_subscribe_late() {
    let extensions = Extensions::new();
    let function = start(extensions.of(&[("sink", "logs 2021-03-18 platform 0")])).await;
    let mut events = function.subscribe();
    invoke(&function, "1").await;
    let other = next_line(&mut events, "other").await;
    assert!(other.starts_with("other 403") && other.contains("Extension.InvalidExtensionState"), "{other}");
    let late = next_line(&mut events, "late").await;
    let closed =
        r#"{"errorMessage":"Logs API subscription is closed already","errorType":"Logs.SubscriptionClosed"}"#;
    assert_eq!(late, format!("late 403 {closed}"));
}
