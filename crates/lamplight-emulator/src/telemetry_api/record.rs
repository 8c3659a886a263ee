//! One record, in the form of each schema version.

use lamplight_core::clock::Timestamp;
use serde_json::{Value, json};

use super::logs;

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Platform,
    Function,
    Extension,
}

/// Which of the two APIs a subscription is made with; an extension can use only one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Telemetry,
    /// The older one. <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-logs-api.html>
    Logs,
}

/// The versions of the schemas of both APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schema {
    /// The first one of the Logs API: nothing of the init phase.
    Logs20200815,
    /// The last one of the Logs API.
    Logs20210318,
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
    pub(super) value: Value,
    /// Only the Logs API knows of it.
    only_logs: bool,
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
        Some(Self { stream: Stream::Platform, value: serde_json::from_str(line).ok()?, only_logs: false })
    }

    /// What went wrong, in a line, for the Logs API.
    pub(super) fn fault(time: Timestamp, text: &str) -> Self {
        let value = json!({"time": time.to_string(), "type": "platform.fault", "record": text});
        Self { stream: Stream::Platform, value, only_logs: true }
    }

    /// A line that was written; `structured` when the log format is JSON.
    pub(super) fn line(stream: Stream, time: Timestamp, text: &str, structured: bool) -> Self {
        let object = structured.then(|| serde_json::from_str(text).ok()).flatten();
        let record = object.filter(Value::is_object).unwrap_or_else(|| text.into());
        let value = json!({"time": time.to_string(), "type": stream.name(), "record": record});
        Self { stream, value, only_logs: false }
    }

    /// What a queue had no room for.
    pub(super) fn dropped(time: Timestamp, records: usize, bytes: usize) -> Self {
        let reason =
            "Some logs were dropped because the downstream consumer is slower than the logs production rate";
        let record = json!({"reason": reason, "droppedRecords": records, "droppedBytes": bytes});
        let value = json!({"time": time.to_string(), "type": "platform.logsDropped", "record": record});
        Self { stream: Stream::Platform, value, only_logs: false }
    }

    /// About how many bytes it is.
    pub(super) fn size(&self) -> usize {
        self.value.to_string().len()
    }

    /// As JSON texts of one version: none where that has no such record.
    pub(super) fn render(&self, schema: Schema) -> Vec<String> {
        match schema.api() {
            Api::Logs => logs::render(self, schema),
            Api::Telemetry if self.only_logs => Vec::new(),
            Api::Telemetry => vec![self.telemetry(schema)],
        }
    }

    fn telemetry(&self, schema: Schema) -> String {
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
    pub(super) fn parse(api: Api, version: &str) -> Option<Self> {
        match (api, version) {
            (Api::Logs, "2020-08-15") => Some(Self::Logs20200815),
            (Api::Logs, "2021-03-18") => Some(Self::Logs20210318),
            (Api::Telemetry, "2022-07-01") => Some(Self::V20220701),
            (Api::Telemetry, "2022-12-13") => Some(Self::V20221213),
            (Api::Telemetry, "2025-01-29") => Some(Self::V20250129),
            _ => None,
        }
    }

    pub(super) fn api(self) -> Api {
        match self {
            Self::Logs20200815 | Self::Logs20210318 => Api::Logs,
            Self::V20220701 | Self::V20221213 | Self::V20250129 => Api::Telemetry,
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
        assert!(record.telemetry(Schema::V20221213).contains(r#""record":{"level":"INFO"}"#));
        assert!(record.telemetry(Schema::V20220701).contains(r#""record":"{\"level\":\"INFO\"}""#));
        let text = Record::line(Stream::Function, NOW, r#"{"level":"INFO"}"#, false);
        assert!(text.telemetry(Schema::V20250129).contains(r#""record":"{"#));
    }

    #[test]
    fn a_status_of_the_init_phase_is_only_in_the_newest_schema() {
        let line =
            r#"{"time":"t","type":"platform.initReport","record":{"phase":"init","status":"success"}}"#;
        let record = Record::platform(line).expect("it is JSON");
        assert!(record.telemetry(Schema::V20250129).contains("status"));
        assert!(!record.telemetry(Schema::V20221213).contains("status"));
    }
}
