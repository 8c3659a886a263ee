//! What a fault does to a batch of records.

use serde_json::{Value, json};

use super::post::NOT_UTF8;
use crate::fault::TelemetryFault;

/// Fields of the platform's records that are optional.
const OPTIONAL: &[&str] = &["spans", "metrics", "tracing"];

// === impl TelemetryFault ===

impl TelemetryFault {
    /// Does to `records`, each in JSON, what is to be wrong with them. `dropped` makes the record that says how
    /// many records of how many bytes were dropped. What cannot be told by the records alone is left alone.
    pub(super) fn spoil(
        self,
        records: &mut Vec<String>,
        max_bytes: usize,
        dropped: impl FnOnce(usize, usize) -> String,
    ) {
        match self {
            Self::Delay(_) | Self::Duplicate => {}
            Self::Drop(count) => {
                let gone = records.split_off(records.len().saturating_sub(count));
                records.push(dropped(gone.len(), gone.iter().map(String::len).sum()));
            }
            Self::Reorder => records.reverse(),
            Self::Oversize => records.push(extra("function", &"x".repeat(2 * max_bytes))),
            Self::UnknownType => records.push(extra("platform.lamplightUnknown", "nobody knows")),
            Self::NotUtf8 => records.push(extra("function", NOT_UTF8)),
            Self::UnknownFields => change(records, |value| {
                value["lamplightUnknown"] = json!({"nobody": ["knows"]});
                if let Some(record) = value["record"].as_object_mut() {
                    record.insert("lamplightUnknown".to_owned(), json!(1));
                }
            }),
            Self::Nulls => change(records, |value| {
                let platform = value["type"].as_str().is_some_and(|kind| kind.starts_with("platform."));
                if let Some(record) = value["record"].as_object_mut().filter(|_| platform) {
                    record.extend(OPTIONAL.iter().map(|field| ((*field).to_owned(), Value::Null)));
                }
            }),
            Self::OtherForm => change(records, |value| {
                if value["type"] == "function" || value["type"] == "extension" {
                    value["record"] = match value["record"].take() {
                        Value::String(text) => json!({"message": text}),
                        other => other.to_string().into(),
                    };
                }
            }),
        }
    }
}

/// A record that the environment has not made.
fn extra(kind: &str, text: &str) -> String {
    json!({"time": "1970-01-01T00:00:00.000Z", "type": kind, "record": text}).to_string()
}

fn change(records: &mut [String], mut change: impl FnMut(&mut Value)) {
    for record in records {
        // They were made here, and are JSON.
        if let Ok(mut value) = serde_json::from_str(record) {
            change(&mut value);
            *record = value.to_string();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = r#"{"record":{"requestId":"1"},"type":"platform.start"}"#;
    const LINE: &str = r#"{"record":"hello","type":"function"}"#;

    fn spoilt(fault: TelemetryFault) -> Vec<String> {
        let mut records = vec![START.to_owned(), LINE.to_owned()];
        fault.spoil(&mut records, 100, |records, bytes| format!("dropped {records} of {bytes}"));
        records
    }

    #[test]
    fn what_is_dropped_is_said() {
        assert_eq!(spoilt(TelemetryFault::Drop(1)), [START, &format!("dropped 1 of {}", LINE.len())]);
        let all = format!("dropped 2 of {}", START.len() + LINE.len());
        assert_eq!(spoilt(TelemetryFault::Drop(5)), [all]);
    }

    #[test]
    fn records_are_changed_as_the_fault_says() {
        assert_eq!(spoilt(TelemetryFault::Duplicate), [START, LINE]);
        assert_eq!(spoilt(TelemetryFault::Reorder), [LINE, START]);
        assert_eq!(
            spoilt(TelemetryFault::OtherForm)[1],
            r#"{"record":{"message":"hello"},"type":"function"}"#
        );
        let nulls = &spoilt(TelemetryFault::Nulls);
        assert!(nulls[0].contains(r#""spans":null"#) && nulls[1] == LINE, "{nulls:?}");
        let unknown = &spoilt(TelemetryFault::UnknownFields);
        assert_eq!(unknown[0].matches("lamplightUnknown").count(), 2, "{unknown:?}");
        assert_eq!(unknown[1].matches("lamplightUnknown").count(), 1, "{unknown:?}");
    }

    #[test]
    fn records_are_added_as_the_fault_says() {
        assert!(spoilt(TelemetryFault::Oversize)[2].len() > 200);
        assert!(spoilt(TelemetryFault::UnknownType)[2].contains("platform.lamplightUnknown"));
        assert!(spoilt(TelemetryFault::NotUtf8)[2].contains(NOT_UTF8));
    }
}
