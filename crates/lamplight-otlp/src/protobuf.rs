//! Protobuf's wire format: just what spans need.

use opentelemetry::{Array, KeyValue, Value};

/// How many bytes the length of a message takes whose length is not known before it is written. Such a length
/// may have leading zeros; five bytes hold any length up to 32 GiB.
const PADDED: usize = 5;

/// Appends a varint.
pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes a varint takes.
pub(crate) fn varint_len(value: u64) -> usize {
    // One byte for every seven bits, and one for zero.
    (70 - (value | 1).leading_zeros() as usize) / 7
}

/// Appends a number, unless it is zero, which is what is read where there is none.
pub(crate) fn number(out: &mut Vec<u8>, field: u8, value: u64) {
    if value != 0 {
        key(out, field, 0);
        varint(out, value);
    }
}

/// Appends a number of eight bytes.
pub(crate) fn fixed64(out: &mut Vec<u8>, field: u8, value: u64) {
    key(out, field, 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a number of four bytes.
pub(crate) fn fixed32(out: &mut Vec<u8>, field: u8, value: u32) {
    key(out, field, 5);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends bytes or text, unless there are none.
pub(crate) fn bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    if !value.is_empty() {
        length(out, field, value.len());
        out.extend_from_slice(value);
    }
}

/// Appends the beginning of a field of this many bytes.
pub(crate) fn length(out: &mut Vec<u8>, field: u8, bytes: usize) {
    key(out, field, 2);
    varint(out, bytes as u64);
}

/// Appends a message whose length is not known yet.
pub(crate) fn message(out: &mut Vec<u8>, field: u8, write: impl FnOnce(&mut Vec<u8>)) {
    key(out, field, 2);
    let place = out.len();
    out.extend_from_slice(&[0; PADDED]);
    write(out);
    let mut length = out.len() - place - PADDED;
    for byte in &mut out[place..place + PADDED - 1] {
        *byte = length as u8 | 0x80;
        length >>= 7;
    }
    out[place + PADDED - 1] = length as u8;
}

/// Appends attributes: messages of a key and a value.
pub(crate) fn attributes<'a>(
    out: &mut Vec<u8>,
    field: u8,
    attributes: impl IntoIterator<Item = &'a KeyValue>,
) {
    for attribute in attributes {
        self::attribute(out, field, attribute.key.as_str(), &attribute.value);
    }
}

/// Appends one attribute.
pub(crate) fn attribute(out: &mut Vec<u8>, field: u8, key: &str, value: &Value) {
    let value_len = any_len(value);
    let key_len = if key.is_empty() { 0 } else { text_len(key.len()) };
    length(out, field, key_len + text_len(value_len));
    bytes(out, 1, key.as_bytes());
    length(out, 2, value_len);
    any(out, value);
}

/// The field's number and how its value is written. Numbers from 16 take two bytes.
fn key(out: &mut Vec<u8>, field: u8, wire: u8) {
    varint(out, u64::from(field) << 3 | u64::from(wire));
}

/// What a field of this many bytes takes, its number below 16 included.
fn text_len(bytes: usize) -> usize {
    1 + varint_len(bytes as u64) + bytes
}

fn any_len(value: &Value) -> usize {
    match value {
        Value::Bool(_) => 2,
        Value::I64(value) => 1 + varint_len(*value as u64),
        Value::F64(_) => 9,
        Value::String(value) => text_len(value.as_str().len()),
        Value::Array(array) => match array_len(array) {
            Some(bytes) => text_len(bytes),
            None => text_len(value.as_str().len()),
        },
        // A kind that OpenTelemetry will have one day: as text.
        _ => text_len(value.as_str().len()),
    }
}

fn any(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Bool(value) => out.extend_from_slice(&[2 << 3, u8::from(*value)]),
        Value::I64(value) => integer(out, *value),
        Value::F64(value) => fixed64(out, 4, value.to_bits()),
        Value::String(value) => text(out, value.as_str()),
        Value::Array(array) => match array_len(array) {
            Some(bytes) => {
                length(out, 5, bytes);
                items(out, array);
            }
            None => text(out, &value.as_str()),
        },
        _ => text(out, &value.as_str()),
    }
}

fn integer(out: &mut Vec<u8>, value: i64) {
    key(out, 3, 0);
    varint(out, value as u64);
}

/// Text as the one kind of a value there is: also when it is empty.
fn text(out: &mut Vec<u8>, text: &str) {
    length(out, 1, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// What the items of an array take; nothing for a kind that is not known.
fn array_len(array: &Array) -> Option<usize> {
    Some(match array {
        Array::Bool(values) => values.len() * text_len(2),
        Array::I64(values) => values.iter().map(|value| text_len(1 + varint_len(*value as u64))).sum(),
        Array::F64(values) => values.len() * text_len(9),
        Array::String(values) => values.iter().map(|value| text_len(text_len(value.as_str().len()))).sum(),
        _ => return None,
    })
}

fn items(out: &mut Vec<u8>, array: &Array) {
    match array {
        Array::Bool(values) => {
            for value in values {
                length(out, 1, 2);
                out.extend_from_slice(&[2 << 3, u8::from(*value)]);
            }
        }
        Array::I64(values) => {
            for value in values {
                length(out, 1, 1 + varint_len(*value as u64));
                integer(out, *value);
            }
        }
        Array::F64(values) => {
            for value in values {
                length(out, 1, 9);
                fixed64(out, 4, value.to_bits());
            }
        }
        Array::String(values) => {
            for value in values {
                length(out, 1, text_len(value.as_str().len()));
                text(out, value.as_str());
            }
        }
        // Those have no length, and are not written as arrays.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_varint_is_as_long_as_it_says() {
        for value in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX >> 1, u64::MAX] {
            let mut out = Vec::new();
            varint(&mut out, value);
            assert_eq!(out.len(), varint_len(value), "{value}");
        }
    }

    #[test]
    fn the_length_of_a_message_is_padded() {
        let mut out = Vec::new();
        message(&mut out, 1, |out| out.extend_from_slice(&[7; 300]));
        assert_eq!(out[..6], [0x0a, 0xac, 0x82, 0x80, 0x80, 0x00]);
        assert_eq!(out.len(), 306);
    }
}
