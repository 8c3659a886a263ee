//! Reading structured log lines: ours, other loggers', and what is none.
#![cfg(feature = "json-log")]

use lamplight_core::level::Level;
use lamplight_core::trace::{SpanId, TraceId};
use lamplight_records::log_line::{LogLine, LoggedError};
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(line: &Value) -> LogLine {
    LogLine::parse(line.to_string().as_bytes()).expect("a JSON object")
}

fn field_names(line: &LogLine) -> Vec<&str> {
    line.fields.keys().map(String::as_str).collect()
}

#[test]
fn reads_every_standard_key_that_our_logger_writes() {
    let line = parse(&json!({
        "level": "ERROR",
        "location": "src/main.rs:41",
        "message": "cannot reserve stock",
        "timestamp": "2026-01-31T23:59:59.999Z",
        "service": "shop",
        "cold_start": true,
        "function_name": "orders",
        "function_memory_size": 128,
        "function_arn": "arn:aws:lambda:us-east-1:123456789012:function:orders",
        "function_request_id": "3f2c9d5e-0000-4000-8000-0000000009a1",
        "correlation_id": "c-1",
        "tenant_id": "blue",
        "xray_trace_id": "1-5759e988-bd862e3fe1be46a994272793",
        "trace_id": "5759e988bd862e3fe1be46a994272793",
        "span_id": "53995c3f42cd8ad8",
        "sku": "A-17",
        "error": {"type": "OutOfStock", "message": "A-17 is sold out", "chain": ["no row", "timeout"]},
        "left": 0,
    }));
    let trace = TraceId::from_w3c("5759e988bd862e3fe1be46a994272793");
    assert_eq!(line.level, Some(Level::Error));
    assert_eq!(line.location.as_deref(), Some("src/main.rs:41"));
    assert_eq!(line.message_text(), "cannot reserve stock");
    assert_eq!(line.timestamp.expect("a time").to_string(), "2026-01-31T23:59:59.999Z");
    assert_eq!(line.service.as_deref(), Some("shop"));
    assert_eq!(line.cold_start, Some(true));
    assert_eq!(line.function_name.as_deref(), Some("orders"));
    assert_eq!(line.function_memory_mb, Some(128));
    assert_eq!(line.function_arn.as_deref(), Some("arn:aws:lambda:us-east-1:123456789012:function:orders"));
    assert_eq!(line.request_id.as_deref(), Some("3f2c9d5e-0000-4000-8000-0000000009a1"));
    assert_eq!(line.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(line.tenant_id.as_deref(), Some("blue"));
    assert_eq!((line.xray_trace_id, line.trace_id), (trace, trace));
    assert_eq!(line.span_id, SpanId::from_hex("53995c3f42cd8ad8"));
    assert_eq!(field_names(&line), ["sku", "error", "left"], "the rest, in its order");
    let error = line.error().expect("the line is about an error");
    assert_eq!(error.kind, Some("OutOfStock"));
    assert_eq!(error.message, Some("A-17 is sold out"));
    assert_eq!(error.chain, ["no row", "timeout"]);
}

#[test]
fn knows_the_other_names_of_the_request() {
    for key in ["function_request_id", "requestId", "AWSRequestId", "faas.invocation_id"] {
        let line = parse(&json!({ key: "3f2c" }));
        assert_eq!(line.request_id.as_deref(), Some("3f2c"), "{key}");
        assert!(line.fields.is_empty(), "{key}");
    }
}

#[test]
fn knows_levels_in_any_case_and_of_other_languages() {
    for (key, word, level) in [
        ("level", "warn", Level::Warn),
        ("level", "WARNING", Level::Warn),
        ("severity", "Critical", Level::Fatal),
        ("log.level", "fatal", Level::Fatal),
    ] {
        assert_eq!(parse(&json!({ key: word })).level, Some(level), "{key} {word}");
    }
}

#[test]
fn leaves_a_standard_key_that_makes_no_sense_among_the_fields() {
    let line = parse(&json!({
        "level": 30, "timestamp": "yesterday", "cold_start": "yes", "service": null,
        "function_memory_size": -1, "xray_trace_id": "abcdef123456", "span_id": "0000000000000000",
        "function_request_id": 7,
    }));
    let mut nothing_standard = LogLine::default();
    nothing_standard.fields.clone_from(&line.fields);
    assert_eq!(line, nothing_standard);
    assert_eq!(line.fields.len(), 8);
}

#[test]
fn of_two_keys_for_one_thing_the_first_good_one_counts_and_none_is_lost() {
    let line = parse(
        &json!({"severity": 4, "level": "INFO", "log.level": "ERROR", "requestId": "a", "AWSRequestId": "b"}),
    );
    assert_eq!(line.level, Some(Level::Info));
    assert_eq!(line.request_id.as_deref(), Some("a"));
    assert_eq!(field_names(&line), ["severity", "log.level", "AWSRequestId"]);
}

#[test]
fn a_message_that_is_an_object_reads_as_json() {
    let line = parse(&json!({"message": {"operation": "collect", "charge": 7}}));
    assert_eq!(line.message_text(), r#"{"operation":"collect","charge":7}"#);
}

#[test]
fn lifts_what_tracing_subscriber_nests() {
    let line = parse(&json!({
        "level": "INFO",
        "fields": {"message": "order received", "order_id": "A-17", "target": "mine"},
        "target": "orders",
        "span": {"requestId": "3f2c", "name": "Lambda runtime invoke"},
    }));
    assert_eq!(line.message_text(), "order received");
    assert_eq!(line.request_id.as_deref(), Some("3f2c"));
    assert_eq!(field_names(&line), ["target", "span", "order_id", "fields"]);
    assert_eq!(line.fields["target"], "orders");
    assert_eq!(line.fields["fields"], json!({"target": "mine"}), "a name that is taken stays where it was");
}

#[test]
fn a_field_called_fields_is_left_alone_when_the_line_has_a_message() {
    let line = parse(&json!({"message": "hello", "fields": {"message": "inner"}}));
    assert_eq!(line.message_text(), "hello");
    assert_eq!(line.fields["fields"], json!({"message": "inner"}));
}

#[test]
fn finds_the_error_in_the_ways_that_others_write_it() {
    type Told = (Option<&'static str>, Option<&'static str>);
    let cases: [(Value, Option<Told>); 8] = [
        (json!({"error": {"name": "TypeError", "message": "no"}}), Some((Some("TypeError"), Some("no")))),
        (json!({"error": "no"}), Some((None, Some("no")))),
        (json!({"error.type": "E", "error.message": "no"}), Some((Some("E"), Some("no")))),
        (json!({"exception_name": "E", "exception": "Traceback"}), Some((Some("E"), Some("Traceback")))),
        (json!({"errorType": "Runtime.ExitError"}), Some((Some("Runtime.ExitError"), None))),
        (json!({"error": {}, "errorMessage": "no"}), Some((None, Some("no")))),
        (json!({"error": 7}), None),
        (json!({"message": "fine"}), None),
    ];
    for (line, told) in cases {
        let read = parse(&line);
        assert_eq!(read.error().map(|LoggedError { kind, message, .. }| (kind, message)), told, "{line}");
    }
}

#[test]
fn tells_metrics_from_log_lines() {
    assert!(parse(&json!({"_aws": {"CloudWatchMetrics": []}, "Orders": 1})).is_metrics());
    assert!(!parse(&json!({"_aws": 1, "Orders": 1})).is_metrics());
}

#[test]
fn says_none_to_what_is_no_structured_line() {
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    for text in ["", " ", "hello", "42", "[]", "null", "\"{}\"", "{", "{\"a\":1} trailing", "{'a':1}", &deep]
    {
        assert_eq!(LogLine::parse(text.as_bytes()), None, "{text}");
    }
    assert_eq!(LogLine::parse(b"{\"a\":\"\xff\"}"), None, "not UTF-8");
    assert!(LogLine::parse(b" {} \r\n").is_some());
}

#[test]
fn reads_a_line_of_many_megabytes() {
    let fields: serde_json::Map<_, _> =
        (0..200_000).map(|n| (format!("key-{n}"), Value::from("x".repeat(20)))).collect();
    let line = parse(&Value::Object(fields));
    assert_eq!(line.fields.len(), 200_000);
}

/// Any JSON value, a few levels deep, with names that often are standard ones.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "(INFO|warning|2026-01-31T23:59:59.999Z|1-5759e988-bd862e3fe1be46a994272793|53995c3f42cd8ad8)"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any_key(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_.]{1,8}",
        "(level|severity|message|msg|timestamp|time|location|service|cold_start|function_name)",
        "(function_memory_size|function_arn|function_request_id|requestId|correlation_id|tenant_id)",
        "(xray_trace_id|trace_id|span_id|error|fields|span|_aws|errorType|chain|type)",
    ]
}

/// The standard parts of a line, printed again.
fn standard_keys(line: &LogLine) -> usize {
    [
        line.level.is_some(),
        line.location.is_some(),
        line.message.is_some(),
        line.timestamp.is_some(),
        line.service.is_some(),
        line.cold_start.is_some(),
        line.function_name.is_some(),
        line.function_memory_mb.is_some(),
        line.function_arn.is_some(),
        line.request_id.is_some(),
        line.correlation_id.is_some(),
        line.tenant_id.is_some(),
        line.xray_trace_id.is_some(),
        line.trace_id.is_some(),
        line.span_id.is_some(),
    ]
    .into_iter()
    .filter(|present| *present)
    .count()
}

proptest! {
    #[test]
    fn never_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _line = LogLine::parse(&bytes);
    }

    #[test]
    fn never_panics_on_a_line_that_is_cut_off(value in any_value(), cut in any::<prop::sample::Index>()) {
        let text = value.to_string();
        let _line = LogLine::parse(&text.as_bytes()[..cut.index(text.len())]).map(|line| line.error().is_some());
    }

    #[test]
    fn loses_no_key_and_keeps_their_order(pairs in prop::collection::vec((any_key(), any_value()), 0..12)) {
        let object: serde_json::Map<_, _> = pairs.into_iter().collect();
        // Lifting moves keys and the span lends its request id: both have tests of their own.
        prop_assume!(!object.contains_key("fields") && !object.contains_key("span"));
        let line = parse(&Value::Object(object.clone()));
        prop_assert_eq!(line.fields.len() + standard_keys(&line), object.len());
        let kept = object.iter().filter(|(key, _)| line.fields.contains_key(*key));
        prop_assert!(kept.eq(line.fields.iter()));
    }
}
