//! Whatever is sent, reading it ends in items or in a refusal.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn signal() -> impl Strategy<Value = Signal> {
    prop_oneof![Just(Signal::Traces), Just(Signal::Logs), Just(Signal::Metrics)]
}

/// Any JSON, with the names that OTLP knows among its keys.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9a-f\u{e9}]{0,18}".prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "traceId",
        "spanId",
        "name",
        "startTimeUnixNano",
        "timeUnixNano",
        "attributes",
        "key",
        "value",
        "stringValue",
        "intValue",
        "arrayValue",
        "kvlistValue",
        "values",
        "status",
        "code",
        "body",
        "gauge",
        "sum",
        "histogram",
        "dataPoints",
        "asDouble",
        "asInt",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(signal in signal(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let bytes = Bytes::from(bytes);
        _ = Batch::read(signal, Encoding::Protobuf, &bytes);
        _ = Batch::read(signal, Encoding::Json, &bytes);
    }

    #[test]
    fn no_json_brings_it_down_and_each_item_is_one(signal in signal(), items in prop::collection::vec(value(), 0..4)) {
        let count = items.len();
        let request = match signal {
            Signal::Traces => json!({"resourceSpans": [{"scopeSpans": [{"spans": items}]}]}),
            Signal::Logs => json!({"resourceLogs": [{"scopeLogs": [{"logRecords": items}]}]}),
            Signal::Metrics => json!({"resourceMetrics": [{"scopeMetrics": [{"metrics": items}]}]}),
        };
        if let Ok(batch) = Batch::read(signal, Encoding::Json, &request.to_string().into()) {
            prop_assert_eq!(batch.items().count(), count);
        }
    }
}
