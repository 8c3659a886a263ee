//! The form of Protocol Buffers, field by field.
//!
//! Numbers as in `opentelemetry/proto/{trace,common,resource}/v1` of version 1.

use std::sync::Arc;

use lamplight_core::clock::Timestamp;
use lamplight_core::trace::{SpanId, TraceId};
use serde_json::{Map, Number, Value};

use super::wire::{Fields, Malformed, Wire};
use super::{conclude, kind, status};
use crate::span::{Scope, Span, SpanEvent, SpanLink, SpanStatus};

/// How deep the values of attributes may nest.
const DEPTH: usize = 32;

type Result<T> = std::result::Result<T, Malformed>;

pub(super) fn request(bytes: &[u8]) -> Result<Vec<Span>> {
    let mut spans = Vec::new();
    for message in messages(bytes, 1) {
        resource_spans(message?, &mut spans)?;
    }
    Ok(spans)
}

fn resource_spans(bytes: &[u8], spans: &mut Vec<Span>) -> Result<()> {
    // Whoever writes the resource last has written it all the same.
    let mut resource = Map::new();
    for message in messages(bytes, 1) {
        attributes(message?, 1, &mut resource)?;
    }
    let resource = Arc::new(resource);
    for message in messages(bytes, 2) {
        let bytes = message?;
        let mut found = Scope::default();
        for message in messages(bytes, 1) {
            scope(message?, &mut found)?;
        }
        let scope = Arc::new(found);
        for message in messages(bytes, 2) {
            let span = Span { resource: Arc::clone(&resource), scope: Arc::clone(&scope), ..span(message?)? };
            spans.push(span);
        }
    }
    Ok(())
}

fn scope(bytes: &[u8], scope: &mut Scope) -> Result<()> {
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Bytes(name)) => scope.name = text(name),
            (2, Wire::Bytes(version)) => scope.version = text(version),
            _ => {}
        }
    }
    attributes(bytes, 3, &mut scope.attributes)
}

fn span(bytes: &[u8]) -> Result<Span> {
    let mut span = Span::default();
    let mut status_message = String::new();
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Bytes(id)) => span.trace_id = trace_id(id),
            (2, Wire::Bytes(id)) => span.id = span_id(id),
            (4, Wire::Bytes(id)) => span.parent_id = span_id(id),
            (5, Wire::Bytes(name)) => span.name = text(name),
            (6, Wire::Varint(number)) => span.kind = kind(number),
            (7, Wire::Fixed64(nanos)) => span.start = time(nanos),
            (8, Wire::Fixed64(nanos)) => span.end = time(nanos),
            (11, Wire::Bytes(message)) => span.events.push(event(message)?),
            (13, Wire::Bytes(message)) => span.links.push(link(message)?),
            (15, Wire::Bytes(message)) => read_status(message, &mut span.status, &mut status_message)?,
            _ => {}
        }
    }
    attributes(bytes, 9, &mut span.attributes)?;
    conclude(&mut span, &status_message);
    Ok(span)
}

fn event(bytes: &[u8]) -> Result<SpanEvent> {
    let mut event = SpanEvent::default();
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Fixed64(nanos)) => event.time = time(nanos),
            (2, Wire::Bytes(name)) => event.name = text(name),
            _ => {}
        }
    }
    attributes(bytes, 3, &mut event.attributes)?;
    Ok(event)
}

fn link(bytes: &[u8]) -> Result<SpanLink> {
    let mut link = SpanLink::default();
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Bytes(id)) => link.trace_id = trace_id(id),
            (2, Wire::Bytes(id)) => link.span_id = span_id(id),
            _ => {}
        }
    }
    attributes(bytes, 4, &mut link.attributes)?;
    Ok(link)
}

fn read_status(bytes: &[u8], code: &mut SpanStatus, message: &mut String) -> Result<()> {
    for field in Fields(bytes) {
        match field? {
            (2, Wire::Bytes(bytes)) => *message = text(bytes),
            (3, Wire::Varint(number)) => *code = status(number),
            _ => {}
        }
    }
    Ok(())
}

/// The attributes that a message has in its field `number`.
fn attributes(bytes: &[u8], number: u64, into: &mut Map<String, Value>) -> Result<()> {
    for message in messages(bytes, number) {
        let (key, value) = key_value(message?, DEPTH)?;
        into.insert(key, value);
    }
    Ok(())
}

fn key_value(bytes: &[u8], depth: usize) -> Result<(String, Value)> {
    let (mut key, mut value) = (String::new(), Value::Null);
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Bytes(bytes)) => key = text(bytes),
            (2, Wire::Bytes(message)) => value = any_value(message, depth)?,
            _ => {}
        }
    }
    Ok((key, value))
}

fn any_value(bytes: &[u8], depth: usize) -> Result<Value> {
    let mut value = Value::Null;
    for field in Fields(bytes) {
        value = match field? {
            (1, Wire::Bytes(bytes)) => text(bytes).into(),
            (2, Wire::Varint(number)) => (number != 0).into(),
            // Negative numbers are written as the 64 bits of their two's complement.
            (3, Wire::Varint(number)) => (number as i64).into(),
            (4, Wire::Fixed64(bits)) => double(f64::from_bits(bits)),
            (5 | 6, Wire::Bytes(_)) if depth == 0 => Value::Null,
            (5, Wire::Bytes(list)) => {
                let values = messages(list, 1).map(|message| any_value(message?, depth - 1));
                Value::Array(values.collect::<Result<_>>()?)
            }
            (6, Wire::Bytes(list)) => {
                let pairs = messages(list, 1).map(|message| key_value(message?, depth - 1));
                Value::Object(pairs.collect::<Result<_>>()?)
            }
            (7, Wire::Bytes(bytes)) => base64(bytes).into(),
            _ => value,
        };
    }
    Ok(value)
}

/// What JSON has no number for is text, as in the JSON form of Protocol Buffers.
fn double(number: f64) -> Value {
    let spelled = || match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    };
    Number::from_f64(number).map_or_else(|| spelled().into(), Value::Number)
}

/// The messages in the field `number`.
fn messages(bytes: &[u8], number: u64) -> impl Iterator<Item = Result<&[u8]>> {
    Fields(bytes).filter_map(move |field| match field {
        Ok((found, Wire::Bytes(message))) if found == number => Some(Ok(message)),
        Ok(_) => None,
        Err(malformed) => Some(Err(malformed)),
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn trace_id(bytes: &[u8]) -> Option<TraceId> {
    TraceId::from_bytes(bytes.try_into().ok()?)
}

fn span_id(bytes: &[u8]) -> Option<SpanId> {
    SpanId::from_bytes(bytes.try_into().ok()?)
}

/// Zero stands for a time that is not known.
fn time(nanos: u64) -> Option<Timestamp> {
    (nanos != 0).then(|| Timestamp::from_nanos(nanos))
}

/// As the JSON form has bytes.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_base64() {
        let cases: [(&[u8], &str); 5] =
            [(b"", ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"foobar", "Zm9vYmFy")];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes), text);
        }
    }

    #[test]
    fn values_beyond_the_depth_are_null() {
        let mut bytes = Vec::new();
        for _ in 0..30 {
            // A list whose only value is a list.
            let mut list = vec![0x0a, u8::try_from(bytes.len()).expect("it is short")];
            list.append(&mut bytes);
            bytes = vec![0x2a, u8::try_from(list.len()).expect("it is short")];
            bytes.append(&mut list);
        }
        let depth = |limit| any_value(&bytes, limit).expect("it is well-formed").to_string();
        assert_eq!(depth(30), format!("{}null{}", "[".repeat(30), "]".repeat(30)));
        assert_eq!(depth(3), "[[[null]]]");
    }
}
