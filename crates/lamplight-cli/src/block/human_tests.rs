//! How blocks look, at two widths and piped, with colours and without.

use std::time::Duration;

use bytes::Bytes;

use super::super::{Block, Entry, Mark, Told, Trigger};
use super::*;
use crate::text::Charset;

const START: Timestamp = Timestamp::from_millis(1_785_148_921_114);

fn line(after: u64, text: &str) -> Entry {
    Entry::of_function(Some(START.saturating_add(Duration::from_millis(after))), Mark::Stdout, text)
}

fn block() -> Block {
    Block {
        seq: 1,
        function: "orders".into(),
        version: "$LATEST".into(),
        generation: 1,
        request_id: "3f2c9d5e-1b1c-4f4e-9c1a-7d0f4f5f09a1".into(),
        outcome: Outcome::Success,
        cold: true,
        started_at: START,
        init: Some(Duration::from_micros(41_200)),
        duration: Duration::from_micros(12_440),
        billed: Duration::from_millis(54),
        timeout: Duration::from_secs(3),
        memory_mb: 128,
        max_memory_mb: 29,
        trace_id: None,
        trigger: Trigger::Event { name: "1-create.json".into(), bytes: 412, expected: Expected::Success },
        entries: vec![
            line(
                0,
                r#"{"level":"INFO","message":"order received","correlation_id":"c-81","order_id":"A-17","amount":12.5}"#,
            ),
            line(
                6,
                r#"{"level":"WARN","message":"retrying","correlation_id":"c-81","attempt":2,"table":"orders-local"}"#,
            ),
            line(
                7,
                r#"{"level":"DEBUG","message":"a message that takes a good deal more room than the others do, so that it wraps","step":"reserve","sku":"A-17"}"#,
            ),
            line(8, r#"{"_aws":{"CloudWatchMetrics":[{"Namespace":"shop"}]},"Orders":1,"service":"shop"}"#),
            line(9, "text that some library prints"),
        ],
        log_bytes: 512,
        response_bytes: 48,
        told: Told::Response(Bytes::from_static(br#"{"statusCode": 201, "body": "{\"id\":\"A-17\"}"}"#)),
    }
}

fn out_of_stock(expected: Expected) -> Block {
    Block {
        seq: 3,
        outcome: Outcome::Error,
        cold: false,
        init: None,
        duration: Duration::from_micros(1_320),
        billed: Duration::from_millis(2),
        trigger: Trigger::Event { name: "3-out-of-stock.error.json".into(), bytes: 98, expected },
        entries: vec![line(
            130,
            r#"{"level":"ERROR","location":"src/stock.rs:41","message":"cannot reserve stock","sku":"A-17",
            "error":{"type":"OutOfStock","message":"A-17 is sold out","chain":["no row for A-17","connection closed"]}}"#,
        )],
        told: Told::Error { kind: "OutOfStock".into(), message: "A-17 is sold out".into() },
        ..block()
    }
}

fn timed_out() -> Block {
    Block {
        seq: 4,
        outcome: Outcome::Timeout,
        cold: false,
        init: None,
        duration: Duration::from_secs(3),
        billed: Duration::from_secs(3),
        trigger: Trigger::Http,
        entries: vec![line(0, "working on it")],
        told: Told::Error {
            kind: "Sandbox.Timedout".into(),
            message:
                "RequestId: 3f2c9d5e-1b1c-4f4e-9c1a-7d0f4f5f09a1 Error: Task timed out after 3.00 seconds"
                    .into(),
        },
        ..block()
    }
}

fn did_not_start() -> Block {
    Block {
        outcome: Outcome::InitError,
        duration: Duration::ZERO,
        entries: vec![Entry::of_function(
            Some(START),
            Mark::Stderr,
            "thread 'main' panicked at src/main.rs:9:5:\nno TABLE",
        )],
        told: Told::Error {
            kind: "Runtime.ExitError".into(),
            message: "the process ended (exit status 101) before it asked for its first event".into(),
        },
        ..block()
    }
}

fn all(look: &Look) -> String {
    let blocks = [block(), out_of_stock(Expected::Error), timed_out(), did_not_start()];
    blocks.map(|block| block.human(look)).join("\n")
}

fn plain(look: &Look) -> String {
    anstream::adapter::strip_str(&all(look)).to_string()
}

#[test]
fn at_80_columns() {
    let shown = plain(&Look::new(Some(80), Charset::Unicode));
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn at_120_columns() {
    let shown = plain(&Look::new(Some(120), Charset::Unicode));
    assert!(shown.lines().all(|line| line.chars().count() <= 120), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn piped_and_in_ascii() {
    let shown = plain(&Look::new(None, Charset::Ascii));
    assert!(shown.is_ascii(), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn in_colour() {
    let shown = all(&Look::new(Some(80), Charset::Unicode));
    insta::assert_snapshot!(shown.replace('\u{1b}', "␛"));
}

#[test]
fn red_is_for_errors_only() {
    let look = Look::new(Some(80), Charset::Unicode);
    assert!(!block().human(&look).contains("\u{1b}[31m"));
    assert!(out_of_stock(Expected::Success).human(&look).contains("\u{1b}[31m"));
}

#[test]
fn an_event_that_should_have_failed_says_so() {
    let mut block = block();
    block.trigger = Trigger::Event { name: "x.error.json".into(), bytes: 2, expected: Expected::Error };
    assert!(block.human(&Look::new(None, Charset::Unicode)).contains("success, but an error was expected"));
}

#[test]
fn a_long_response_is_cut_and_says_how_long_it_is() {
    let mut block = block();
    block.told = Told::Response(format!("{{\"body\":\"{}\"}}", "é".repeat(300)).into());
    let piped = Look::new(None, Charset::Unicode);
    assert!(block.human(&piped).contains("é… \u{1b}[2m(611 bytes)"));
    block.told = Told::Response(Bytes::from_static(b"one, two\nthree"));
    assert!(block.human(&piped).contains("one, two\n    three\n"));
    block.told = Told::Response(Bytes::from_static(&[0xff, 0]));
    assert!(block.human(&piped).contains("(2 bytes, not text)"));
    block.told = Told::Response(Bytes::new());
    assert!(block.human(&piped).contains("(empty)"));
}

#[test]
fn the_json_object_is_a_contract() {
    let lines =
        [block(), out_of_stock(Expected::Error), timed_out(), did_not_start()].map(|block| block.json());
    assert!(lines.iter().all(|line| !line.contains('\n')));
    let objects = lines.map(|line| serde_json::from_str::<serde_json::Value>(&line).expect("JSON"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&objects).expect("JSON"));
}
