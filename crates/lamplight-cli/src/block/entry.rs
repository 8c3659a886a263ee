//! One line of a log as it is shown: what it says, without what every line of an invocation says.

use lamplight_core::clock::Timestamp;
use lamplight_core::level::Level;
use lamplight_emulator::{Line, LineSource};
use lamplight_records::log_line::LogLine;
use lamplight_records::platform::{Event, Record};
use serde_json::{Map, Value};

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// None where nobody knows: text at the end of a log that an invocation's caller gets.
    pub(crate) time: Option<Timestamp>,
    pub(crate) mark: Mark,
    pub(crate) message: String,
    /// The fields of the line, printed; those that are the same for the whole invocation left out.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) error: Option<EntryError>,
    pub(crate) correlation_id: Option<String>,
}

/// What kind of line it is: what stands in the column of the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A structured line, with its level if it has one.
    Log(Option<Level>),
    /// Metrics in Embedded Metric Format.
    Metrics,
    /// Text on standard output.
    Stdout,
    /// Text on standard error.
    Stderr,
    /// Something Lambda itself says.
    Lambda,
}

/// The error that a line is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EntryError {
    pub(crate) kind: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) chain: Vec<String>,
    /// Where in the source the line was written.
    pub(crate) location: Option<String>,
}

// === impl Entry ===

impl Entry {
    /// None for a line that tells nothing beyond what stands in the header of a block.
    pub(crate) fn of(line: &Line) -> Option<Self> {
        match line.source {
            LineSource::Platform => Self::of_platform(line),
            LineSource::Stderr => Some(Self::of_function(Some(line.time), Mark::Stderr, &line.text)),
            // Standard output, and what may be added.
            _ => Some(Self::of_function(Some(line.time), Mark::Stdout, &line.text)),
        }
    }

    /// A line that a function wrote, at a time that counts unless the line itself knows better.
    pub(crate) fn of_function(time: Option<Timestamp>, mark: Mark, text: &str) -> Self {
        match LogLine::parse(text.as_bytes()) {
            Some(line) if line.is_metrics() => Self::of_metrics(time, &line),
            Some(line) => Self::of_log_line(time, line),
            None => Self::plain(time, mark, text.to_owned()),
        }
    }

    /// START, END and REPORT are the header. What went wrong is told again by the end of the block, but
    /// its place among the lines matters.
    fn of_platform(line: &Line) -> Option<Self> {
        let message = match read_platform(&line.text) {
            Some(Record::TimedOut(_)) => "task timed out".to_owned(),
            Some(Record::Fault(fault)) => fault.message,
            Some(_) => return None,
            None => line.text.clone(),
        };
        Some(Self::plain(Some(line.time), Mark::Lambda, message))
    }

    fn of_log_line(time: Option<Timestamp>, line: LogLine) -> Self {
        let message = line.message_text().into_owned();
        let error = line.error().map(|error| EntryError {
            kind: error.kind.map(str::to_owned),
            // A logger that has nothing else to say repeats the error as the message.
            message: error.message.filter(|text| *text != message).map(str::to_owned),
            chain: error.chain.into_iter().map(str::to_owned).collect(),
            location: line.location.clone(),
        });
        Self {
            time: line.timestamp.or(time),
            mark: Mark::Log(line.level),
            message,
            fields: fields(&line.fields, error.is_some()),
            error,
            correlation_id: line.correlation_id,
        }
    }

    fn of_metrics(time: Option<Timestamp>, line: &LogLine) -> Self {
        let namespace = line.fields["_aws"]["CloudWatchMetrics"][0]["Namespace"].as_str();
        let message = namespace.unwrap_or_default().to_owned();
        Self { fields: fields(&line.fields, false), ..Self::plain(time, Mark::Metrics, message) }
    }

    fn plain(time: Option<Timestamp>, mark: Mark, message: String) -> Self {
        Self { time, mark, message, fields: Vec::new(), error: None, correlation_id: None }
    }

    /// Whether the line is about something that went wrong.
    pub(crate) fn is_error(&self) -> bool {
        matches!(self.mark, Mark::Log(Some(Level::Error | Level::Fatal)) | Mark::Lambda)
    }
}

/// What Lambda says, in either form.
pub(crate) fn read_platform(text: &str) -> Option<Record> {
    Record::parse_text(text).or_else(|| Event::parse(text.as_bytes()).map(|event| event.record))
}

/// The keys that hold an error, which is shown apart.
const ERROR_KEYS: [&str; 7] =
    ["error", "error.type", "error.message", "exception", "exception_name", "errorType", "errorMessage"];

/// `tracing-subscriber` repeats the spans on each line; `_aws` is the head of a metrics document.
fn is_noise(key: &str, value: &Value) -> bool {
    match key {
        "span" => value.is_object(),
        "spans" => value.is_array(),
        "_aws" => true,
        _ => false,
    }
}

fn fields(fields: &Map<String, Value>, has_error: bool) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|(key, value)| !is_noise(key, value))
        .filter(|(key, _)| !has_error || !ERROR_KEYS.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), show(value)))
        .collect()
}

/// Text stands bare where no reader could take it for something else.
fn show(value: &Value) -> String {
    match value {
        Value::String(text) if is_bare(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_bare(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"=".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry::of_function(None, Mark::Stdout, text)
    }

    #[test]
    fn leaves_out_what_every_line_of_an_invocation_says() {
        let entry = entry(
            r#"{"level":"INFO","location":"src/main.rs:1","message":"order received","timestamp":"2026-01-31T10:22:01.114Z",
            "service":"shop","cold_start":true,"function_name":"orders","function_memory_size":128,"function_arn":"arn",
            "function_request_id":"3f2c","correlation_id":"c-1","xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793",
            "order_id":"A-17","amount":12.5,"note":"two words","items":[1,2],"empty":""}"#,
        );
        assert_eq!(entry.message, "order received");
        assert_eq!(entry.time.expect("a time").to_string(), "2026-01-31T10:22:01.114Z");
        assert_eq!(entry.correlation_id.as_deref(), Some("c-1"));
        let fields: Vec<_> = entry.fields.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(
            fields,
            ["order_id=A-17", "amount=12.5", r#"note="two words""#, "items=[1,2]", r#"empty="""#]
        );
    }

    #[test]
    fn an_error_is_not_shown_among_the_fields() {
        let entry = entry(
            r#"{"level":"ERROR","message":"sold out","location":"src/stock.rs:4","sku":"A-17",
            "error":{"type":"OutOfStock","message":"sold out","chain":["no row"]}}"#,
        );
        assert_eq!(entry.fields, [("sku".to_owned(), "A-17".to_owned())]);
        let error = entry.error.expect("an error");
        assert_eq!(error.kind.as_deref(), Some("OutOfStock"));
        assert_eq!(error.message, None, "it is the message of the line");
        assert_eq!(error.chain, ["no row"]);
        assert_eq!(error.location.as_deref(), Some("src/stock.rs:4"));
    }

    #[test]
    fn metrics_are_told_from_log_lines() {
        let entry =
            entry(r#"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"shop"}]},"Orders":1}"#);
        assert_eq!((entry.mark, entry.message.as_str()), (Mark::Metrics, "shop"));
        assert_eq!(entry.fields, [("Orders".to_owned(), "1".to_owned())]);
    }

    #[test]
    fn text_keeps_its_source() {
        let entry = entry("panicked at src/main.rs:9");
        assert_eq!((entry.mark, entry.message.as_str()), (Mark::Stdout, "panicked at src/main.rs:9"));
    }
}
