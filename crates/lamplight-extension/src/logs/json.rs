//! Structured lines: what loggers call the same things goes to its place, everything else becomes attributes.

use lamplight_core::clock::Timestamp;
use lamplight_core::date;
use lamplight_core::level::Level;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Value};

use super::keys::Key;
use super::record::{Body, Record};

/// Reads an object. Where nothing is its message, it is the body itself.
pub(super) fn read(mut object: Map<String, Value>) -> Record {
    let mut record = Record::default();
    if !object.keys().any(|key| Key::of(key) == Key::Body) {
        lift_fields(&mut object);
    }
    let mut rest = Map::new();
    for (key, value) in object {
        if let Some(value) = record.take(&key, value) {
            rest.insert(key, value);
        }
    }
    if record.request_id.is_none() {
        record.request_id = request_id_of_spans(&rest);
    }
    if record.body == Body::None {
        record.body = Body::Object(rest);
    } else {
        record.attributes = rest;
    }
    record
}

impl Record {
    /// Takes a value to where it belongs, unless it makes no sense there or something is there already.
    fn take(&mut self, key: &str, value: Value) -> Option<Value> {
        let text = value.as_str();
        let taken = match Key::of(key) {
            Key::Timestamp => fill(&mut self.time, time(&value)),
            Key::Severity if self.severity.is_none() => {
                self.severity = level(&value);
                if self.severity.is_some() {
                    self.severity_text = text.map_or_else(|| value.to_string(), str::to_owned);
                }
                self.severity.is_some()
            }
            Key::TraceId => fill(&mut self.trace_id, text.and_then(trace_id)),
            Key::XrayTraceId => {
                fill(&mut self.trace_id, text.and_then(trace_id));
                false
            }
            Key::SpanId => fill(&mut self.span_id, text.and_then(SpanId::from_hex)),
            Key::TraceFlags if self.flags == 0 => {
                self.flags = flags(&value).unwrap_or_default();
                self.flags > 0
            }
            Key::RequestId => fill(&mut self.request_id, text.map(str::to_owned)),
            Key::Body if self.body == Body::None && !value.is_null() => {
                self.body = match value {
                    Value::String(text) => Body::Text(text),
                    value => Body::Value(value),
                };
                return None;
            }
            _ => false,
        };
        (!taken).then_some(value)
    }
}

/// Fills a place that is empty, if there is something to fill it with.
fn fill<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let fits = place.is_none() && value.is_some();
    if fits {
        *place = value;
    }
    fits
}

/// `tracing-subscriber` puts what an event says into an object `fields`.
fn lift_fields(object: &mut Map<String, Value>) {
    let has_fields = matches!(object.get("fields"), Some(Value::Object(_)));
    let Some(Value::Object(fields)) = has_fields.then(|| object.shift_remove("fields")).flatten() else {
        return;
    };
    let mut left = Map::new();
    for (key, value) in fields {
        let place = if object.contains_key(&key) { &mut left } else { &mut *object };
        place.insert(key, value);
    }
    if !left.is_empty() {
        object.insert("fields".to_owned(), Value::Object(left));
    }
}

/// The span that `lambda_runtime` opens around an invocation knows the request: the innermost one that does counts.
fn request_id_of_spans(object: &Map<String, Value>) -> Option<String> {
    let outer = object.get("spans").and_then(Value::as_array).into_iter().flatten().rev();
    let known = object.get("span").into_iter().chain(outer);
    known.filter_map(|span| span.get("requestId")?.as_str()).next().map(str::to_owned)
}

fn trace_id(text: &str) -> Option<TraceId> {
    TraceId::from_w3c(text).or_else(|| TraceId::from_xray(text))
}

/// A word, or one of the numbers of bunyan and pino.
fn level(value: &Value) -> Option<Level> {
    match value.as_u64() {
        None => Level::parse(value.as_str()?),
        Some(10) => Some(Level::Trace),
        Some(20) => Some(Level::Debug),
        Some(30) => Some(Level::Info),
        Some(40) => Some(Level::Warn),
        Some(50) => Some(Level::Error),
        Some(60) => Some(Level::Fatal),
        Some(_) => None,
    }
}

/// A date, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970: which of them it is, its
/// size tells.
fn time(value: &Value) -> Option<Timestamp> {
    if let Some(text) = value.as_str() {
        return date::parse(text);
    }
    let number = value.as_f64().filter(|number| (0.0..1.8e19).contains(number))?;
    let nanos_each = match number {
        ..1e11 => 1_000_000_000,
        ..1e14 => 1_000_000,
        ..1e17 => 1000,
        _ => 1,
    };
    match value.as_u64() {
        Some(whole) => whole.checked_mul(nanos_each).map(Timestamp::from_nanos),
        // Fractions of a second, as a rule: what is finer than a microsecond is not in the number.
        None => {
            let micros = (number * (nanos_each as f64 / 1e3)).round() as u64;
            micros.checked_mul(1000).map(Timestamp::from_nanos)
        }
    }
}

/// A number, or two hexadecimal digits.
fn flags(value: &Value) -> Option<u32> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number.or_else(|| u32::from_str_radix(value.as_str()?, 16).ok()).filter(|flags| *flags <= 0xff)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_that_no_clock_reaches_is_none_with_a_fraction_and_without() {
        let nanos = |value: Value| time(&value).map(Timestamp::as_nanos);
        assert_eq!(nanos(json!(18_446_744_073_u64)), Some(18_446_744_073_000_000_000));
        assert_eq!(nanos(json!(18_446_744_073.5)), Some(18_446_744_073_500_000_000));
        assert_eq!(nanos(json!(18_446_744_074_u64)), None);
        assert_eq!(nanos(json!(18_446_744_074.5)), None);
        assert_eq!(nanos(json!(99_999_999_999.5)), None);
    }
}
