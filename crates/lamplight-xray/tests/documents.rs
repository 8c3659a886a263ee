//! Spans become documents that X-Ray takes: whole ones by example, and any by the schema and the limits.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod schema;
mod spans;

use std::collections::BTreeMap;

use lamplight_xray::{Documents, MAX_DOCUMENT};
use opentelemetry::trace::{Event, Link, SpanKind, Status, TraceFlags, TraceState};
use opentelemetry::trace::{SpanContext, SpanId, TraceId};
use opentelemetry::{Array, KeyValue, Value as Attribute};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use proptest::prelude::*;
use serde_json::{Value, json};

use self::spans::{TRACE, context, exception, span, start};

/// What is sent for a batch: each document, its number of spans and whether it is cut.
fn written_by(documents: &mut Documents, batch: &[SpanData]) -> Vec<(Value, usize, bool)> {
    let mut written = Vec::new();
    documents.write(batch, |datagram| {
        let document = datagram.bytes.strip_prefix(b"{\"format\":\"json\",\"version\":1}\n").unwrap();
        assert!(document.len() <= MAX_DOCUMENT && datagram.bytes.len() <= 65_507, "{}", document.len());
        written.push((serde_json::from_slice(document).unwrap(), datagram.spans, datagram.is_cut));
    });
    written
}

fn written(batch: &[SpanData]) -> Vec<Value> {
    let documents = written_by(&mut Documents::default(), batch);
    documents.iter().for_each(|(document, ..)| schema::check(document));
    documents.into_iter().map(|(document, ..)| document).collect()
}

fn one(span: SpanData) -> Value {
    let mut documents = written(&[span]);
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn ids(document: &Value, found: &mut BTreeMap<String, usize>) {
    *found.entry(document["id"].as_str().unwrap().to_owned()).or_default() += 1;
    for child in document["subsegments"].as_array().into_iter().flatten() {
        ids(child, found);
    }
}

#[test]
fn a_span_with_a_parent_elsewhere_is_an_independent_subsegment() {
    let document = one(span(0x10, 0x53));
    assert_eq!(
        document,
        json!({
            "name": "work", "id": "0000000000000010", "trace_id": "1-5759e988-bd862e3fe1be46a994272793",
            "type": "subsegment", "parent_id": "0000000000000053",
            "start_time": 1_465_510_280.0, "end_time": 1_465_510_280.25,
        })
    );
}

#[test]
fn a_span_without_a_parent_is_a_segment() {
    let document = one(span(0x10, 0));
    assert!(document.get("type").is_none() && document.get("parent_id").is_none(), "{document}");
}

#[test]
fn children_are_nested_in_the_order_of_the_batch() {
    let documents = written(&[span(3, 2), span(4, 2), span(2, 1), span(1, 9), span(5, 1)]);
    let [document] = &documents[..] else { panic!("one datagram: {documents:?}") };
    let of = |value: &Value| -> Vec<String> {
        let children = value["subsegments"].as_array().unwrap();
        children.iter().map(|child| child["id"].as_str().unwrap()[15..].to_owned()).collect()
    };
    assert_eq!(of(document), ["2", "5"]);
    assert_eq!(of(&document["subsegments"][0]), ["3", "4"]);
    assert!(document["subsegments"][0].get("trace_id").is_none());
}

#[test]
fn a_child_of_a_remote_parent_is_not_nested() {
    let mut child = span(2, 1);
    child.parent_span_is_remote = true;
    assert_eq!(written(&[span(1, 9), child]).len(), 2);
}

#[test]
fn spans_of_different_traces_are_not_mixed() {
    let mut other = span(2, 1);
    let (trace, id) = (TraceId::from(TRACE + 1), SpanId::from(2));
    other.span_context = SpanContext::new(trace, id, TraceFlags::SAMPLED, false, TraceState::default());
    assert_eq!(written(&[span(1, 9), other]).len(), 2);
}

#[test]
fn a_span_that_is_not_sampled_is_not_sent_and_its_children_are() {
    let mut parent = span(1, 9);
    let (trace, id) = (TraceId::from(TRACE), SpanId::from(1));
    parent.span_context = SpanContext::new(trace, id, TraceFlags::default(), false, TraceState::default());
    let documents = written(&[parent, span(2, 1)]);
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0]["parent_id"], "0000000000000001");
}

#[test]
fn spans_that_are_each_others_parents_are_sent_once() {
    let documents = written(&[span(1, 2), span(2, 1), span(3, 3)]);
    let mut found = BTreeMap::new();
    documents.iter().for_each(|document| ids(document, &mut found));
    assert_eq!(found.into_values().collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_span_without_an_id_is_counted() {
    let mut broken = span(1, 9);
    broken.span_context = context(0);
    let mut sent = 0;
    assert_eq!(Documents::default().write(&[broken, span(2, 9)], |_| sent += 1), 1);
    assert_eq!(sent, 1);
}

#[test]
fn a_call_to_another_service_is_shown_by_that_services_name() {
    let mut call = span(1, 9);
    call.span_kind = SpanKind::Client;
    call.name = "GET".into();
    call.attributes = vec![
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("url.full", "https://api.example.com/orders/17"),
        KeyValue::new("http.response.status_code", 429),
        KeyValue::new("server.address", "api.example.com"),
    ];
    let document = one(call);
    assert_eq!(document["name"], "api.example.com");
    assert_eq!(document["namespace"], "remote");
    assert_eq!((&document["error"], &document["throttle"]), (&json!(true), &json!(true)));
    assert!(document.get("fault").is_none());
    assert_eq!(
        document["http"],
        json!({
            "request": { "method": "GET", "url": "https://api.example.com/orders/17" },
            "response": { "status": 429 },
        })
    );
    assert_eq!(
        document["metadata"],
        json!({ "default": { "server.address": "api.example.com" }, "span": { "name": "GET" } })
    );
}

#[test]
fn a_call_of_an_aws_sdk_is_shown_as_one() {
    let mut call = span(1, 9);
    call.span_kind = SpanKind::Client;
    call.attributes = vec![
        KeyValue::new("rpc.system", "aws-api"),
        KeyValue::new("rpc.service", "DynamoDB"),
        KeyValue::new("rpc.method", "PutItem"),
        KeyValue::new("aws.region", "eu-west-1"),
        KeyValue::new("aws.request_id", "r-1"),
    ];
    let document = one(call);
    assert_eq!((&document["name"], &document["namespace"]), (&json!("DynamoDB"), &json!("aws")));
    let aws = json!({ "operation": "PutItem", "region": "eu-west-1", "request_id": "r-1" });
    assert_eq!(document["aws"], aws);
}

#[test]
fn a_call_of_a_database_is_shown_with_its_query() {
    let mut call = span(1, 9);
    call.span_kind = SpanKind::Client;
    call.name = "SELECT orders".into();
    call.attributes = vec![
        KeyValue::new("db.system.name", "postgresql"),
        KeyValue::new("db.namespace", "shop"),
        KeyValue::new("db.query.text", "SELECT * FROM orders WHERE id = $1"),
        KeyValue::new("db.user", "packer"),
        KeyValue::new("server.address", "db.example.com"),
    ];
    let document = one(call.clone());
    assert_eq!(
        (&document["name"], &document["namespace"]),
        (&json!("shop@db.example.com"), &json!("remote"))
    );
    assert_eq!(
        document["sql"],
        json!({
            "connection_string": "db.example.com/shop", "url": "SELECT orders", "database_type": "postgresql",
            "user": "packer", "sanitized_query": "SELECT * FROM orders WHERE id = $1",
        })
    );
    let kept = &document["metadata"]["default"];
    assert!(kept.get("db.query.text").is_none() && kept.get("db.namespace").is_some(), "{kept}");

    call.attributes[2] = KeyValue::new("db.query.text", "x".repeat(300));
    let document = one(call.clone());
    assert_eq!(document["sql"]["sanitized_query"].as_str().unwrap().len(), 250);
    assert_eq!(document["metadata"]["default"]["db.query.text"].as_str().unwrap().len(), 300);

    call.attributes[0] = KeyValue::new("db.system.name", "mongodb");
    let document = one(call);
    assert!(document.get("sql").is_none(), "{document}");
    assert_eq!(document["metadata"]["default"]["db.user"], "packer");
}

#[test]
fn calls_of_aws_say_whose_and_which_tables() {
    let mut documents = Documents::default();
    let resource =
        Resource::builder_empty().with_attribute(KeyValue::new("cloud.account.id", "123456789012"));
    documents.set_resource(&resource.build());
    let tables = |names: &[&'static str]| {
        let names = names.iter().map(|name| (*name).into()).collect();
        KeyValue::new("aws.dynamodb.table_names", Attribute::Array(Array::String(names)))
    };
    let mut call = span(1, 9);
    call.span_kind = SpanKind::Client;
    call.attributes = vec![KeyValue::new("aws.service", "DynamoDB"), tables(&["orders"])];
    let (document, ..) = written_by(&mut documents, &[call.clone()]).remove(0);
    schema::check(&document);
    assert_eq!((&document["name"], &document["namespace"]), (&json!("DynamoDB"), &json!("aws")));
    assert_eq!(document["aws"], json!({ "account_id": "123456789012", "table_name": "orders" }));

    call.attributes = vec![
        KeyValue::new("rpc.system", "aws-api"),
        KeyValue::new("aws.remote.service", "AWS.SDK.DynamoDB"),
        KeyValue::new("aws.account_id", "7"),
        tables(&["orders", "items"]),
    ];
    let (document, ..) = written_by(&mut documents, &[call]).remove(0);
    schema::check(&document);
    assert_eq!(document["name"], "DynamoDB");
    assert_eq!(document["aws"], json!({ "account_id": "7", "table_names": ["orders", "items"] }));
}

#[test]
fn a_message_to_a_service_that_is_named_is_remote() {
    for kind in [SpanKind::Producer, SpanKind::Consumer] {
        let mut message = span(1, 9);
        message.span_kind = kind;
        assert!(one(message.clone()).get("namespace").is_none());
        message.attributes = vec![KeyValue::new("aws.remote.service", "orders")];
        assert_eq!(one(message)["namespace"], "remote");
    }
}

#[test]
fn the_client_is_an_address() {
    let client = |attributes: &[(&'static str, &'static str)]| {
        let mut served = span(1, 0);
        served.span_kind = SpanKind::Server;
        served.attributes = attributes.iter().map(|(key, value)| KeyValue::new(*key, *value)).collect();
        served.attributes.push(KeyValue::new("http.response.body.size", 17));
        let document = one(served);
        assert_eq!(document["http"]["response"]["content_length"], 17);
        (document["http"]["request"].clone(), document["metadata"]["default"].clone())
    };
    let (request, _) = client(&[("client.address", "2001:db8::1")]);
    assert_eq!(request, json!({ "client_ip": "2001:db8::1", "x_forwarded_for": true }));
    let (request, _) = client(&[("client.address", "192.0.2.1"), ("network.peer.address", "192.0.2.2")]);
    assert_eq!(request, json!({ "client_ip": "192.0.2.1" }));
    let (request, kept) = client(&[("client.address", "example.com"), ("network.peer.address", "192.0.2.2")]);
    assert_eq!(
        (&request["client_ip"], &kept["client.address"]),
        (&json!("192.0.2.2"), &json!("example.com"))
    );
}

#[test]
fn a_segment_says_where_it_runs_and_for_whom() {
    let with = |platform: &'static str, parent| {
        let mut documents = Documents::default();
        let attributes = [
            KeyValue::new("cloud.provider", "aws"),
            KeyValue::new("cloud.platform", platform),
            KeyValue::new("service.version", "1.2"),
        ];
        documents.set_resource(&Resource::builder_empty().with_attributes(attributes).build());
        let mut served = span(1, parent);
        served.attributes = vec![KeyValue::new("enduser.id", "ada")];
        let (document, ..) = written_by(&mut documents, &[served]).remove(0);
        schema::check(&document);
        document
    };
    let segment = with("aws_ecs", 0);
    assert_eq!((&segment["origin"], &segment["user"]), (&json!("AWS::ECS::Container"), &json!("ada")));
    assert_eq!(segment["service"], json!({ "version": "1.2" }));
    assert!(with("aws_lambda", 0).get("origin").is_none());
    let subsegment = with("aws_ecs", 9);
    assert!(["origin", "user", "service"].iter().all(|key| subsegment.get(key).is_none()), "{subsegment}");
}

#[test]
fn a_span_names_its_own_annotations() {
    let mut said = span(1, 9);
    let names = ["order.id", "list", "missing"].map(Into::into).to_vec();
    said.attributes = vec![
        KeyValue::new("order.id", "A-17"),
        KeyValue::new("list", Attribute::Array(Array::I64(vec![1]))),
        KeyValue::new("other", 1),
        KeyValue::new("aws.xray.annotations", Attribute::Array(Array::String(names))),
    ];
    let document = one(said);
    assert_eq!(document["annotations"], json!({ "order_id": "A-17" }));
    assert_eq!(document["metadata"], json!({ "default": { "list": [1], "other": 1 } }));
}

#[test]
fn a_url_is_put_together_from_its_parts_and_cut() {
    let mut served = span(1, 9);
    served.span_kind = SpanKind::Server;
    served.attributes = vec![
        KeyValue::new("url.scheme", "https"),
        KeyValue::new("server.address", "example.com"),
        KeyValue::new("url.path", "/orders"),
    ];
    assert_eq!(one(served.clone())["http"]["request"]["url"], "https://example.com/orders");
    served.attributes.push(KeyValue::new("url.full", format!("https://{}", "é".repeat(300))));
    let document = one(served);
    assert_eq!(document["http"]["request"]["url"].as_str().unwrap().chars().count(), 250);
    assert_eq!(document["metadata"]["default"]["url.full"].as_str().unwrap().chars().count(), 308);
}

#[test]
fn statuses_become_flags() {
    let flagged = |code: Option<i64>, status: Status| {
        let mut span = span(1, 9);
        span.attributes.extend(code.map(|code| KeyValue::new("http.response.status_code", code)));
        span.status = status;
        let document = one(span);
        ["error", "throttle", "fault"].map(|flag| document.get(flag).is_some())
    };
    assert_eq!(flagged(None, Status::Ok), [false, false, false]);
    assert_eq!(flagged(None, Status::error("no")), [false, false, true]);
    assert_eq!(flagged(Some(404), Status::Unset), [true, false, false]);
    assert_eq!(flagged(Some(404), Status::error("no")), [true, false, false]);
    assert_eq!(flagged(Some(429), Status::Unset), [true, true, false]);
    assert_eq!(flagged(Some(503), Status::Unset), [false, false, true]);
    assert_eq!(flagged(Some(200), Status::error("no")), [false, false, true]);
}

#[test]
fn exceptions_are_the_cause() {
    let mut failed = span(1, 9);
    failed.status = Status::error("not looked at");
    failed.events.events = vec![
        exception("no cover", "0: app::charge\n   at src/pay.rs:12:5\n"),
        Event::new("retry", start(), vec![KeyValue::new("attempt", 2)], 0),
    ];
    let document = one(failed);
    assert_eq!(
        document["cause"],
        json!({ "exceptions": [{
            "id": "9e3779b97f4a7c14", "remote": false, "type": "Declined", "message": "no cover",
            "stack": [{ "path": "src/pay.rs", "line": 12, "label": "app::charge" }],
        }]})
    );
    assert_eq!(
        document["metadata"]["span"]["events"],
        json!([{ "name": "retry", "time": 1_465_510_280.0, "attributes": { "attempt": 2 } }])
    );
}

#[test]
fn the_message_of_the_status_is_the_cause_where_there_is_no_exception() {
    let mut failed = span(1, 9);
    failed.status = Status::error("no cover");
    assert_eq!(one(failed)["cause"]["exceptions"][0]["message"], "no cover");
}

#[test]
fn chosen_attributes_are_annotations_and_the_others_metadata() {
    let mut documents = Documents::default();
    documents.annotate(["orders.id", "total", "list"]);
    documents.set_resource(&Resource::builder_empty().with_service_name("orders").build());
    let mut invocation = span(1, 9);
    invocation.attributes = vec![
        KeyValue::new("orders.id", "A-17"),
        KeyValue::new("total", 1.5),
        KeyValue::new("list", Attribute::Array(Array::I64(vec![1]))),
        KeyValue::new("faas.coldstart", true),
        KeyValue::new("other", "first"),
        KeyValue::new("other", "last"),
    ];
    let (document, ..) = written_by(&mut documents, &[invocation]).remove(0);
    schema::check(&document);
    let annotations = json!({ "orders_id": "A-17", "total": 1.5, "ColdStart": true, "Service": "orders" });
    assert_eq!(document["annotations"], annotations);
    let metadata = json!({ "default": { "list": [1], "faas.coldstart": true, "other": "last" } });
    assert_eq!(document["metadata"], metadata);
}

#[test]
fn annotations_beyond_the_limits_become_metadata() {
    let mut documents = Documents::default();
    documents.annotate((0..60).map(|index| format!("key{index:02}")).chain(["long".to_owned()]));
    let mut busy = span(1, 9);
    busy.attributes.push(KeyValue::new("long", "x".repeat(1001)));
    busy.attributes.extend((0..60).map(|index| KeyValue::new(format!("key{index:02}"), index)));
    let (document, ..) = written_by(&mut documents, &[busy]).remove(0);
    schema::check(&document);
    assert_eq!(document["annotations"].as_object().unwrap().len(), 50);
    assert_eq!(document["annotations"]["long"].as_str().unwrap().len(), 1000);
    let metadata = document["metadata"]["default"].as_object().unwrap();
    assert_eq!(metadata.len(), 12);
    assert_eq!(metadata["long"].as_str().unwrap().len(), 1001);
}

#[test]
fn links_are_written() {
    let mut linked = span(1, 9);
    linked.links.links = vec![Link::new(context(7), vec![KeyValue::new("reason", "batch")], 0)];
    assert_eq!(
        one(linked)["links"],
        json!([{
            "trace_id": "1-5759e988-bd862e3fe1be46a994272793", "id": "0000000000000007",
            "attributes": { "reason": "batch" },
        }])
    );
}

#[test]
fn children_that_find_no_room_are_sent_on_their_own() {
    let mut batch = vec![span(1, 99)];
    batch.extend((2..12).map(|id| {
        let mut child = span(id, 1);
        child.attributes.push(KeyValue::new("text", "x".repeat(10_000)));
        child
    }));
    let documents = written_by(&mut Documents::default(), &batch);
    assert_eq!(documents.iter().map(|(_, spans, _)| spans).sum::<usize>(), 11);
    assert_eq!(documents[0].1, 7, "six children fit");
    assert!(documents.iter().all(|(_, _, is_cut)| !is_cut));
    assert!(documents[1..].iter().all(|(document, ..)| document["parent_id"] == "0000000000000001"));
}

#[test]
fn a_deep_chain_is_split() {
    let batch: Vec<_> = (1..500).map(|id| span(id, id - 1)).collect();
    let documents = written(&batch);
    let mut found = BTreeMap::new();
    documents.iter().for_each(|document| ids(document, &mut found));
    assert_eq!(found.len(), 499);
    assert_eq!(documents.len(), 499_usize.div_ceil(33));
}

#[test]
fn a_span_that_is_too_large_is_cut_and_says_so() {
    let mut large = span(1, 9);
    large.attributes = vec![
        KeyValue::new("huge", "x".repeat(1_000_000)),
        KeyValue::new("list", Attribute::Array(Array::I64(vec![1; 100_000]))),
        KeyValue::new("small", "y"),
    ];
    let (document, spans, is_cut) = written_by(&mut Documents::default(), &[large]).remove(0);
    schema::check(&document);
    assert_eq!((spans, is_cut), (1, true));
    let metadata = json!({ "default": { "huge": "x".repeat(1000), "small": "y" }, "span": { "cut": true } });
    assert_eq!(document["metadata"], metadata);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_span_is_in_exactly_one_document_and_every_document_is_valid(
        batches in proptest::collection::vec(spans::batches(), 1..3),
    ) {
        let mut documents = Documents::default();
        documents.annotate(["a.b", "a-b", "url.path", "exception.message"]);
        documents.set_resource(&Resource::builder_empty().with_service_name("orders").build());
        for batch in batches {
            let mut found = BTreeMap::new();
            for (document, spans, _) in written_by(&mut documents, &batch) {
                schema::check(&document);
                let before = found.len();
                ids(&document, &mut found);
                prop_assert_eq!(found.len() - before, spans);
            }
            prop_assert_eq!(found.len(), batch.len());
            prop_assert!(found.values().all(|times| *times == 1));
        }
    }
}
