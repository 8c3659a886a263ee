//! Annotations: the few attributes that X-Ray indexes and searches.

use lamplight_core::json::Object;
use opentelemetry::{KeyValue, Value};

use crate::facts::{Facts, Field};
use crate::page::Page;
use crate::value::{cut, write_value};

/// How many annotations X-Ray indexes (AWS X-Ray developer guide, "Annotations"; there it is per trace).
const MAX_ANNOTATIONS: usize = 50;
/// The longest key, in characters.
const MAX_KEY: usize = 500;
/// The longest string, in characters. Also kept in bytes, which are never fewer.
const MAX_STRING: usize = 1000;
/// The annotations that a trace of Lambda is searched by.
const COLD_START: &str = "ColdStart";
const SERVICE: &str = "Service";

/// Attributes that were made annotations: one bit each, of the first 128.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Annotated(u128);

// === impl Annotated ===

impl Annotated {
    /// Whether the attribute at this place is shown whole as an annotation.
    pub(crate) fn has(self, index: usize) -> bool {
        index < 128 && self.0 >> index & 1 == 1
    }

    fn add(&mut self, index: usize) {
        self.0 |= 1 << index;
    }
}

/// Writes the annotations of a span: the attributes that `keys` (sorted) or the span itself names, in
/// `aws.xray.annotations`; `ColdStart`, and `Service`
/// on the span of an invocation.
pub(crate) fn write(
    page: &mut Page<'_>,
    attributes: &[KeyValue],
    facts: &Facts<'_>,
    keys: &[String],
    service: Option<&str>,
) -> Annotated {
    let mut shown = Annotated::default();
    let named = facts.list(Field::Annotations);
    let is_wanted = |key: &str| is_wanted(key, keys) || named.iter().any(|name| name.as_str() == key);
    let is_any = |attribute: &KeyValue| is_wanted(attribute.key.as_str());
    if facts.cold_start().is_none() && !attributes.iter().any(is_any) {
        return shown;
    }
    page.object("annotations", |page| {
        let mut names = 0;
        let mut used = Annotated::default();
        for (index, attribute) in attributes.iter().enumerate().take(128) {
            let is_free = |name: &str| {
                !attributes
                    .iter()
                    .enumerate()
                    .any(|(other, earlier)| used.has(other) && same_name(earlier.key.as_str(), name))
            };
            let key = attribute.key.as_str();
            if names == MAX_ANNOTATIONS
                || !is_wanted(key)
                || !is_key(key)
                || !is_indexed(&attribute.value)
                || is_overwritten(attributes, index)
                || !is_free(key)
            {
                continue;
            }
            if page.member(|object| write_one(object, key, &attribute.value)) {
                names += 1;
                used.add(index);
                if !matches!(&attribute.value, Value::String(text) if text.as_str().len() > MAX_STRING) {
                    shown.add(index);
                }
            }
        }
        if let Some(cold_start) = facts.cold_start() {
            let is_free = |name| {
                !attributes.iter().enumerate().any(|(i, a)| used.has(i) && same_name(a.key.as_str(), name))
            };
            if names < MAX_ANNOTATIONS && is_free(COLD_START) {
                page.member(|object| object.bool(COLD_START, cold_start));
                names += 1;
            }
            if let Some(service) = service.filter(|_| names < MAX_ANNOTATIONS && is_free(SERVICE)) {
                page.member(|object| object.string(SERVICE, cut(service, MAX_STRING)));
            }
        }
    });
    shown
}

/// Whether a later attribute has the same key: that one holds.
pub(crate) fn is_overwritten(attributes: &[KeyValue], index: usize) -> bool {
    let key = attributes[index].key.as_str();
    attributes[index + 1..].iter().any(|later| later.key.as_str() == key)
}

fn is_wanted(key: &str, keys: &[String]) -> bool {
    let is_named = key == COLD_START || key == SERVICE;
    is_named || keys.binary_search_by(|wanted| wanted.as_str().cmp(key)).is_ok()
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().count() <= MAX_KEY
}

fn is_indexed(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::I64(_) | Value::F64(_) | Value::String(_))
}

/// The characters of an annotation's name: letters, digits and underscores.
fn name(key: &str) -> impl Iterator<Item = u8> {
    key.chars().map(|character| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii_alphanumeric() => byte,
        _ => b'_',
    })
}

fn same_name(one: &str, other: &str) -> bool {
    name(one).eq(name(other))
}

fn write_one(object: &mut Object<'_>, key: &str, value: &Value) {
    // The name is written by hand, so that nothing is allocated for it.
    let out = object.value("");
    out.truncate(out.len() - "\":".len());
    out.extend(name(key));
    out.extend_from_slice(b"\":");
    match value {
        Value::String(text) => lamplight_core::json::write_string(out, cut(text.as_str(), MAX_STRING)),
        _ => write_value(out, value),
    }
}
