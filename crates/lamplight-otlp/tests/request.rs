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

/// With other fractions, that the reader here reads exactly: it is one off for some, and takes no text for what JSON
/// has no number for.
#[cfg(feature = "json")]
fn with_plain_fractions(mut batch: Vec<SpanData>) -> Vec<SpanData> {
    use opentelemetry::{Array, Value};

    let one = |value: &mut f64| *value = f64::from(value.to_bits() as u16) / 8.0;
    for attribute in batch.iter_mut().flat_map(|span| {
        let events = span.events.events.iter_mut().flat_map(|event| &mut event.attributes);
        let links = span.links.links.iter_mut().flat_map(|link| &mut link.attributes);
        span.attributes.iter_mut().chain(events).chain(links)
    }) {
        match &mut attribute.value {
            Value::F64(value) => one(value),
            Value::Array(Array::F64(values)) => values.iter_mut().for_each(one),
            _ => {}
        }
    }
    batch
}

#[cfg(feature = "json")]
#[test]
fn json_has_ids_in_hexadecimal_numbers_as_text_and_kinds_as_numbers() {
    use lamplight_otlp::Encoding;
    use opentelemetry::trace::Status;
    use opentelemetry::{Array, Value};

    let mut requests = Requests::with_encoding(Encoding::Json);
    requests.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let (mut span, mut body) = (spans::span(1), Vec::new());
    span.status = Status::error("no \"stock\"");
    span.attributes.extend([
        KeyValue::new("count", 9_007_199_254_740_993),
        KeyValue::new("share", f64::NAN),
        KeyValue::new("ready", Value::Array(Array::Bool(vec![true, false]))),
    ]);
    requests.write(&mut body, &[span]);
    let expected = concat!(
        r#"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"#,
        r#""scopeSpans":[{"scope":{"name":"test","attributes":[]},"spans":[{"#,
        r#""traceId":"00000000000000000000000000000007","spanId":"0000000000000001","#,
        r#""parentSpanId":"0000000000000009","flags":769,"name":"work","kind":2,"#,
        r#""startTimeUnixNano":"1465510280000000000","endTimeUnixNano":"1465510281000000000","#,
        r#""attributes":[{"key":"id","value":{"stringValue":"A-17"}},"#,
        r#"{"key":"count","value":{"intValue":"9007199254740993"}},"#,
        r#"{"key":"share","value":{"doubleValue":"NaN"}},{"key":"ready","value":{"arrayValue":{"values":[{"boolValue":true},{"boolValue":false}]}}}],"#,
        r#""events":[],"links":[],"status":{"message":"no \"stock\"","code":2}}]}]}]}"#,
    );
    assert_eq!(String::from_utf8(body).unwrap(), expected);
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

    #[cfg(feature = "json")]
    #[test]
    fn json_says_what_protobuf_says(batch in spans::batches(), attributes in spans::attributes()) {
        let resource = Resource::builder_empty().with_attributes(attributes).build();
        // Attributes of a resource are few and finite here, or not there.
        let resource = if resource.iter().any(|(_, value)| format!("{value:?}").contains("F64")) {
            Resource::builder_empty().build()
        } else {
            resource
        };
        let batch = with_plain_fractions(batch);
        let mut requests = Requests::with_encoding(lamplight_otlp::Encoding::Json);
        requests.set_resource(&resource);
        let mut body = Vec::new();
        requests.write(&mut body, &batch);
        let json: ExportTraceServiceRequest = serde_json::from_slice(&body).unwrap();
        let mut requests = Requests::default();
        requests.set_resource(&resource);
        let protobuf = ours(&mut requests, &batch);
        let is_same = comparable(json.clone()) == comparable(protobuf.clone());
        prop_assert!(is_same, "{:.2000}\n{:.2000}", format!("{json:?}"), format!("{protobuf:?}"));
    }
}
