//! Annotations: attributes that X-Ray indexes.

use opentelemetry::{StringValue, Value};

use crate::facts::{Facts, Field, Places};
use crate::page::Page;
use crate::value::{cut, write_value};

/// How many annotations X-Ray indexes (AWS X-Ray developer guide, "Annotations"; there it is per trace).
const MAX_ANNOTATIONS: usize = 50;
/// The longest key, in characters.
const MAX_KEY: usize = 500;
/// The longest string, in characters. Also kept in bytes, which are never fewer.
const MAX_STRING: usize = 1000;
/// The attribute in which a span names those of its attributes that are annotations.
#[cfg(feature = "otlp")]
pub(crate) const ANNOTATIONS: &str = "aws.xray.annotations";
/// The annotations that a trace of Lambda is searched by.
const COLD_START: &str = "ColdStart";
const SERVICE: &str = "Service";

/// The keys of attributes that become annotations, whatever span has them.
#[derive(Debug, Default)]
pub(crate) struct Annotated {
    /// Sorted.
    keys: Vec<String>,
}

/// The annotations of one span in the making.
struct Annotations<'a> {
    facts: &'a Facts<'a>,
    /// Those named for all spans, and by the span itself.
    annotated: &'a Annotated,
    named: &'a [StringValue],
    /// How many there are, and which attributes they were.
    count: usize,
    used: Places,
}

/// Writes the annotations of a span: the attributes that are `annotated` or that the span itself names, in
/// `aws.xray.annotations`; `ColdStart`, and `Service` on the span of an invocation. Adds to `shown` those that
/// are shown whole.
pub(crate) fn write(
    page: &mut Page<'_>,
    facts: &Facts<'_>,
    annotated: &Annotated,
    service: Option<&str>,
    shown: &mut Places,
) {
    let mut annotations = Annotations {
        facts,
        annotated,
        named: facts.list(Field::Annotations),
        count: 0,
        used: Places::default(),
    };
    let wanted = annotations.wanted();
    if facts.cold_start().is_none() && wanted.is_empty() {
        return;
    }
    let object = page.object("annotations");
    if !wanted.is_empty() {
        annotations.write_attributes(page, wanted, shown);
    }
    if let Some(cold_start) = facts.cold_start() {
        annotations.write_one(page, COLD_START, &Value::Bool(cold_start));
        if let Some(service) = service {
            annotations.write_text(page, SERVICE, service);
        }
    }
    page.close(object);
}

// === impl Annotated ===

impl Annotated {
    pub(crate) fn add(&mut self, key: String) {
        if let Err(place) = self.keys.binary_search(&key) {
            self.keys.insert(place, key);
        }
    }

    /// Whether an attribute becomes an annotation by its key.
    pub(crate) fn has(&self, key: &str) -> bool {
        let is_named = key == COLD_START || key == SERVICE;
        is_named || self.keys.binary_search_by(|wanted| wanted.as_str().cmp(key)).is_ok()
    }
}

// === impl Annotations ===

impl Annotations<'_> {
    /// The attributes that are to become annotations.
    fn wanted(&self) -> Places {
        let mut wanted = Places::default();
        for (place, attribute) in self.facts.attributes().iter().enumerate() {
            let key = attribute.key.as_str();
            if self.annotated.has(key) || self.named.iter().any(|name| name.as_str() == key) {
                wanted.add(place);
            }
        }
        wanted
    }

    #[inline(never)]
    fn write_attributes(&mut self, page: &mut Page<'_>, wanted: Places, shown: &mut Places) {
        for place in wanted.iter() {
            let attribute = &self.facts.attributes()[place];
            let (key, value) = (attribute.key.as_str(), &attribute.value);
            if !is_key(key) || self.facts.is_overwritten(place) {
                continue;
            }
            let is_written = match value {
                Value::String(text) => self.write_text(page, key, text.as_str()),
                Value::Bool(_) | Value::I64(_) | Value::F64(_) => self.write_one(page, key, value),
                _ => continue,
            };
            if is_written {
                self.used.add(place);
                if !matches!(value, Value::String(text) if text.as_str().len() > MAX_STRING) {
                    shown.add(place);
                }
            }
        }
    }

    /// Text as an annotation: what there is room for.
    fn write_text(&mut self, page: &mut Page<'_>, key: &str, text: &str) -> bool {
        self.begin(page, key).is_some_and(|start| {
            lamplight_core::json::write_string(page.out, cut(text, MAX_STRING));
            self.keep(page, start)
        })
    }

    fn write_one(&mut self, page: &mut Page<'_>, key: &str, value: &Value) -> bool {
        self.begin(page, key).is_some_and(|start| {
            write_value(page.out, value);
            self.keep(page, start)
        })
    }

    /// Begins an annotation, if there may be another one and the name is not taken. Where it began.
    #[inline(never)]
    fn begin(&self, page: &mut Page<'_>, key: &str) -> Option<usize> {
        let is_plain = is_name(key);
        let is_taken = self.used.iter().any(|place| {
            let earlier = self.facts.attributes()[place].key.as_str();
            earlier == key || !(is_plain && is_name(earlier)) && name(earlier).eq(name(key))
        });
        if self.count == MAX_ANNOTATIONS || is_taken {
            return None;
        }
        let start = page.out.len();
        page.out.extend_from_slice(if page.out.last() == Some(&b'{') { b"\"" } else { b",\"" });
        if is_plain {
            page.out.extend_from_slice(key.as_bytes());
        } else {
            page.out.extend(name(key));
        }
        page.out.extend_from_slice(b"\":");
        Some(start)
    }

    fn keep(&mut self, page: &mut Page<'_>, start: usize) -> bool {
        let is_kept = page.keep(start);
        self.count += usize::from(is_kept);
        is_kept
    }
}

fn is_key(key: &str) -> bool {
    // A key never has more characters than bytes.
    !key.is_empty() && (key.len() <= MAX_KEY || key.chars().count() <= MAX_KEY)
}

/// Whether a key is an annotation's name as it is.
fn is_name(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The characters of an annotation's name: letters, digits and underscores.
fn name(key: &str) -> impl Iterator<Item = u8> {
    key.chars().map(|character| match u8::try_from(character) {
        Ok(byte) if byte.is_ascii_alphanumeric() => byte,
        _ => b'_',
    })
}
