//! Fields without the secrets in them, for loggers that are told what is one.

use std::error::Error;
use std::fmt;

use lamplight_core::json::Object;
use lamplight_core::redaction::Redaction;
use lamplight_invocation::Failure;
use tracing::field::{Field, Visit};

use crate::value::as_json;

/// What keeps secrets out of lines. Behind a `dyn`, so that it is in those functions only whose code asks for it.
pub(crate) trait MaskFields: fmt::Debug + Send + Sync {
    /// Has fields recorded without the secrets in them.
    fn visit(&self, fields: &mut dyn Visit, record: &mut dyn FnMut(&mut dyn Visit));

    /// The JSON of a key without the secrets in it. None where all of it is one, and is to be left out.
    fn key(&self, name: &str, json: &[u8]) -> Option<Vec<u8>>;

    /// A failure without what patterns find in it.
    fn failure(&self, failure: &Failure) -> Failure;

    /// Text without what patterns find in it.
    #[cfg(feature = "log")]
    fn text(&self, text: &str) -> String;
}

/// Masks fields on their way to where they are written.
struct Masked<'a> {
    redaction: &'a Redaction,
    fields: &'a mut dyn Visit,
}

// === impl MaskFields ===

impl MaskFields for Redaction {
    fn visit(&self, fields: &mut dyn Visit, record: &mut dyn FnMut(&mut dyn Visit)) {
        record(&mut Masked { redaction: self, fields });
    }

    fn key(&self, name: &str, json: &[u8]) -> Option<Vec<u8>> {
        let (mut member, mut masked) = (Vec::new(), Vec::new());
        let mut object = Object::begin(&mut member);
        object.raw(name, json);
        object.end();
        self.write_json(&member, &mut masked);
        // Of the name and what is around it, nothing has changed.
        let before = member.len() - json.len() - 1;
        let value = masked.strip_prefix(member.get(..before)?)?.strip_suffix(b"}")?;
        Some(value.to_vec())
    }

    fn failure(&self, failure: &Failure) -> Failure {
        let text = |text: &String| self.text(text).into_owned();
        Failure {
            error_type: failure.error_type.clone(),
            message: text(&failure.message),
            sources: failure.sources.iter().map(text).collect(),
        }
    }

    #[cfg(feature = "log")]
    fn text(&self, text: &str) -> String {
        Self::text(self, text).into_owned()
    }
}

// === impl Masked ===

impl Masked<'_> {
    /// Text, which is masked by the name of its field, or where a pattern finds something in it.
    fn text(&mut self, field: &Field, text: &str) {
        match self.redaction.mask_of(field.name()) {
            Some(mask) => self.masked(field, mask.text(text).as_deref()),
            None => self.fields.record_str(field, &self.redaction.text(text)),
        }
    }

    /// A value with nothing in it to be found but its name.
    fn number(&mut self, field: &Field, text: &dyn fmt::Display, record: &dyn Fn(&mut dyn Visit)) {
        match self.redaction.mask_of(field.name()) {
            Some(mask) => self.masked(field, mask.text(&text.to_string()).as_deref()),
            None => record(self.fields),
        }
    }

    fn masked(&mut self, field: &Field, masked: Option<&str>) {
        if let Some(masked) = masked {
            self.fields.record_str(field, masked);
        }
    }
}

impl Visit for Masked<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, &format!("{value:?}"));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.text(field, &String::from_utf8_lossy(value));
    }

    /// An error, or JSON: one in which something is found is no longer more than its text.
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        if self.redaction.mask_of(field.name()).is_some() {
            return self.text(field, &value.to_string());
        }
        if let Some(json) = as_json(value) {
            let mut redacted = Vec::with_capacity(json.len());
            self.redaction.write_json(json, &mut redacted);
            if redacted != json {
                return self.fields.record_str(field, &String::from_utf8_lossy(&redacted));
            }
        }
        let mut texts = std::iter::successors(Some(value), |&error| error.source()).take(32);
        if texts.all(|error| {
            let text = error.to_string();
            self.redaction.text(&text) == text
        }) {
            self.fields.record_error(field, value);
        } else {
            self.text(field, &value.to_string());
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.number(field, &value, &|fields| fields.record_bool(field, value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, &value, &|fields| fields.record_i64(field, value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, &value, &|fields| fields.record_u64(field, value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.number(field, &value, &|fields| fields.record_i128(field, value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.number(field, &value, &|fields| fields.record_u128(field, value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.number(field, &value, &|fields| fields.record_f64(field, value));
    }
}
