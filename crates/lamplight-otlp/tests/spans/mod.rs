//! Spans for tests: made by hand, and at random.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use opentelemetry::trace::{
    Event, Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{Array, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) fn span(id: u64) -> SpanData {
    let (trace, id) = (TraceId::from(7), SpanId::from(id));
    SpanData {
        span_context: SpanContext::new(trace, id, TraceFlags::SAMPLED, false, TraceState::default()),
        parent_span_id: SpanId::from(9),
        parent_span_is_remote: true,
        span_kind: SpanKind::Server,
        name: "work".into(),
        start_time: UNIX_EPOCH + Duration::from_secs(1_465_510_280),
        end_time: UNIX_EPOCH + Duration::from_secs(1_465_510_281),
        attributes: vec![KeyValue::new("id", "A-17")],
        dropped_attributes_count: 0,
        events: SpanEvents::default(),
        links: SpanLinks::default(),
        status: Status::Unset,
        instrumentation_scope: InstrumentationScope::builder("test").build(),
    }
}

/// Batches of anything, from several scopes.
pub(crate) fn batches() -> impl Strategy<Value = Vec<SpanData>> {
    vec((any_span(), any_context(), any::<u64>(), scope()), 0..30).prop_map(|spans| {
        let with = |(mut span, context, parent, scope): (SpanData, _, u64, _)| {
            span.span_context = context;
            span.parent_span_id = SpanId::from(parent & 3);
            span.parent_span_is_remote = parent & 4 == 0;
            span.instrumentation_scope = scope;
            span
        };
        spans.into_iter().map(with).collect()
    })
}

pub(crate) fn attributes() -> impl Strategy<Value = Vec<KeyValue>> {
    vec((".*", any_value()).prop_map(|(key, value)| KeyValue::new(key, value)), 0..6)
}

fn any_span() -> impl Strategy<Value = SpanData> {
    let kind = prop_oneof![
        Just(SpanKind::Client),
        Just(SpanKind::Server),
        Just(SpanKind::Internal),
        Just(SpanKind::Producer),
        Just(SpanKind::Consumer),
    ];
    let status = prop_oneof![Just(Status::Unset), Just(Status::Ok), ".*".prop_map(Status::error)];
    let event = (".*", any_time(), attributes(), any::<u32>())
        .prop_map(|(name, time, attributes, dropped)| Event::new(name, time, attributes, dropped));
    let link = (any_context(), attributes(), any::<u32>())
        .prop_map(|(context, attributes, dropped)| Link::new(context, attributes, dropped));
    let times = (any_time(), any_time());
    let dropped = [any::<u32>(), any::<u32>(), any::<u32>()];
    (".*", kind, status, times, attributes(), vec(event, 0..3), vec(link, 0..3), dropped).prop_map(
        |(name, kind, status, (start, end), attributes, events, links, dropped)| {
            let mut span = span(1);
            span.name = name.into();
            span.span_kind = kind;
            span.status = status;
            (span.start_time, span.end_time) = (start, end);
            span.attributes = attributes;
            (span.events.events, span.links.links) = (events, links);
            [span.dropped_attributes_count, span.events.dropped_count, span.links.dropped_count] = dropped;
            span
        },
    )
}

fn any_context() -> impl Strategy<Value = SpanContext> {
    let state = prop_oneof![
        Just(TraceState::default()),
        Just(TraceState::from_key_value([("a", "1")]).expect("a state")),
        Just(TraceState::from_key_value([("a", "1"), ("vendor", "x:y")]).expect("a state")),
    ];
    (any::<u128>(), any::<u64>(), any::<u8>(), any::<bool>(), state).prop_map(
        |(trace, span, flags, remote, state)| {
            SpanContext::new(trace.into(), span.into(), TraceFlags::new(flags), remote, state)
        },
    )
}

fn scope() -> impl Strategy<Value = InstrumentationScope> {
    (0..3_u8, any::<bool>()).prop_map(|(kind, schema)| {
        let builder = match kind {
            0 => InstrumentationScope::builder(""),
            1 => InstrumentationScope::builder("one").with_version("1.2"),
            _ => InstrumentationScope::builder("two").with_attributes([KeyValue::new("a", 1)]),
        };
        if schema { builder.with_schema_url("https://example.com/schema") } else { builder }.build()
    })
}

fn any_time() -> impl Strategy<Value = SystemTime> {
    prop_oneof![
        Just(UNIX_EPOCH - Duration::from_secs(1)),
        Just(UNIX_EPOCH),
        (0..4_000_000_000_000_000_000_u64).prop_map(|nanos| UNIX_EPOCH + Duration::from_nanos(nanos)),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        (0..40_000_usize).prop_map(|length| Value::from("x".repeat(length))),
        vec(any::<bool>(), 0..200).prop_map(|values| Value::Array(Array::Bool(values))),
        vec(any::<i64>(), 0..5).prop_map(|values| Value::Array(Array::I64(values))),
        vec(any::<f64>(), 0..5).prop_map(|values| Value::Array(Array::F64(values))),
        vec(".*", 0..5)
            .prop_map(|values| Value::Array(Array::String(values.into_iter().map(Into::into).collect()))),
    ]
}
