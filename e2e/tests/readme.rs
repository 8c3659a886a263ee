//! The README: its code is the code of a function that runs, and its output is what that function writes.

mod support;

use serde_json::Value;
use support::{config, invoke, json_lines, started};

const README: &str = include_str!("../../README.md");

/// What differs from run to run.
const VOLATILE: [&str; 6] =
    ["/timestamp", "/_aws/Timestamp", "/function_request_id", "/xray_trace_id", "/trace_id", "/span_id"];

/// The text between a fence of this language and the next fence.
fn block(language: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("```{language}\n")).expect("the README has such a block");
    rest.split_once("```").expect("the block ends").0
}

#[test]
fn the_code_is_that_of_the_function() {
    let source = include_str!("../src/bin/readme.rs");
    let (_, code) = source.split_once("#![forbid(unsafe_code)]\n\n").expect("an attribute, and code");
    assert_eq!(block("rust,no_run"), code);
}

#[tokio::test]
async fn the_output_is_what_the_function_writes() {
    let promised: Vec<Value> =
        block("json").lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let events: Vec<Value> = README
        .split('`')
        .filter(|code| code.starts_with("{\"id\""))
        .map(|event| serde_json::from_str(event).expect(event))
        .collect();
    assert_eq!(events.len(), 3);

    let function = started(config!("readme")).await;
    let mut written = Vec::new();
    for event in &events {
        written.extend(json_lines(&invoke(&function, event).await));
    }
    function.shutdown().await;

    let comparable = |mut lines: Vec<Value>| {
        for line in &mut lines {
            for value in VOLATILE {
                line.pointer_mut(value).map(Value::take);
            }
        }
        lines
    };
    assert_eq!(comparable(promised), comparable(written));
}
