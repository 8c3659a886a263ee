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
use lamplight_xray::XrayExporter;
use opentelemetry::trace::{SpanContext, TraceFlags, TraceState};
use opentelemetry::{Array, KeyValue, SpanId, TraceId, Value};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span, Status};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SpanData, SpanExporter as _};
use proptest::prelude::*;
use prost::Message as _;

use self::spans::{TRACE, span};

const ANNOTATIONS: &str = "aws.xray.annotations";

/// A daemon, and an exporter to it that is told where it is.
fn exporter() -> (UdpSocket, XrayExporter) {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    daemon.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let address = daemon.local_addr().unwrap();
    let mut exporter = XrayExporter::builder(address.into()).annotate(["order.id"]).otlp().build();
    exporter.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    (daemon, exporter)
}

fn export(exporter: &XrayExporter, batch: Vec<SpanData>) {
    match pin!(exporter.export(batch)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result.unwrap(),
        Poll::Pending => panic!("an export never waits"),
    }
}

/// The next datagram: its mark, and what is in it.
fn received(daemon: &UdpSocket) -> (String, ResourceSpans) {
    let mut datagram = vec![0; 65_536];
    let length = daemon.recv(&mut datagram).unwrap();
    assert!(length <= 65_507, "{length}");
    let text = datagram[..length].strip_prefix(b"{\"format\":\"json\",\"version\":1}\n").unwrap();
    let (mark, encoded) = text.split_at(3);
    let request = ExportTraceServiceRequest::decode(&*STANDARD.decode(encoded).unwrap()).unwrap();
    let [only] = <[ResourceSpans; 1]>::try_from(request.resource_spans).unwrap();
    (String::from_utf8(mark.to_vec()).unwrap(), only)
}

fn received_spans(daemon: &UdpSocket, mark: &str) -> Vec<Span> {
    let (found, resource) = received(daemon);
    assert_eq!(found, mark);
    resource.scope_spans.into_iter().flat_map(|scope| scope.spans).collect()
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
fn spans_arrive_with_their_resource_and_scope() {
    let (daemon, exporter) = exporter();
    export(&exporter, vec![span(2, 1), span(1, 9)]);
    let (mark, resource) = received(&daemon);
    assert_eq!(mark, "T1S");
    let attributes = resource.resource.unwrap().attributes;
    assert_eq!((attributes.len(), attributes[0].key.as_str()), (1, "service.name"));
    let [scope] = &resource.scope_spans[..] else { panic!("one scope: {:?}", resource.scope_spans) };
    assert_eq!(scope.scope.as_ref().unwrap().name, "test");
    assert_eq!(scope.spans.iter().map(|span| span.span_id[7]).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn spans_that_are_not_sampled_have_an_envelope_of_their_own() {
    let (daemon, exporter) = exporter();
    let mut unsampled = span(2, 1);
    let (trace, id) = (TraceId::from(TRACE), SpanId::from(2));
    unsampled.span_context = SpanContext::new(trace, id, TraceFlags::default(), false, TraceState::default());
    export(&exporter, vec![unsampled, span(1, 9)]);
    assert_eq!(received_spans(&daemon, "T1S")[0].span_id[7], 1);
    assert_eq!(received_spans(&daemon, "T1U")[0].span_id[7], 2);
}

#[test]
fn annotations_are_named() {
    let (daemon, exporter) = exporter();
    let mut named = span(1, 9);
    let own = Value::Array(Array::String(vec!["total".into()]));
    named.attributes = vec![
        KeyValue::new("order.id", "A-17"),
        KeyValue::new(ANNOTATIONS, own),
        KeyValue::new("total", 2.5),
        KeyValue::new("ColdStart", true),
    ];
    export(&exporter, vec![named, span(2, 1)]);
    let spans = received_spans(&daemon, "T1S");
    assert_eq!(annotations(&spans[0]), ["total", "order.id", "ColdStart"]);
    assert!(annotations(&spans[1]).is_empty());
}

#[test]
fn what_finds_no_room_goes_into_another_datagram() {
    let (daemon, exporter) = exporter();
    let large = |id| {
        let mut span = span(id, 1);
        span.attributes = vec![KeyValue::new("text", "x".repeat(10_000))];
        span
    };
    export(&exporter, (2..12).map(large).collect());
    let datagrams = [(); 3].map(|()| received_spans(&daemon, "T1S"));
    assert_eq!(datagrams.each_ref().map(Vec::len), [4, 4, 2]);
    let ids = datagrams.iter().flatten().map(|span| span.span_id[7]);
    assert_eq!(ids.collect::<Vec<_>>(), (2..12).collect::<Vec<_>>());
}

#[test]
fn a_span_that_is_too_large_is_cut_and_says_how_much() {
    let (daemon, exporter) = exporter();
    let mut large = span(1, 9);
    large.name = "n".repeat(1000).into();
    large.attributes = (0..100).map(|key| KeyValue::new(format!("key{key}"), "é".repeat(10_000))).collect();
    export(&exporter, vec![large]);
    let [cut] = &received_spans(&daemon, "T1S")[..] else { panic!("one span") };
    assert_eq!((cut.name.len(), cut.attributes.len(), cut.dropped_attributes_count), (250, 32, 68));
    let Some(Any::StringValue(text)) = &cut.attributes[0].value.as_ref().unwrap().value else {
        panic!("text")
    };
    assert_eq!(text, &"é".repeat(125));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_span_arrives_once_and_as_it_was(batch in spans::batches()) {
        let (daemon, exporter) = exporter();
        let mut expected = batch.clone().into_iter();
        export(&exporter, batch);
        while expected.len() > 0 {
            for found in received_spans(&daemon, "T1S") {
                let span = comparable(Span::from(expected.next().unwrap()));
                // One that is cut says so by what is missing; there is a test for it.
                if span.encoded_len() < 39_000 {
                    prop_assert_eq!(comparable(found), span);
                } else {
                    prop_assert_eq!(found.span_id, span.span_id);
                }
            }
        }
        daemon.set_nonblocking(true).unwrap();
        prop_assert!(daemon.recv(&mut [0]).is_err(), "something arrives twice");
    }
}
