//! `tracing` fields as OpenTelemetry values.

use std::error::Error;
use std::fmt;

use opentelemetry::{KeyValue, Value};
use tracing::field::{Field, Visit};

use crate::record::Record;

/// Puts fields into an open span.
pub(crate) struct SpanFields<'a>(pub(crate) &'a mut Record);

/// Collects what an event says about an error.
#[derive(Debug, Default)]
pub(crate) struct ErrorFields {
    message: String,
    error: Option<String>,
}

// === impl SpanFields ===

impl Visit for SpanFields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.set(field.name(), Value::from(value.to_owned()));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.set(field.name(), Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.set(field.name(), Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        // OpenTelemetry's integers are signed; what does not fit is kept as text.
        let value = i64::try_from(value).map_or_else(|_| Value::from(value.to_string()), Value::from);
        self.0.set(field.name(), value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.set(field.name(), Value::from(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.0.set(field.name(), Value::from(value.to_string()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.set(field.name(), Value::from(format!("{value:?}")));
    }
}

// === impl ErrorFields ===

impl ErrorFields {
    /// What went wrong: the error, or else the event's own message.
    pub(crate) fn message(&self) -> String {
        self.error.clone().unwrap_or_else(|| self.message.clone())
    }

    /// The attributes of an `exception` event. Its type is not known to `tracing`.
    pub(crate) fn attributes(&self) -> Vec<KeyValue> {
        vec![KeyValue::new("exception.message", self.message())]
    }
}

impl Visit for ErrorFields {
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            "error" | "err" => self.error = Some(format!("{value:?}")),
            _ => {}
        }
    }
}
