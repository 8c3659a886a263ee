//! Lines as a backend reads them, decoded by another's code.

use lamplight_core::clock::Timestamp;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use proptest::prelude::*;
use prost::Message as _;
use serde_json::{Value, json};

use super::Line;
use crate::event::{Action, Event, Invoke, Sent, Verdict};
use crate::settings::{Destination, Emf, Settings};
use crate::signal::Signal;
use crate::state::State;

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

fn line(record: impl Into<Value>) -> Line {
    Line::new(Some(NOW), record.into())
}

fn platform(kind: &str, record: &Value) -> Event {
    let event = json!({ "time": NOW.to_string(), "type": kind, "record": record });
    Event::Platform(lamplight_records::platform::Event::from_value(&event).expect("a platform event"))
}

/// What one destination is sent of events, in an invocation that ends after them.
fn sent(emf: Emf, events: Vec<Event>) -> Vec<(Signal, Vec<u8>)> {
    let settings = Settings { emf, ..Settings::default() };
    let mut state = State::new(settings, NOW, 1);
    let everything =
        Destination { name: "collector".to_owned(), takes: [true; 3], limits: Default::default() };
    let invoke = Invoke {
        request_id: "r".to_owned(),
        deadline: Timestamp::from_millis(NOW.as_millis() + 3000),
        arn: None,
        trace_header: Some(TRACE.to_owned()),
    };
    let begin = [Event::Configured(vec![everything]), Event::Invoke(invoke)];
    let end = [platform("platform.runtimeDone", &json!({ "requestId": "r", "status": "success" }))];
    let mut bodies = Vec::new();
    for event in begin.into_iter().chain(events).chain(end) {
        let mut todo = vec![event];
        while let Some(event) = todo.pop() {
            for action in state.step(event, NOW) {
                if let Action::Send { attempt, signal, bodies: sent, .. } = action {
                    bodies.push((signal, sent.concat()));
                    let verdict = Verdict::Delivered { rejected: 0 };
                    todo.push(Event::Sent(vec![Sent { attempt, verdict }]));
                }
            }
        }
    }
    bodies
}

fn records(events: Vec<Event>) -> Vec<LogRecord> {
    let of_logs = sent(Emf::Skip, events).into_iter().filter(|(signal, _)| *signal == Signal::Logs);
    let requests = of_logs.map(|(_, body)| ExportLogsServiceRequest::decode(&body[..]).expect("OTLP"));
    let scopes = requests.flat_map(|request| request.resource_logs).flat_map(|resource| resource.scope_logs);
    scopes.flat_map(|scope| scope.log_records).collect()
}

fn metrics(emf: Emf, events: Vec<Event>) -> Vec<Metric> {
    let of_metrics = sent(emf, events).into_iter().filter(|(signal, _)| *signal == Signal::Metrics);
    let requests = of_metrics.map(|(_, body)| ExportMetricsServiceRequest::decode(&body[..]).expect("OTLP"));
    let scopes =
        requests.flat_map(|request| request.resource_metrics).flat_map(|resource| resource.scope_metrics);
    scopes.flat_map(|scope| scope.metrics).collect()
}

fn one(record: impl Into<Value>) -> LogRecord {
    let mut records = records(vec![Event::Logged(vec![line(record)])]);
    assert_eq!(records.len(), 1, "{records:?}");
    records.remove(0)
}

fn body(record: &LogRecord) -> &str {
    match record.body.as_ref().and_then(|body| body.value.as_ref()) {
        Some(Any::StringValue(text)) => text,
        other => panic!("not text: {other:?}"),
    }
}

fn attribute<'a>(record: &'a LogRecord, key: &str) -> Option<&'a Any> {
    record.attributes.iter().find(|attribute| attribute.key == key)?.value.as_ref()?.value.as_ref()
}

fn text(text: &str) -> Any {
    Any::StringValue(text.to_owned())
}

#[test]
fn a_structured_line_is_a_record_whose_standard_keys_have_their_places() {
    let record = one(json!({
        "timestamp": "2026-01-31T23:59:59.999Z", "level": "warning", "message": "low stock",
        "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331", "trace_flags": "01",
        "function_request_id": "other", "sku": "A-17", "left": -2, "share": 0.5, "gone": null, "open": true,
        "tags": ["a", 1], "deep": { "a": { "b": { "c": { "d": { "e": 1 } } } } },
    }));
    assert_eq!(record.time_unix_nano, 1_769_903_999_999_000_000);
    assert_eq!(record.observed_time_unix_nano, NOW.as_nanos());
    assert_eq!((record.severity_number, &*record.severity_text), (13, "warning"));
    assert_eq!(body(&record), "low stock");
    assert_eq!(record.trace_id, 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c_u128.to_be_bytes());
    assert_eq!(record.span_id, 0xb7ad_6b71_6920_3331_u64.to_be_bytes());
    assert_eq!(record.flags, 1);
    let keys: Vec<_> = record.attributes.iter().map(|attribute| &*attribute.key).collect();
    assert_eq!(keys, ["faas.invocation_id", "sku", "left", "share", "gone", "open", "tags", "deep"]);
    assert_eq!(attribute(&record, "faas.invocation_id"), Some(&text("other")));
    assert_eq!(attribute(&record, "left"), Some(&Any::IntValue(-2)));
    assert_eq!(attribute(&record, "share"), Some(&Any::DoubleValue(0.5)));
    assert_eq!(attribute(&record, "open"), Some(&Any::BoolValue(true)));
    let deep = format!("{:?}", attribute(&record, "deep"));
    assert!(deep.contains(r#"StringValue("{\"e\":1}")"#), "below four levels there is text: {deep}");
}

#[test]
fn a_line_without_ids_belongs_to_the_invocation_that_is_open_and_its_trace() {
    let start = platform("platform.start", &json!({ "requestId": "r" }));
    let records = records(vec![
        Event::Logged(vec![line("before")]),
        start,
        Event::Logged(vec![line("plain"), line(json!({ "msg": "structured", "ts": 1_700_000_000.25 }))]),
    ]);
    let ids: Vec<_> = records.iter().map(|record| attribute(record, "faas.invocation_id")).collect();
    assert_eq!(ids, [None, Some(&text("r")), Some(&text("r"))]);
    let trace = 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793_u128.to_be_bytes();
    assert_eq!((&*records[1].trace_id, &*records[2].trace_id), (&trace[..], &trace[..]));
    assert_eq!(records[0].trace_id, [0; 0]);
    assert_eq!(records[2].time_unix_nano, 1_700_000_000_250_000_000);
}

#[test]
fn text_keeps_its_level_and_structure_in_text_is_structure() {
    for (line, severity) in [
        ("[ERROR] it broke", 17),
        ("2026-01-31T23:59:59Z  WARN orders: low stock", 13),
        ("2026-01-31T23:59:59Z\t7c1b\tINFO\tplain", 9),
        ("an ERROR in a sentence of more words than five", 17),
        ("there was no error", 0),
        ("thread panicked at something", 17),
        (r#"{"level":"DEBUG","message":"structured in text"}"#, 5),
        (r#"{"level":"DEBUG","message":"cut of"#, 0),
    ] {
        assert_eq!(one(line).severity_number, severity, "{line}");
    }
    assert_eq!(body(&one("{\"message\":\"structured\"}\n")), "structured");
    assert_eq!(body(&one("plain\n")), "plain");
    assert_eq!(records(vec![Event::Logged(vec![line("\n")])]), [], "there is nothing on it");
}

#[test]
fn what_tracing_writes_is_read_with_its_fields_and_the_request_of_its_spans() {
    let record = one(json!({
        "timestamp": "2026-01-31T23:59:59.999Z", "level": "INFO", "target": "orders",
        "fields": { "message": "placed", "order": 42, "target": "again" },
        "span": { "name": "pay" },
        "spans": [{ "name": "Lambda runtime invoke", "requestId": "of-spans" }, { "name": "pay" }],
    }));
    assert_eq!(body(&record), "placed");
    assert_eq!(attribute(&record, "order"), Some(&Any::IntValue(42)));
    assert_eq!(attribute(&record, "target"), Some(&text("orders")));
    assert_eq!(attribute(&record, "faas.invocation_id"), Some(&text("of-spans")));
    let whole = one(json!({ "order": 42 }));
    let Some(Any::KvlistValue(list)) = whole.body.and_then(|body| body.value) else {
        panic!("without a message the object is the body")
    };
    assert_eq!(list.values[0].key, "order");
}

#[test]
fn the_lines_of_a_panic_are_one_record_also_across_posts() {
    let lines = |lines: &[&str]| Event::Logged(lines.iter().map(|text| line(*text)).collect());
    let records = records(vec![
        lines(&["before", "", "thread 'main' (17) panicked at src/main.rs:5:5:", "out of stock"]),
        lines(&["stack backtrace:", "   0: orders::main", "             at ./src/main.rs:5:5"]),
        lines(&["note: Some details are omitted.", "after"]),
        lines(&["thread 'main' panicked at 'old', src/main.rs:5:5", "not its message"]),
        lines(&["thread 'main' panicked at src/main.rs:6:6:", "the last"]),
    ]);
    let bodies: Vec<_> = records.iter().map(body).collect();
    let whole = "thread 'main' (17) panicked at src/main.rs:5:5:\nout of stock\nstack backtrace:\n   0: orders::main\n             at ./src/main.rs:5:5\nnote: Some details are omitted.";
    let last = "thread 'main' panicked at src/main.rs:6:6:\nthe last";
    let old = "thread 'main' panicked at 'old', src/main.rs:5:5";
    assert_eq!(bodies, ["before", whole, "after", old, "not its message", last]);
    assert_eq!(records[1].severity_number, 17);
}

#[test]
fn more_attributes_than_a_record_has_are_counted_in_it() {
    let mut object = serde_json::Map::from_iter([("message".to_owned(), json!("many"))]);
    object.extend((0..130).map(|number| (format!("key{number}"), json!(number))));
    let record = one(object);
    assert_eq!((record.attributes.len(), record.dropped_attributes_count), (128, 2));
}

#[test]
fn lines_of_metrics_are_left_to_cloudwatch_and_counted_or_sent_as_the_setting_says() {
    let emf = || {
        vec![Event::Logged(vec![line(json!({
            "_aws": { "Timestamp": 1_700_000_000_123_u64, "CloudWatchMetrics": [{
                "Namespace": "Orders", "Dimensions": [["service"], []],
                "Metrics": [{ "Name": "latency", "Unit": "Milliseconds" }] }] },
            "service": "orders", "latency": [3, 5, 1],
        }))])]
    };
    assert_eq!(records(emf()), []);
    let skipped = metrics(Emf::Skip, emf());
    assert_eq!(
        skipped.iter().map(|metric| &*metric.name).collect::<Vec<_>>(),
        ["lamplight.logs.emf_skipped"]
    );
    let of_logs = sent(Emf::Logs, emf()).into_iter().filter(|(signal, _)| *signal == Signal::Logs);
    assert_eq!(of_logs.count(), 1);
    let converted = metrics(Emf::Metrics, emf());
    let [metric] = &converted[..] else { panic!("one metric: {converted:?}") };
    assert_eq!((&*metric.name, &*metric.unit), ("latency", "ms"));
    let Some(Data::Histogram(histogram)) = &metric.data else { panic!("a histogram") };
    assert_eq!(histogram.data_points.len(), 2, "one for each set of dimensions");
    let point = &histogram.data_points[0];
    assert_eq!((point.count, point.sum, point.min, point.max), (3, Some(9.0), Some(1.0), Some(5.0)));
    assert_eq!(point.time_unix_nano, 1_700_000_000_123_000_000);
    let keys: Vec<_> = point.attributes.iter().map(|attribute| &*attribute.key).collect();
    assert_eq!(keys, ["service", "aws.cloudwatch.namespace"]);
}

fn json_value() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        "[a-z]{0,6}",
        Just("message".to_owned()),
        Just("level".to_owned()),
        Just("time".to_owned()),
        Just("trace_id".to_owned()),
        Just("fields".to_owned()),
        Just("_aws".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(8, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_a_function_writes_is_one_record_each_that_others_read(
        values in prop::collection::vec(prop_oneof![json_value(), any::<String>().prop_map(Value::String)], 0..8),
    ) {
        let is_nothing = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        let expected = values.iter().filter(|value| !is_nothing(value)).count();
        let lines = values.into_iter().map(|value| Line::new(None, value)).collect();
        prop_assert_eq!(records(vec![Event::Logged(lines)]).len(), expected);
    }
}
