//! Trace requests: what another implementation encodes is what is found, in either form.

#![cfg(feature = "otlp")]

use std::time::Duration;

use lamplight_core::trace::{SpanId, TraceId};
use lamplight_records::otlp;
use lamplight_records::span::{Span, SpanKind, SpanStatus};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span as Sent, Status, span};
use proptest::prelude::*;
use prost::Message as _;
use serde_json::{Map, Value, json};

#[test]
fn reads_the_json_form() {
    let request = json!({"resourceSpans": [{
        "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "orders"}}]},
        "scopeSpans": [{
            "scope": {"name": "shop", "version": "1.0"},
            "spans": [{
                "traceId": "5B8EFFF798038103D269B633813FC60C",
                "spanId": "EEE19B7EC3C1B174",
                "parentSpanId": "eee19b7ec3c1b173",
                "name": "charge card",
                "kind": 3,
                "startTimeUnixNano": "1544712660000000000",
                "endTimeUnixNano": 1_544_712_661_500_000_000_u64,
                "attributes": [
                    {"key": "http.response.status_code", "value": {"intValue": "502"}},
                    {"key": "list", "value": {"arrayValue": {"values": [{"boolValue": true}, {"doubleValue": 1.5}]}}},
                    {"key": "map", "value": {"kvlistValue": {"values": [{"key": "a", "value": {"stringValue": "b"}}]}}},
                ],
                "events": [{"name": "exception", "timeUnixNano": "1", "attributes": [
                    {"key": "exception.type", "value": {"stringValue": "Declined"}},
                    {"key": "exception.message", "value": {"stringValue": "no funds"}},
                ]}],
                "links": [{"traceId": "5b8efff798038103d269b633813fc60d", "spanId": "eee19b7ec3c1b175"}],
                "status": {"code": 2},
            }],
        }],
    }]});
    let spans = otlp::parse(request.to_string().as_bytes()).expect("a request");
    let [span] = &spans[..] else { panic!("there is one: {spans:?}") };
    assert_eq!(
        (span.name.as_str(), span.kind, span.status),
        ("charge card", SpanKind::Client, SpanStatus::Error)
    );
    assert_eq!(span.trace_id, TraceId::from_w3c("5b8efff798038103d269b633813fc60c"));
    assert_eq!(span.id, SpanId::from_hex("eee19b7ec3c1b174"));
    assert_eq!(span.parent_id, SpanId::from_hex("eee19b7ec3c1b173"));
    assert_eq!(span.duration(), Some(Duration::from_millis(1500)));
    assert_eq!(span.http_status, Some(502));
    assert_eq!(
        (&span.attributes["list"], &span.attributes["map"]),
        (&json!([true, 1.5]), &json!({"a": "b"}))
    );
    let cause = span.cause.as_ref().expect("a cause");
    assert_eq!((cause.kind.as_deref(), cause.message.as_deref()), (Some("Declined"), Some("no funds")));
    assert_eq!(span.links[0].span_id, SpanId::from_hex("eee19b7ec3c1b175"));
    assert_eq!((span.resource["service.name"].as_str(), span.scope.name.as_str()), (Some("orders"), "shop"));
}

#[test]
fn the_names_of_enums_are_understood_in_json() {
    let span = json!({"name": "a", "kind": "SPAN_KIND_CONSUMER", "status": {"code": "STATUS_CODE_OK"}});
    let request = json!({"resourceSpans": [{"scopeSpans": [{"spans": [span, 7]}]}]});
    let spans = otlp::parse_json(request.to_string().as_bytes()).expect("a request");
    assert_eq!((spans.len(), spans[0].kind, spans[0].status), (1, SpanKind::Consumer, SpanStatus::Ok));
}

#[test]
fn the_message_of_the_status_counts_more_than_that_of_an_exception() {
    let exception = span::Event {
        name: "exception".into(),
        attributes: vec![pair("exception.type", text("Declined")), pair("exception.message", text("no"))],
        ..span::Event::default()
    };
    let sent = Sent {
        events: vec![exception],
        status: Some(Status { message: "no funds".into(), code: 2 }),
        ..Sent::default()
    };
    let spans = parse(&request(vec![sent]));
    let cause = spans[0].cause.as_ref().expect("a cause");
    assert_eq!((cause.kind.as_deref(), cause.message.as_deref()), (Some("Declined"), Some("no funds")));
}

#[test]
fn an_empty_request_has_no_spans_and_other_bytes_are_no_request() {
    assert_eq!(otlp::parse(b""), Some(Vec::new()));
    for bytes in [&b"{}"[..], b"{\"resourceSpans\":1}", b"[]", b"hello", b"\x0a\x05abc", b"\xff"] {
        assert_eq!(otlp::parse(bytes), None, "{bytes:?}");
    }
}

fn parse(request: &ExportTraceServiceRequest) -> Vec<Span> {
    otlp::parse(&request.encode_to_vec()).expect("a request")
}

fn request(spans: Vec<Sent>) -> ExportTraceServiceRequest {
    let scope_spans = vec![ScopeSpans { spans, ..ScopeSpans::default() }];
    ExportTraceServiceRequest {
        resource_spans: vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }],
    }
}

fn pair(key: &str, value: AnyValue) -> KeyValue {
    KeyValue { key: key.into(), value: Some(value), ..KeyValue::default() }
}

fn text(text: &str) -> AnyValue {
    AnyValue { value: Some(Any::StringValue(text.into())) }
}

/// What the reader should find of a value.
fn expected_value(value: Option<&AnyValue>) -> Value {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Any::StringValue(text)) => json!(text),
        Some(Any::BoolValue(bool)) => json!(bool),
        Some(Any::IntValue(number)) => json!(number),
        Some(Any::DoubleValue(number)) => json!(number),
        Some(Any::ArrayValue(list)) => list.values.iter().map(|value| expected_value(Some(value))).collect(),
        Some(Any::KvlistValue(list)) => Value::Object(expected(&list.values)),
        _ => Value::Null,
    }
}

fn expected(pairs: &[KeyValue]) -> Map<String, Value> {
    pairs.iter().map(|pair| (pair.key.clone(), expected_value(pair.value.as_ref()))).collect()
}

fn any_value() -> impl Strategy<Value = AnyValue> {
    let leaf = prop_oneof![
        any::<String>().prop_map(Any::StringValue),
        any::<bool>().prop_map(Any::BoolValue),
        any::<i64>().prop_map(Any::IntValue),
        (-1e300f64..1e300).prop_map(Any::DoubleValue),
    ];
    let leaf = prop::option::of(leaf).prop_map(|value| AnyValue { value });
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3)
            .prop_map(|values| Any::ArrayValue(ArrayValue { values }));
        let map = prop::collection::vec(("[a-c]", inner), 0..3).prop_map(|pairs| {
            let values = pairs.into_iter().map(|(key, value)| pair(&key, value)).collect();
            Any::KvlistValue(KeyValueList { values })
        });
        prop_oneof![list, map].prop_map(|value| AnyValue { value: Some(value) })
    })
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    let pair = ("[a-e]{1,2}", any_value()).prop_map(|(key, value)| pair(&key, value));
    prop::collection::vec(pair, 0..4)
}

fn sent() -> impl Strategy<Value = Sent> {
    let event =
        (any::<String>(), any::<u64>(), attributes()).prop_map(|(name, time_unix_nano, attributes)| {
            span::Event { name, time_unix_nano, attributes, ..span::Event::default() }
        });
    let link =
        (any::<[u8; 16]>(), any::<[u8; 8]>(), attributes()).prop_map(|(trace_id, span_id, attributes)| {
            span::Link {
                trace_id: trace_id.into(),
                span_id: span_id.into(),
                attributes,
                ..span::Link::default()
            }
        });
    let ids = (any::<[u8; 16]>(), any::<[u8; 8]>(), prop::option::of(any::<[u8; 8]>()));
    let status = prop::option::of((any::<String>(), -1..4i32));
    let lists = (attributes(), prop::collection::vec(event, 0..3), prop::collection::vec(link, 0..3));
    (ids, any::<String>(), -1..8i32, any::<[u64; 2]>(), lists, status, any::<u32>()).prop_map(
        |(ids, name, kind, times, (attributes, events, links), status, flags)| Sent {
            trace_id: ids.0.into(),
            span_id: ids.1.into(),
            parent_span_id: ids.2.map(Vec::from).unwrap_or_default(),
            trace_state: "vendor=1".into(),
            name,
            kind,
            start_time_unix_nano: times[0],
            end_time_unix_nano: times[1],
            attributes,
            dropped_attributes_count: flags,
            events,
            links,
            status: status.map(|(message, code)| Status { message, code }),
            flags,
            ..Sent::default()
        },
    )
}

fn assert_same(found: &Span, sent: &Sent) -> Result<(), TestCaseError> {
    let nanos = |time: Option<lamplight_core::clock::Timestamp>| time.map_or(0, |time| time.as_nanos());
    let trace = |id: Option<TraceId>| id.map_or([0; 16], TraceId::to_bytes);
    let span = |id: Option<SpanId>| id.map_or([0; 8], SpanId::to_bytes);
    prop_assert_eq!(&trace(found.trace_id)[..], &sent.trace_id[..]);
    prop_assert_eq!(&span(found.id)[..], &sent.span_id[..]);
    prop_assert_eq!(found.parent_id.is_some(), !sent.parent_span_id.is_empty());
    prop_assert_eq!(&found.name, &sent.name);
    let kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];
    let kind = usize::try_from(sent.kind).ok().and_then(|kind| kinds.get(kind)).unwrap_or(&kinds[0]);
    prop_assert_eq!(&found.kind.as_str(), kind);
    prop_assert_eq!(
        [nanos(found.start), nanos(found.end)],
        [sent.start_time_unix_nano, sent.end_time_unix_nano]
    );
    prop_assert_eq!(found.status.is_error(), sent.status.as_ref().is_some_and(|status| status.code == 2));
    let message = sent.status.as_ref().map(|status| status.message.as_str()).filter(|text| !text.is_empty());
    prop_assert_eq!(found.cause.as_ref().and_then(|cause| cause.message.as_deref()), message);
    prop_assert_eq!(&found.attributes, &expected(&sent.attributes));
    prop_assert_eq!(found.events.len(), sent.events.len());
    for (found, sent) in found.events.iter().zip(&sent.events) {
        prop_assert_eq!((&found.name, nanos(found.time)), (&sent.name, sent.time_unix_nano));
        prop_assert_eq!(&found.attributes, &expected(&sent.attributes));
    }
    prop_assert_eq!(found.links.len(), sent.links.len());
    for (found, sent) in found.links.iter().zip(&sent.links) {
        prop_assert_eq!(&trace(found.trace_id)[..], &sent.trace_id[..]);
        prop_assert_eq!(&span(found.span_id)[..], &sent.span_id[..]);
        prop_assert_eq!(&found.attributes, &expected(&sent.attributes));
    }
    Ok(())
}

proptest! {
    #[test]
    fn finds_what_another_implementation_encodes(
        groups in prop::collection::vec((attributes(), "[a-z]{0,9}", prop::collection::vec(sent(), 0..3)), 0..3),
    ) {
        let of_group = |(attributes, name, spans): &(Vec<KeyValue>, String, Vec<Sent>)| ResourceSpans {
            resource: Some(Resource { attributes: attributes.clone(), ..Resource::default() }),
            scope_spans: vec![ScopeSpans {
                scope: Some(InstrumentationScope { name: name.clone(), ..InstrumentationScope::default() }),
                spans: spans.clone(),
                ..ScopeSpans::default()
            }],
            ..ResourceSpans::default()
        };
        let found = parse(&ExportTraceServiceRequest { resource_spans: groups.iter().map(of_group).collect() });
        let all = || groups.iter().flat_map(|(resource, scope, spans)| spans.iter().map(move |span| (resource, scope, span)));
        prop_assert_eq!(found.len(), all().count());
        for (found, (resource, scope, sent)) in found.iter().zip(all()) {
            assert_same(found, sent)?;
            prop_assert_eq!(&*found.resource, &expected(resource));
            prop_assert_eq!(&found.scope.name, scope);
        }
    }

    #[test]
    fn never_panics(bytes: Vec<u8>) {
        let _any = otlp::parse(&bytes);
        let _any = otlp::parse_json(&bytes);
    }

    #[test]
    fn never_panics_at_a_request_that_is_damaged(span in sent(), at: prop::sample::Index, byte: u8, cut: bool) {
        let mut bytes = request(vec![span]).encode_to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let _any = otlp::parse(&bytes);
    }
}
