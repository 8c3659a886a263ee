//! What code says to the builders through `lamplight::with` holds.

mod support;

use lamplight_emulator::{LineSource, Status};
use serde_json::{Value, json};
use support::{config, invoke, started, texts};

#[tokio::test]
async fn what_code_says_to_the_builders_is_done() {
    let function = started(config!("built")).await;
    let done = invoke(&function, &json!(1)).await;
    assert_eq!(done.status, Status::Success);
    let said = texts(&done, LineSource::Stdout);
    let lines: Vec<Value> = said.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let called = lines.iter().find(|line| line["message"] == "called").expect("a line");
    assert_eq!(called["team"], "green", "a key of the process, said after the format: {called}");
    assert!(called.get("ecs.version").is_some(), "the form that code names: {called}");
    let document = lines.iter().find(|line| line["Calls"] == 1).expect("a document");
    assert_eq!(
        (&document["Stage"], &document["service"]),
        (&json!("test"), &json!("checkout")),
        "{document}"
    );
    let exported: Vec<_> = said.iter().filter(|line| line.starts_with("exported")).collect();
    assert_eq!(exported, ["exported nothing of kind Internal", "exported built of kind Producer"]);
    assert!(done.telemetry.is_empty(), "the exporter that code names, and no other");
    function.shutdown().await;
}
