//! Spans for tests: made by hand, and at random.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{
    Event, Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Array, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) const TRACE: u128 = 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793;

/// A second in which nothing else happened.
pub(crate) fn start() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_465_510_280)
}

pub(crate) fn context(id: u64) -> SpanContext {
    let (trace, id) = (TraceId::from(TRACE), SpanId::from(id));
    SpanContext::new(trace, id, TraceFlags::SAMPLED, false, TraceState::default())
}

/// A sampled span of 250 ms that says nothing.
pub(crate) fn span(id: u64, parent: u64) -> SpanData {
    SpanData {
        span_context: context(id),
        parent_span_id: SpanId::from(parent),
        parent_span_is_remote: false,
        span_kind: SpanKind::Internal,
        name: "work".into(),
        start_time: start(),
        end_time: start() + Duration::from_millis(250),
        attributes: Vec::new(),
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("test").build(),
    }
}

pub(crate) fn exception(message: &str, stack: &str) -> Event {
    let attributes = vec![
        KeyValue::new("exception.type", "Declined"),
        KeyValue::new("exception.message", message.to_owned()),
        KeyValue::new("exception.stacktrace", stack.to_owned()),
    ];
    Event::new("exception", start(), attributes, 0)
}

/// Batches of spans whose parents are each other, somebody else or nobody, some of them very large.
pub(crate) fn batches() -> impl Strategy<Value = Vec<SpanData>> {
    vec((any_span(), 0..60_u64, 0..20_u32), 1..50).prop_map(|spans| {
        let number = |(id, (mut span, parent, remote)): (u64, (SpanData, u64, u32))| {
            span.span_context = context(id + 1);
            span.parent_span_id = SpanId::from(parent);
            span.parent_span_is_remote = remote == 0;
            span
        };
        (0..).zip(spans).map(number).collect()
    })
}

fn any_span() -> impl Strategy<Value = SpanData> {
    let kind = prop_oneof![
        Just(SpanKind::Client),
        Just(SpanKind::Server),
        Just(SpanKind::Internal),
        Just(SpanKind::Producer),
        Just(SpanKind::Consumer),
    ];
    let status = prop_oneof![Just(Status::Unset), Just(Status::Ok), any_text().prop_map(Status::error)];
    let event = (prop_oneof![Just("exception".to_owned()), ".*"], attributes())
        .prop_map(|(name, attributes)| Event::new(name, start(), attributes, 0));
    let link = attributes().prop_map(|attributes| Link::new(context(7), attributes, 0));
    (".*", kind, status, attributes(), vec(event, 0..3), vec(link, 0..2), any::<u32>()).prop_map(
        |(name, kind, status, attributes, events, links, millis)| {
            let mut span = span(1, 0);
            span.name = name.into();
            span.span_kind = kind;
            span.status = status;
            span.end_time = start() + Duration::from_millis(millis.into());
            span.attributes = attributes;
            span.events.events = events;
            span.links.links = links;
            span
        },
    )
}

fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    let key = prop_oneof![
        Just("http.request.method".to_owned()),
        Just("url.full".to_owned()),
        Just("url.path".to_owned()),
        Just("server.address".to_owned()),
        Just("http.response.status_code".to_owned()),
        Just("rpc.system".to_owned()),
        Just("client.address".to_owned()),
        Just("db.system.name".to_owned()),
        Just("db.query.text".to_owned()),
        Just("aws.dynamodb.table_names".to_owned()),
        Just("aws.xray.annotations".to_owned()),
        Just("exception.message".to_owned()),
        Just("exception.stacktrace".to_owned()),
        Just("faas.coldstart".to_owned()),
        Just("ColdStart".to_owned()),
        Just("a.b".to_owned()),
        Just("a-b".to_owned()),
        ".*",
    ];
    vec((key, any_value()).prop_map(|(key, value)| KeyValue::new(key, value)), 0..8)
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (400..600_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
        Just(Value::from("postgresql")),
        Just(Value::Array(Array::String(vec!["a.b".into(), "url.path".into()]))),
        vec(any::<bool>(), 0..3).prop_map(|values| Value::Array(Array::Bool(values))),
        vec(any::<i64>(), 0..3).prop_map(|values| Value::Array(Array::I64(values))),
        vec(any::<f64>(), 0..3).prop_map(|values| Value::Array(Array::F64(values))),
        vec(".*", 0..3)
            .prop_map(|values| Value::Array(Array::String(values.into_iter().map(Into::into).collect()))),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    let long = ("[a-zé\"\n\u{1}]{1,5}", 1..20_000_usize).prop_map(|(text, times)| text.repeat(times));
    prop_oneof![8 => ".*", 1 => long]
}
