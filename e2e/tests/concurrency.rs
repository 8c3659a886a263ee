//! Many invocations in one process at once, as managed instances have them.

mod support;

use std::collections::HashMap;

use lamplight_emulator::{Invoke, LineSource, Status};
use serde_json::{Value, json};
use support::{config, started};

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_interleaved_invocations_never_see_each_others_keys() {
    let function = started(config!("interleaved").max_concurrency(64).memory_mb(2048)).await;
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
    let mut lines: Vec<Value> = Vec::new();
    for invocation in invocations {
        let invocation = invocation.await.expect("no panic");
        assert_eq!(invocation.status, Status::Success, "{:?}", invocation.error);
        let answer: Value = serde_json::from_slice(&invocation.payload).expect("JSON");
        assert_eq!(answer["request_id"], invocation.request_id);
        numbers.insert(invocation.request_id.clone(), answer["number"].clone());
        let written = invocation.lines.iter().filter(|line| line.source == LineSource::Stdout);
        lines.extend(written.map(|line| serde_json::from_str::<Value>(&line.text).expect(&line.text)));
    }
    function.shutdown().await;
    // The first of them is a cold start, which is a metric.
    lines.retain(|line| line.get("_aws").is_none());

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
}
