//! One record, in the form of each schema version.

use lamplight_core::clock::Timestamp;
use serde_json::{Value, json};

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Platform,
    Function,
    Extension,
}

/// The versions of the schema, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Schema {
    /// What functions write is always a string.
    V20220701,
    V20221213,
    /// The end of the init phase has a status, and functions are named by their ARN.
    V20250129,
}

/// One record, as the newest schema has it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) stream: Stream,
    value: Value,
}

/// What only the newest schema has, by the type of the record.
const NEWEST: &[(&str, &[&str])] = &[
    ("platform.initStart", &["functionArn"]),
    ("platform.initReport", &["status", "errorType"]),
    ("platform.start", &["functionArn"]),
];

// === impl Record ===

impl Record {
    /// `line` is a record of the platform, as it is in a log of the format JSON.
    pub(super) fn platform(line: &str) -> Option<Self> {
        Some(Self { stream: Stream::Platform, value: serde_json::from_str(line).ok()? })
    }

    /// A line that was written; `structured` when the log format is JSON.
    pub(super) fn line(stream: Stream, time: Timestamp, text: &str, structured: bool) -> Self {
        let object = structured.then(|| serde_json::from_str(text).ok()).flatten();
        let record = object.filter(Value::is_object).unwrap_or_else(|| text.into());
        Self { stream, value: json!({"time": time.to_string(), "type": stream.name(), "record": record}) }
    }

    /// What a queue had no room for.
    pub(super) fn dropped(time: Timestamp, records: usize, bytes: usize) -> Self {
        let reason =
            "Some logs were dropped because the downstream consumer is slower than the logs production rate";
        let record = json!({"reason": reason, "droppedRecords": records, "droppedBytes": bytes});
        let value = json!({"time": time.to_string(), "type": "platform.logsDropped", "record": record});
        Self { stream: Stream::Platform, value }
    }

    /// About how many bytes it is.
    pub(super) fn size(&self) -> usize {
        self.render(Schema::V20250129).len()
    }

    /// As JSON text of one version.
    pub(super) fn render(&self, schema: Schema) -> String {
        if schema == Schema::V20250129 {
            return self.value.to_string();
        }
        let mut value = self.value.clone();
        let newest = NEWEST.iter().find(|(kind, _)| value["type"] == *kind);
        if let (Some((_, fields)), Some(record)) = (newest, value["record"].as_object_mut()) {
            record.retain(|field, _| !fields.contains(&field.as_str()));
        }
        if schema == Schema::V20220701 && self.stream != Stream::Platform && value["record"].is_object() {
            value["record"] = value["record"].to_string().into();
        }
        value.to_string()
    }
}

// === impl Stream ===

impl Stream {
    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Platform, Self::Function, Self::Extension].into_iter().find(|stream| stream.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Function => "function",
            Self::Extension => "extension",
        }
    }
}

// === impl Schema ===

impl Schema {
    pub(super) fn parse(version: &str) -> Option<Self> {
        match version {
            "2022-07-01" => Some(Self::V20220701),
            "2022-12-13" => Some(Self::V20221213),
            "2025-01-29" => Some(Self::V20250129),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    #[test]
    fn an_object_that_a_function_writes_is_one_unless_the_schema_is_too_old() {
        let record = Record::line(Stream::Function, NOW, r#"{"level":"INFO"}"#, true);
        assert!(record.render(Schema::V20221213).contains(r#""record":{"level":"INFO"}"#));
        assert!(record.render(Schema::V20220701).contains(r#""record":"{\"level\":\"INFO\"}""#));
        let text = Record::line(Stream::Function, NOW, r#"{"level":"INFO"}"#, false);
        assert!(text.render(Schema::V20250129).contains(r#""record":"{"#));
    }

    #[test]
    fn a_status_of_the_init_phase_is_only_in_the_newest_schema() {
        let line =
            r#"{"time":"t","type":"platform.initReport","record":{"phase":"init","status":"success"}}"#;
        let record = Record::platform(line).expect("it is JSON");
        assert!(record.render(Schema::V20250129).contains("status"));
        assert!(!record.render(Schema::V20221213).contains("status"));
    }
}
