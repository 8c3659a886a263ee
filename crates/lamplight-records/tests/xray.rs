//! Segment documents: whole ones, nested ones, broken ones.

#![cfg(feature = "xray")]

use std::time::Duration;

use lamplight_core::trace::{SpanId, TraceId};
use lamplight_records::span::{Span, SpanKind, SpanStatus};
use lamplight_records::xray;
use proptest::prelude::*;
use serde_json::{Value, json};

const TRACE: &str = "1-5759e988-bd862e3fe1be46a994272793";

fn parse(document: &Value) -> Vec<Span> {
    xray::parse(document.to_string().as_bytes()).expect("a document")
}

fn id(text: &str) -> Option<SpanId> {
    Some(SpanId::from_hex(text).expect("an id"))
}

#[test]
fn reads_an_independent_subsegment_from_its_datagram() {
    let datagram = format!(
        "{}\n{}",
        r#"{"format":"json","version":1}"#,
        json!({
            "name": "Stock", "id": "53995c3f42cd8ad8", "trace_id": TRACE, "parent_id": "defdfd9912dc5a56",
            "type": "subsegment", "start_time": 1_461_096_053.375_18, "end_time": 1_461_096_053.404_2,
            "namespace": "aws", "http": {"response": {"status": 400, "content_length": 86}},
            "aws": {"operation": "UpdateItem"},
            "error": true, "throttle": true,
            "annotations": {"sku": "A-17", "left": 2},
            "metadata": {"shop": {"debug": [1]}},
            "links": [{"trace_id": TRACE, "id": "70de5b6f19ff9a0a", "attributes": {"a": 1}}],
        })
    );
    let spans = xray::parse(datagram.as_bytes()).expect("a datagram");
    let [span] = &spans[..] else { panic!("there is one: {spans:?}") };
    assert_eq!((span.name.as_str(), span.kind), ("Stock", SpanKind::Client));
    assert_eq!((span.id, span.parent_id), (id("53995c3f42cd8ad8"), id("defdfd9912dc5a56")));
    assert_eq!(span.trace_id, TraceId::from_xray(TRACE));
    assert_eq!(span.start.expect("a start").as_nanos(), 1_461_096_053_375_180_000);
    assert_eq!(span.duration(), Some(Duration::from_micros(29_020)));
    assert_eq!((span.status, span.http_status), (SpanStatus::Throttle, Some(400)));
    assert_eq!(span.namespace.as_deref(), Some("aws"));
    assert_eq!(Value::from(span.attributes.clone()), json!({"sku": "A-17", "left": 2}));
    assert_eq!(Value::from(span.metadata.clone()), json!({"shop": {"debug": [1]}}));
    assert_eq!(span.links[0].span_id, id("70de5b6f19ff9a0a"));
    let other: Vec<_> = span.other.keys().map(String::as_str).collect();
    assert_eq!(other, ["type", "http", "aws"]);
}

#[test]
fn nested_subsegments_follow_what_they_are_nested_in() {
    let spans = parse(&json!({
        "name": "orders", "id": "0000000000000001", "trace_id": TRACE, "start_time": 1.0, "end_time": 2.0,
        "subsegments": [
            {"name": "a", "id": "0000000000000002", "subsegments": [{"name": "b", "id": "0000000000000003"}]},
            "not a subsegment",
            {"name": "c", "id": "0000000000000004", "namespace": "remote"},
        ],
    }));
    let tree: Vec<_> = spans.iter().map(|span| (span.name.as_str(), span.parent_id, span.kind)).collect();
    assert_eq!(
        tree,
        [
            ("orders", None, SpanKind::Server),
            ("a", id("0000000000000001"), SpanKind::Internal),
            ("b", id("0000000000000002"), SpanKind::Internal),
            ("c", id("0000000000000001"), SpanKind::Client),
        ]
    );
    assert!(spans.iter().all(|span| span.trace_id == TraceId::from_xray(TRACE)));
}

#[test]
fn a_cause_is_the_first_exception_or_one_that_is_referred_to() {
    let spans = parse(&json!({
        "name": "orders", "id": "0000000000000001", "fault": true, "error": true, "cause": "abcdefabcdefabcd",
        "subsegments": [{"name": "a", "error": true, "cause": {"exceptions": [
            {"id": "0123456789abcdef", "type": "OutOfStock", "message": "sold out"},
            {"id": "abcdefabcdefabcd", "message": "no row"},
        ]}}],
    }));
    let told = |span: &Span| span.cause.clone().map(|cause| (cause.kind, cause.message));
    assert_eq!(told(&spans[0]), Some((None, Some("no row".into()))));
    assert_eq!(told(&spans[1]), Some((Some("OutOfStock".into()), Some("sold out".into()))));
    assert_eq!((spans[0].status, spans[1].status), (SpanStatus::Fault, SpanStatus::Error));
    assert_eq!(parse(&json!({"name": "a", "cause": "abcdefghijklmnop"}))[0].cause, None);
}

#[test]
fn a_subsegment_is_one_even_of_a_segment_without_an_id() {
    let spans = parse(&json!({"name": "a", "subsegments": [{"name": "b"}]}));
    assert_eq!((spans[1].kind, spans[1].parent_id), (SpanKind::Internal, None));
}

#[test]
fn what_is_in_progress_has_no_end() {
    let span = &parse(&json!({"name": "a", "start_time": 1.5, "end_time": 2.5, "in_progress": true}))[0];
    assert!(span.is_in_progress() && span.duration().is_none());
    assert_eq!(span.start.expect("a start").as_millis(), 1500);
}

#[test]
fn members_that_make_no_sense_are_absent() {
    let span = &parse(&json!({
        "name": "a", "id": "xyz", "trace_id": "1-5759e988-fd515828bs07", "start_time": -1, "end_time": 1e300,
        "error": "yes", "annotations": 3, "http": {"response": {"status": 70_000}}, "subsegments": {},
    }))[0];
    assert_eq!((span.id, span.trace_id, span.start, span.end), (None, None, None, None));
    assert_eq!((span.status, span.http_status), (SpanStatus::Unset, None));
}

#[test]
fn what_is_not_a_document_is_not_its_own() {
    for text in [
        "",
        "{}",
        "[]",
        "{\"format\":\"json\",\"version\":1}",
        "{\"name\":1}",
        "{\"name\":\"a\"} rest",
        "{\"name\":",
    ] {
        assert_eq!(xray::parse(text.as_bytes()), None, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics(datagram: Vec<u8>) {
        let _any = xray::parse(&datagram);
    }

    #[test]
    fn never_panics_at_what_is_nearly_right(key in "(id|trace_id|start_time|end_time|cause|links|http|subsegments)", value in "(1e999|-1|1e19|\"1-é\"|null|\\[\\{\\},1\\]|\\{\"exceptions\":\\[1\\]\\})") {
        let _any = xray::parse(format!(r#"{{"name":"a","{key}":{value}}}"#).as_bytes());
    }

    #[test]
    fn however_deep_it_nests_it_is_read_or_refused(depth in 0usize..200) {
        let document = format!("{}{}", r#"{"name":"a","subsegments":["#.repeat(depth), "]}".repeat(depth));
        let spans = xray::parse(document.as_bytes());
        prop_assert_eq!(spans.map_or(0, |spans| spans.len()), if (1..=63).contains(&depth) { depth } else { 0 });
    }
}
