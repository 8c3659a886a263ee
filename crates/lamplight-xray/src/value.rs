//! Values of attributes as JSON.

use lamplight_core::json::{Number as _, write_formatted, write_string};
use opentelemetry::{Array, Value};

/// How much of a string is kept, in bytes, where all of it finds no room.
pub(crate) const CUT_STRING: usize = 1000;

/// Appends a value. What JSON has no number for, such as NaN, becomes a string.
pub(crate) fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Bool(value) => write_bool(out, *value),
        Value::I64(value) => value.write(out),
        Value::F64(value) => value.write(out),
        Value::String(value) => write_string(out, value.as_str()),
        Value::Array(Array::Bool(values)) => write_array(out, values, |out, value| write_bool(out, *value)),
        Value::Array(Array::I64(values)) => write_array(out, values, |out, value| value.write(out)),
        Value::Array(Array::F64(values)) => write_array(out, values, |out, value| value.write(out)),
        Value::Array(Array::String(values)) => {
            write_array(out, values, |out, value| write_string(out, value.as_str()));
        }
        // A kind that OpenTelemetry will have one day.
        _ => write_formatted(out, format_args!("{value}")),
    }
}

/// The beginning of a text: at most `bytes` bytes, and whole characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn write_bool(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

fn write_array<T>(out: &mut Vec<u8>, values: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(out, value);
    }
    out.push(b']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_every_kind() {
        for (value, json) in [
            (Value::Bool(true), "true"),
            (Value::I64(-3), "-3"),
            (Value::F64(0.5), "0.5"),
            (Value::F64(f64::NAN), "\"NaN\""),
            (Value::from("a\"b"), r#""a\"b""#),
            (Value::Array(Array::Bool(vec![true, false])), "[true,false]"),
            (Value::Array(Array::I64(vec![1, 2])), "[1,2]"),
            (Value::Array(Array::F64(vec![])), "[]"),
            (Value::Array(Array::String(vec!["x".into(), "\n".into()])), r#"["x","\n"]"#),
        ] {
            let mut out = Vec::new();
            write_value(&mut out, &value);
            assert_eq!(String::from_utf8(out).expect("JSON"), json);
        }
    }

    #[test]
    fn text_is_cut_between_characters() {
        assert_eq!((cut("aé", 2), cut("aé", 3), cut("aé", 9), cut("é", 1)), ("a", "aé", "aé", ""));
    }
}
