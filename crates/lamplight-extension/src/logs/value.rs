//! JSON as OTLP's `AnyValue`.

use serde_json::{Map, Value};

use crate::otlp::writer::Message;

/// Lists and objects deeper than this are written as JSON.
const MOST_DEPTH: usize = 4;

/// A value. Null is a value that is not set, and an integer that OTLP has no place for is text.
pub(super) fn any(value: &Value) -> Message {
    any_below(value, MOST_DEPTH)
}

/// An object as a list of keys and values.
pub(super) fn any_object(object: &Map<String, Value>) -> Message {
    entries(object, MOST_DEPTH)
}

/// A `KeyValue`.
pub(super) fn key_value(key: &str, value: &Value) -> Message {
    Message::new().text(1, key).message(2, any(value))
}

/// A string, which is one also if it is empty.
pub(super) fn any_text(text: &str) -> Message {
    Message::new().message(1, Message::of_text(text))
}

fn any_below(value: &Value, depth: usize) -> Message {
    match value {
        Value::Null => Message::new(),
        Value::Bool(flag) => Message::new().varint(2, u64::from(*flag)),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            // Negative numbers are written in two's complement.
            (Some(integer), _, _) => Message::new().varint(3, integer as u64),
            (None, None, Some(float)) => Message::new().double(4, float),
            _ => any_text(&number.to_string()),
        },
        Value::String(text) => any_text(text),
        Value::Array(_) | Value::Object(_) if depth == 0 => any_text(&value.to_string()),
        Value::Array(list) => {
            let values = list.iter().map(|value| any_below(value, depth - 1));
            Message::new().message(5, Message::new().messages(1, values))
        }
        Value::Object(object) => entries(object, depth),
    }
}

fn entries(object: &Map<String, Value>, depth: usize) -> Message {
    let entries = object.iter().map(|(key, value)| {
        Message::new().text(1, key).message(2, any_below(value, depth.saturating_sub(1)))
    });
    Message::new().message(6, Message::new().messages(1, entries))
}
