//! Requests say the same as those that `opentelemetry-proto` makes of the same spans.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod spans;

use lamplight_otlp::Requests;
use opentelemetry::KeyValue;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use proptest::prelude::*;
use prost::Message as _;

fn ours(requests: &mut Requests, batch: &[SpanData]) -> ExportTraceServiceRequest {
    let mut body = Vec::new();
    requests.write(&mut body, batch);
    ExportTraceServiceRequest::decode(&body[..]).unwrap()
}

fn theirs(resource: &Resource, batch: &[SpanData]) -> ExportTraceServiceRequest {
    let resource = ResourceAttributesWithSchema::from(resource);
    let resource_spans = group_spans_by_resource_and_scope(batch.to_vec(), &resource);
    ExportTraceServiceRequest { resource_spans }
}

/// The same bytes, so that a NaN equals itself; attributes of a resource have no order.
fn comparable(mut request: ExportTraceServiceRequest) -> Vec<u8> {
    for spans in &mut request.resource_spans {
        let attributes = &mut spans.resource.as_mut().unwrap().attributes;
        attributes.sort_by(|one, other| one.key.cmp(&other.key));
    }
    request.encode_to_vec()
}

#[test]
fn a_request_has_the_resource_and_each_scope_once() {
    let mut requests = Requests::default();
    requests.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let request = ours(&mut requests, &[spans::span(1), spans::span(2)]);
    let [spans] = &request.resource_spans[..] else { panic!("one resource: {request:?}") };
    assert_eq!(spans.resource.as_ref().unwrap().attributes[0].key, "service.name");
    assert_eq!((spans.scope_spans.len(), spans.scope_spans[0].spans.len()), (1, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn requests_say_what_those_of_opentelemetry_say(
        batches in proptest::collection::vec(spans::batches(), 1..3),
        attributes in spans::attributes(),
        schema in prop_oneof![Just(""), Just("https://example.com/resource")],
    ) {
        let resource = Resource::builder_empty().with_schema_url(attributes, schema)
            .with_attribute(KeyValue::new("service.name", "orders")).build();
        let mut requests = Requests::default();
        requests.set_resource(&resource);
        for batch in batches {
            let (ours, theirs) = (ours(&mut requests, &batch), theirs(&resource, &batch));
            prop_assert!(comparable(ours.clone()) == comparable(theirs.clone()), "{ours:#?}\n{theirs:#?}");
        }
    }
}
