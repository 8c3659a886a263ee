//! Spans as OTLP in the daemon's envelope: what `opentelemetry-proto` reads is what went in, and every datagram is
//! one that UDP takes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "other tests need more")]
mod spans;

use std::future::Future;
use std::net::UdpSocket;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lamplight_xray::{Envelopes, XrayExporter};
use opentelemetry::trace::{SpanContext, TraceFlags, TraceState};
use opentelemetry::{Array, InstrumentationScope, KeyValue, SpanId, TraceId, Value};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span, Status};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use proptest::prelude::*;
use prost::Message as _;

use self::spans::{TRACE, span};

const ANNOTATIONS: &str = "aws.xray.annotations";

/// What is sent for a batch: the mark of each datagram, what is in it, and whether it is cut.
fn written(batch: &[SpanData]) -> Vec<(String, ResourceSpans, bool)> {
    let mut envelopes = Envelopes::default();
    envelopes.annotate(["order.id"]);
    envelopes.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let mut written = Vec::new();
    envelopes.write(batch, |datagram| {
        let (mark, only) = read(datagram.bytes);
        let spans: usize = only.scope_spans.iter().map(|scope| scope.spans.len()).sum();
        assert_eq!(spans, datagram.spans);
        written.push((mark, only, datagram.is_cut));
    });
    written
}

fn read(datagram: &[u8]) -> (String, ResourceSpans) {
    assert!(datagram.len() <= 65_507, "{}", datagram.len());
    let text = datagram.strip_prefix(b"{\"format\":\"json\",\"version\":1}\n").unwrap();
    let (mark, encoded) = text.split_at(3);
    let request = ExportTraceServiceRequest::decode(&*STANDARD.decode(encoded).unwrap()).unwrap();
    let [only] = <[ResourceSpans; 1]>::try_from(request.resource_spans).unwrap();
    (String::from_utf8(mark.to_vec()).unwrap(), only)
}

fn spans_of(resource: &ResourceSpans) -> Vec<Span> {
    resource.scope_spans.iter().flat_map(|scope| scope.spans.clone()).collect()
}

/// The spans of a batch that goes into one datagram.
fn in_one(batch: &[SpanData]) -> Vec<Span> {
    let [(_, resource, _)] = &written(batch)[..] else { panic!("one datagram") };
    spans_of(resource)
}

fn annotations(span: &Span) -> Vec<&str> {
    let attribute = span.attributes.iter().rfind(|attribute| attribute.key == ANNOTATIONS);
    let Some(Any::ArrayValue(list)) = attribute.and_then(|it| it.value.as_ref()?.value.as_ref()) else {
        return Vec::new();
    };
    let text = |any: &Option<Any>| match any {
        Some(Any::StringValue(_)) => true,
        other => panic!("{other:?} is no name"),
    };
    assert!(list.values.iter().all(|value| text(&value.value)));
    let names = list.values.iter().filter_map(|value| match &value.value {
        Some(Any::StringValue(name)) => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// What is compared: no order is kept of the list of annotations, and no status is the same as one that is unset.
fn comparable(mut span: Span) -> Span {
    let is_list = |any: &Option<Any>| matches!(any, Some(Any::ArrayValue(_)));
    span.attributes.retain(|attribute| {
        attribute.key != ANNOTATIONS || !attribute.value.as_ref().is_some_and(|any| is_list(&any.value))
    });
    span.status = span.status.filter(|status| *status != Status::default());
    span
}

#[test]
fn spans_arrive_at_the_daemon_with_their_resource_and_scope() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    daemon.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let address = daemon.local_addr().unwrap();
    let mut exporter = XrayExporter::builder(address.into()).annotate(["order.id"]).otlp().build();
    exporter.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let mut named = span(1, 9);
    named.attributes = vec![KeyValue::new("order.id", "A-17")];
    let export = pin!(exporter.export(vec![span(2, 1), named]));
    assert!(matches!(export.poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(()))));

    let mut datagram = vec![0; 65_536];
    let length = daemon.recv(&mut datagram).unwrap();
    let (mark, resource) = read(&datagram[..length]);
    assert_eq!(mark, "T1S");
    let attributes = resource.resource.unwrap().attributes;
    assert_eq!((attributes.len(), attributes[0].key.as_str()), (1, "service.name"));
    let [scope] = &resource.scope_spans[..] else { panic!("one scope: {:?}", resource.scope_spans) };
    assert_eq!(scope.scope.as_ref().unwrap().name, "test");
    assert_eq!(scope.spans.iter().map(|span| span.span_id[7]).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(annotations(&scope.spans[1]), ["order.id"]);
}

#[test]
fn spans_that_are_not_sampled_have_an_envelope_of_their_own() {
    let mut unsampled = span(2, 1);
    let (trace, id) = (TraceId::from(TRACE), SpanId::from(2));
    unsampled.span_context = SpanContext::new(trace, id, TraceFlags::default(), false, TraceState::default());
    let written = written(&[unsampled, span(1, 9)]);
    let marks = written.iter().map(|(mark, resource, _)| (mark.as_str(), spans_of(resource)[0].span_id[7]));
    assert_eq!(marks.collect::<Vec<_>>(), [("T1S", 1), ("T1U", 2)]);
}

#[test]
fn spans_of_different_scopes_are_told_apart() {
    let mut other = span(2, 1);
    other.instrumentation_scope = InstrumentationScope::builder("other").with_version("1.2").build();
    let [(_, resource, _)] = &written(&[span(1, 9), other, span(3, 1)])[..] else { panic!("one datagram") };
    let scopes = resource.scope_spans.iter().map(|scope| scope.scope.as_ref().unwrap());
    let names: Vec<_> = scopes.map(|scope| (scope.name.as_str(), scope.version.as_str())).collect();
    assert_eq!(names, [("test", ""), ("other", "1.2"), ("test", "")]);
}

#[test]
fn annotations_are_named() {
    let mut named = span(1, 9);
    let own = Value::Array(Array::String(vec!["total".into()]));
    named.attributes = vec![
        KeyValue::new("order.id", "A-17"),
        KeyValue::new(ANNOTATIONS, own),
        KeyValue::new("total", 2.5),
        KeyValue::new("ColdStart", true),
    ];
    let spans = in_one(&[named, span(2, 1)]);
    assert_eq!(annotations(&spans[0]), ["total", "order.id", "ColdStart"]);
    assert!(annotations(&spans[1]).is_empty());
}

#[test]
fn what_finds_no_room_goes_into_another_datagram() {
    let large = |id| {
        let mut span = span(id, 1);
        span.attributes = vec![KeyValue::new("text", "x".repeat(10_000))];
        span
    };
    let written = written(&(2..12).map(large).collect::<Vec<_>>());
    let datagrams: Vec<_> = written.iter().map(|(_, resource, _)| spans_of(resource)).collect();
    assert_eq!(datagrams.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
    let ids = datagrams.iter().flatten().map(|span| span.span_id[7]);
    assert_eq!(ids.collect::<Vec<_>>(), (2..12).collect::<Vec<_>>());
}

#[test]
fn a_span_that_is_too_large_is_cut_and_says_how_much() {
    let mut large = span(1, 9);
    large.name = "n".repeat(1000).into();
    large.attributes = (0..100).map(|key| KeyValue::new(format!("key{key}"), "é".repeat(10_000))).collect();
    let [(_, resource, true)] = &written(&[large])[..] else { panic!("one datagram, cut") };
    let [cut] = &spans_of(resource)[..] else { panic!("one span") };
    assert_eq!((cut.name.len(), cut.attributes.len(), cut.dropped_attributes_count), (250, 32, 68));
    let Some(Any::StringValue(text)) = &cut.attributes[0].value.as_ref().unwrap().value else {
        panic!("text")
    };
    assert_eq!(text, &"é".repeat(125));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_span_is_written_once_and_as_it_was(batch in spans::batches()) {
        let written = written(&batch);
        let found: Vec<_> = written.iter().flat_map(|(_, resource, cut)| {
            spans_of(resource).into_iter().map(move |span| (span, *cut))
        }).collect();
        prop_assert_eq!(found.len(), batch.len());
        for ((found, is_cut), span) in found.into_iter().zip(batch) {
            let span = comparable(Span::from(span));
            if is_cut && span.encoded_len() > 30_000 {
                prop_assert_eq!(found.span_id, span.span_id);
            } else {
                prop_assert_eq!(comparable(found), span);
            }
        }
    }
}
