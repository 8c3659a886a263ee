//! Records in the form of the older Logs API.
//!
//! It has fewer of them, with fewer fields: an end in place of what is known when the function is done, faults as
//! text, and what a function writes always as a string.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html>

use serde_json::{Map, Value, json};

use super::record::{Record, Schema, Stream};

/// What the last schema has of each record of the platform, and whether the first one has it too.
const PLATFORM: &[(&str, &[&str], bool)] = &[
    ("platform.initStart", &["initializationType"], false),
    ("platform.initRuntimeDone", &["initializationType", "status"], false),
    ("platform.initReport", &["initializationType", "metrics"], false),
    ("platform.start", &["requestId", "version"], true),
    ("platform.runtimeDone", &["requestId", "status"], false),
    ("platform.report", &["requestId", "metrics", "tracing"], true),
    ("platform.extension", &["name", "state", "events"], true),
    ("platform.logsSubscription", &["name", "state", "types"], true),
    ("platform.logsDropped", &["reason", "droppedRecords", "droppedBytes"], true),
];

/// A record as JSON texts: none where the schema has no such record, two where it has one more.
pub(super) fn render(record: &Record, schema: Schema) -> Vec<String> {
    let Record { stream, value, .. } = record;
    let (time, kind, content) =
        (&value["time"], value["type"].as_str().unwrap_or_default(), &value["record"]);
    let text = |kind: &str, record: Value| json!({"time": time, "type": kind, "record": record}).to_string();
    if *stream != Stream::Platform && !content.is_string() {
        return vec![text(kind, content.to_string().into())];
    }
    // What is written, and faults, are strings.
    let Some(fields) = content.as_object() else { return vec![text(kind, content.clone())] };
    let mut records = Vec::new();
    if let Some((_, kept, early)) = PLATFORM.iter().find(|(known, ..)| *known == kind) {
        if *early || schema == Schema::Logs20210318 {
            records.push(text(kind, only(fields, kept)));
        }
    }
    if kind == "platform.runtimeDone" {
        records.push(text("platform.end", only(fields, &["requestId"])));
    }
    records
}

fn only(fields: &Map<String, Value>, kept: &[&str]) -> Value {
    let kept = kept.iter().filter_map(|name| Some(((*name).to_owned(), fields.get(*name)?.clone())));
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(line: &str, schema: Schema) -> Vec<Value> {
        let records = render(&Record::platform(line).expect("it is JSON"), schema);
        records.iter().map(|record| json(record)).collect()
    }

    /// As JSON, of which the order of keys is no part.
    fn json(record: &str) -> Value {
        serde_json::from_str(record).expect("a record is JSON")
    }

    const DONE: &str = r#"{"time":"t","type":"platform.runtimeDone","record":{"requestId":"1","status":"success","metrics":{}}}"#;

    #[test]
    fn the_end_is_known_in_both_schemas_and_its_status_in_the_last() {
        let end = r#"{"record":{"requestId":"1"},"time":"t","type":"platform.end"}"#;
        assert_eq!(rendered(DONE, Schema::Logs20200815), [json(end)]);
        let done =
            r#"{"record":{"requestId":"1","status":"success"},"time":"t","type":"platform.runtimeDone"}"#;
        assert_eq!(rendered(DONE, Schema::Logs20210318), [json(done), json(end)]);
    }

    #[test]
    fn the_init_phase_is_unknown_to_the_first_schema_and_what_came_later_to_both() {
        let init = r#"{"time":"t","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","metrics":{"durationMs":1}}}"#;
        assert_eq!(rendered(init, Schema::Logs20200815), [Value::Null; 0]);
        let report = r#"{"record":{"initializationType":"on-demand","metrics":{"durationMs":1}},"time":"t","type":"platform.initReport"}"#;
        assert_eq!(rendered(init, Schema::Logs20210318), [json(report)]);
        let other = r#"{"time":"t","type":"platform.telemetrySubscription","record":{"name":"a"}}"#;
        assert_eq!(rendered(other, Schema::Logs20210318), [Value::Null; 0]);
    }
}
