//! Lines for people: plain text.

use super::{Format, Keys, Record};

/// Readable text, one line each: time, level, where, message, fields as `key=value`, and the request.
///
/// ```text
/// 2026-01-31T23:59:59.999Z INFO shop::orders:42 order received order_id="A-17" function_request_id=8476a536
/// ```
///
/// Quotes in the message are written as they are; line feeds and other control characters of ASCII are escaped, so
/// that a line stays one line.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextFormat;

// === impl TextFormat ===

impl Format for TextFormat {
    fn reserved(&self) -> &'static [&'static str] {
        &["function_request_id"]
    }

    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
        if let Some(request_id) = keys.request_id() {
            out.extend_from_slice(b" function_request_id=");
            out.extend(request_id.bytes().map(|byte| if byte.is_ascii_graphic() { byte } else { b'?' }));
        }
    }

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(record.time());
        out.push(b' ');
        out.extend_from_slice(record.level().as_str().as_bytes());
        write_location(record, out);
        write_message(record, out);
        for (key, value) in record.each_field() {
            for part in [b" ", key, b"=", value] {
                out.extend_from_slice(part);
            }
        }
        out.extend_from_slice(record.keys());
    }
}

/// ` module:line`
pub(super) fn write_location(record: &Record<'_>, out: &mut Vec<u8>) {
    if let [b'"', place @ .., b'"'] = record.place {
        out.push(b' ');
        out.extend_from_slice(place);
    }
}

/// ` message`
pub(super) fn write_message(record: &Record<'_>, out: &mut Vec<u8>) {
    let Some([b'"', inner @ .., b'"']) = record.message() else { return };
    out.push(b' ');
    let mut rest = inner;
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        match rest.get(at + 1) {
            Some(&byte @ (b'"' | b'\\')) => out.push(byte),
            Some(&byte) => out.extend_from_slice(&[b'\\', byte]),
            None => {}
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}
