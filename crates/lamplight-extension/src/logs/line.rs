//! A line as the Telemetry API hands it over.

use lamplight_core::clock::Timestamp;
use serde_json::{Map, Value};

/// One record of the type `function`.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When Lambda read it.
    pub time: Option<Timestamp>,
    /// What it says.
    pub content: Content,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Text, without its line feed.
    Text(String),
    /// A structured line.
    Object(Map<String, Value>),
}

// === impl Line ===

impl Line {
    /// Takes the `record` of an event: text if the function's log format is text, and an object, as a rule, if it is
    /// JSON. Text that is a JSON object is a structured line all the same.
    #[must_use]
    pub fn new(time: Option<Timestamp>, record: Value) -> Self {
        let content = match record {
            Value::String(text) => object(&text).map_or_else(|| Content::text(&text), Content::Object),
            Value::Object(object) => Content::Object(object),
            other => Content::Text(other.to_string()),
        };
        Self { time, content }
    }
}

// === impl Content ===

impl Content {
    fn text(text: &str) -> Self {
        Self::Text(text.trim_end_matches(['\n', '\r']).to_owned())
    }
}

/// Most lines that are not structured are told by their first character.
fn object(text: &str) -> Option<Map<String, Value>> {
    if !text.trim_ascii_start().starts_with('{') {
        return None;
    }
    serde_json::from_str(text).ok()
}
