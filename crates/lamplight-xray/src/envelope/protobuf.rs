//! Protobuf's wire format: just what spans need.

use opentelemetry::{Array, Value};

use crate::value::cut;

/// How many bytes the length of a message takes: it is not known before the message is written. A length may
/// have leading zeros.
const PADDED: usize = 3;

/// Appends a varint.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a number, unless it is zero, which is what is read where there is none.
pub(super) fn number(out: &mut Vec<u8>, field: u8, value: u64) {
    if value != 0 {
        key(out, field, 0);
        varint(out, value);
    }
}

/// Appends a number of eight bytes.
pub(super) fn fixed64(out: &mut Vec<u8>, field: u8, value: u64) {
    key(out, field, 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a number of four bytes.
pub(super) fn fixed32(out: &mut Vec<u8>, field: u8, value: u32) {
    key(out, field, 5);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends bytes.
pub(super) fn bytes(out: &mut Vec<u8>, field: u8, value: &[u8]) {
    key(out, field, 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

/// Appends text, unless it is empty, which is what is read where there is none.
pub(super) fn text(out: &mut Vec<u8>, field: u8, text: &str) {
    if !text.is_empty() {
        bytes(out, field, text.as_bytes());
    }
}

/// Opens a message. The place of its length, for [`close`].
pub(super) fn open(out: &mut Vec<u8>, field: u8) -> usize {
    key(out, field, 2);
    out.extend_from_slice(&[0; PADDED]);
    out.len()
}

/// Closes a message, which may have 2 MiB.
pub(super) fn close(out: &mut [u8], place: usize) {
    let length = out.len() - place;
    for (index, byte) in out[place - PADDED..place].iter_mut().enumerate() {
        let more = if index + 1 < PADDED { 0x80 } else { 0 };
        *byte = (length >> (7 * index) & 0x7f) as u8 | more;
    }
}

/// Appends an attribute; of a key and of a string no more than so many bytes, and an array only if it has no more.
pub(super) fn attribute(out: &mut Vec<u8>, field: u8, name: &str, value: &Value, limit: usize) {
    let place = open(out, field);
    text(out, 1, cut(name, limit));
    let any = open(out, 2);
    match value {
        Value::Bool(value) => boolean(out, *value),
        Value::I64(value) => integer(out, *value),
        Value::F64(value) => fixed64(out, 4, value.to_bits()),
        Value::String(value) => string(out, value.as_str(), limit),
        Value::Array(values) => array(out, values, limit),
        // A kind that OpenTelemetry will have one day: as text.
        _ => string(out, &value.as_str(), limit),
    }
    close(out, any);
    close(out, place);
}

fn array(out: &mut Vec<u8>, array: &Array, limit: usize) {
    let start = out.len();
    let place = open(out, 5);
    match array {
        Array::Bool(values) => items(out, values, |out, value| boolean(out, *value)),
        Array::I64(values) => items(out, values, |out, value| integer(out, *value)),
        Array::F64(values) => items(out, values, |out, value| fixed64(out, 4, value.to_bits())),
        Array::String(values) => items(out, values, |out, value| string(out, value.as_str(), limit)),
        _ => {}
    }
    if out.len() - place > limit {
        // None at all is less of a lie than the first few of them.
        out.truncate(start);
    } else {
        close(out, place);
    }
}

fn items<T>(out: &mut Vec<u8>, values: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    for value in values {
        let place = open(out, 1);
        write(out, value);
        close(out, place);
    }
}

fn boolean(out: &mut Vec<u8>, value: bool) {
    key(out, 2, 0);
    out.push(value.into());
}

fn integer(out: &mut Vec<u8>, value: i64) {
    key(out, 3, 0);
    varint(out, value as u64);
}

/// Text as the one kind of a value there is: also when it is empty.
fn string(out: &mut Vec<u8>, text: &str, limit: usize) {
    bytes(out, 1, cut(text, limit).as_bytes());
}

/// The field's number and how its value is written. Numbers from 16 take two bytes.
fn key(out: &mut Vec<u8>, field: u8, wire: u8) {
    varint(out, u64::from(field) << 3 | u64::from(wire));
}
