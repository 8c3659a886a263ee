//! How blocks look, at two widths and piped, with colours and without.

use std::time::Duration;

use bytes::Bytes;

use lamplight_records::{span::Span, xray};

use super::super::metric::Metrics;
use super::super::telemetry::Arrived;
use super::super::{Block, Entry, Mark, Phases, Told, Trigger};
use super::*;
use crate::text::Charset;

const START: Timestamp = Timestamp::from_millis(1_785_148_921_114);

fn line(after: u64, text: &str) -> Entry {
    Entry::of_function(Some(START.saturating_add(Duration::from_millis(after))), Mark::Stdout, text)
}

fn metrics() -> Metrics {
    let mut metrics = Metrics::default();
    for line in [
        r#"{"_aws":{"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service"],["service","table"]],
        "Metrics":[{"Name":"Orders","Unit":"Count"},{"Name":"OrderValue"},{"Name":"ReserveTime","Unit":"Milliseconds"}]}]},
        "service":"orders","table":"orders-local","Orders":1,"OrderValue":12.5,"ReserveTime":[2.1,0.9]}"#,
        r#"{"_aws":{"CloudWatchMetrics":[{"Namespace":"shop","Dimensions":[["service"],["service","table"]],
        "Metrics":[{"Name":"ReserveTime","Unit":"Milliseconds"}]}]},"service":"orders","table":"orders-local","ReserveTime":1.2}"#,
        r#"{"_aws":{"CloudWatchMetrics":[{"Namespace":"runtime","Dimensions":[[]],
        "Metrics":[{"Name":"PeakMemory","Unit":"Megabytes"}]}]},"PeakMemory":29}"#,
    ] {
        assert!(metrics.take(line));
    }
    metrics
}

/// A span, by when it begins and ends in microseconds after the start, with more members of its document.
fn span(id: u64, parent: u64, name: &str, times: [u32; 2], members: &str) -> Span {
    let [start, end] = times.map(|micros| 1_785_148_921.114 + f64::from(micros) / 1e6);
    let document = format!(
        r#"{{"id":"{id:016x}","parent_id":"{parent:016x}","name":"{name}","type":"subsegment",
        "trace_id":"1-6a6734b9-bd862e3fe1be46a994272793","start_time":{start:.6},"end_time":{end:.6}{members}}}"#
    );
    xray::parse(document.as_bytes()).expect("a document").remove(0)
}

fn spans() -> Vec<Span> {
    vec![
        span(2, 1, "parse order", [180, 450], ""),
        span(4, 3, "DynamoDB", [1_900, 6_800], r#","namespace":"aws""#),
        span(3, 1, "reserve stock", [900, 7_300], r#","annotations":{"sku":"A-17"}"#),
        span(5, 3, "note the reservation in the journal of the warehouse", [6_900, 7_250], ""),
        span(6, 1, "send mail", [9_100, 12_000], r#","in_progress":true"#),
    ]
}

fn failed_spans() -> Vec<Span> {
    let cause =
        r#"{"exceptions":[{"id":"0000000000000001","type":"OutOfStock","message":"A-17 is sold out"}]}"#;
    vec![
        span(1, 9, "orders", [10, 1_300], &format!(r#","fault":true,"cause":{cause}"#)),
        span(3, 1, "reserve stock", [200, 1_100], &format!(r#","fault":true,"cause":{cause}"#)),
        span(
            4,
            3,
            "DynamoDB",
            [300, 900],
            r#","error":true,"namespace":"aws","http":{"response":{"status":400}}"#,
        ),
    ]
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
        phases: Phases {
            init: Some(Duration::from_micros(41_200)),
            invoke: Duration::from_micros(12_440),
            ..Phases::default()
        },
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
            line(9, "text that some library prints"),
        ],
        metrics: metrics().0,
        spans: spans(),
        arrived: Arrived::default(),
        unreadable: 0,
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
        phases: Phases { invoke: Duration::from_micros(1_320), ..Phases::default() },
        trigger: Trigger::Event { name: "3-out-of-stock.error.json".into(), bytes: 98, expected },
        entries: vec![line(
            130,
            r#"{"level":"ERROR","location":"src/stock.rs:41","message":"cannot reserve stock","sku":"A-17",
            "error":{"type":"OutOfStock","message":"A-17 is sold out","chain":["no row for A-17","connection closed"]}}"#,
        )],
        metrics: Vec::new(),
        spans: failed_spans(),
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
        phases: Phases { invoke: Duration::from_secs(3), ..Phases::default() },
        trigger: Trigger::Http,
        entries: vec![line(0, "working on it")],
        metrics: Vec::new(),
        spans: Vec::new(),
        unreadable: 2,
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
        metrics: Vec::new(),
        spans: Vec::new(),
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

/// A cold invocation with extensions, and the one after it, before which everything stood still.
fn with_extensions() -> [Block; 2] {
    let phases = Phases {
        frozen: None,
        init: Some(Duration::from_micros(41_200)),
        init_within: false,
        invoke: Duration::from_micros(12_440),
        extensions: Some(Duration::from_micros(8_020)),
    };
    let quiet = Block { entries: Vec::new(), metrics: Vec::new(), spans: Vec::new(), ..block() };
    let cold = Block { phases, duration: Duration::from_micros(20_460), ..quiet.clone() };
    let phases = Phases { frozen: Some(Duration::from_millis(5_321)), init: None, ..phases };
    [cold.clone(), Block { phases, cold: false, init: None, trigger: Trigger::Http, seq: 2, ..cold }]
}

#[test]
fn phases_of_the_platform() {
    let mut all = String::new();
    for look in [
        Look::new(Some(80), Charset::Unicode),
        Look::new(Some(120), Charset::Unicode),
        Look::new(None, Charset::Ascii),
        Look::new(Some(36), Charset::Unicode),
    ] {
        let shown = with_extensions().map(|block| block.human(&look)).join("\n");
        let shown = anstream::adapter::strip_str(&shown).to_string();
        let widest = shown.lines().filter(|line| line.contains('█')).map(|line| line.chars().count()).max();
        assert!(widest.unwrap_or(0) <= look.width.unwrap_or(usize::MAX), "{shown}");
        all.push_str(&shown);
        all.push('\n');
    }
    insta::assert_snapshot!(all);
}

#[test]
fn without_extensions_and_freeze_the_first_line_says_it_all() {
    assert!(!plain(&Look::new(Some(80), Charset::Unicode)).contains("phases"));
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
    assert!(waterfall_of(failed_spans(), 80).contains("\u{1b}[31m"));
}

fn waterfall_of(spans: Vec<Span>, width: usize) -> String {
    let look = Look::new(Some(width), Charset::Unicode);
    Block { spans, metrics: Vec::new(), ..block() }.telemetry(&look)
}

#[test]
fn a_waterfall_keeps_within_its_columns_however_deep_and_wide() {
    let deep = |id: u32| {
        span(id.into(), u64::from(id) - 1, "a name of thirty-two characters.", [10 * id, 12_000], "")
    };
    let long = r#","fault":true,"cause":{"exceptions":[{"id":"1","type":"T","message":"two\nlines and a good deal more than fits"}]}"#;
    let mut spans: Vec<_> = (2..150).map(deep).collect();
    spans.push(span(999, 0, &"wide".repeat(60), [0, 1], long));
    for width in [10, 40, 60, 80, 120, 300] {
        let shown = anstream::adapter::strip_str(&waterfall_of(spans.clone(), width)).to_string();
        let widest = shown.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= width.max(GUTTER + 20), "{widest} of {width}:\n{shown}");
        assert!(shown.ends_with("49 spans more\n"), "{shown}");
    }
}

#[test]
fn a_tree_that_fits_is_whole_however_short_its_names_are() {
    let chain = (1..=6).map(|id| span(id, id - 1, "a", [0, 900], "")).collect();
    let shown = anstream::adapter::strip_str(&waterfall_of(chain, 80)).to_string();
    let columns: Vec<_> = shown.lines().map(|line| line.chars().position(|c| c == '└')).collect();
    assert_eq!(columns[1..], [11, 13, 15, 17, 19, 21].map(Some), "{shown}");
}

#[test]
fn an_error_that_goes_up_is_told_once() {
    let exception = |members: &str| format!(r#","fault":true,"cause":{{"exceptions":[{{{members}}}]}}"#);
    let lost = exception(r#""message":"connection lost""#);
    let typed = exception(r#""type":"Error","message":"connection lost""#);
    let shown = waterfall_of(
        vec![
            span(1, 9, "orders", [0, 900], &typed),
            span(2, 1, "reserve", [100, 800], &lost),
            span(3, 1, "refund", [800, 900], &lost),
        ],
        80,
    );
    assert_eq!(shown.matches("connection lost").count(), 2, "two ended of it by themselves: {shown}");
    assert!(!shown.contains("Error: connection lost"), "{shown}");
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
    let told = with_extensions().map(|block| block.json());
    assert!(told[0].contains(r#""frozen":null,"function":12.44,"extensions":8.02"#), "{}", told[0]);
    assert!(told[1].contains(r#""frozen":5321.0,"function":12.44,"extensions":8.02"#), "{}", told[1]);
    assert!(lines.iter().all(|line| !line.contains('\n')));
    let objects = lines.map(|line| serde_json::from_str::<serde_json::Value>(&line).expect("JSON"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&objects).expect("JSON"));
}
