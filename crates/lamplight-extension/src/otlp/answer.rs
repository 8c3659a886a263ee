//! What a collector says of a body that it took.

use serde_json::Value;

use super::wire::Fields;
use crate::signal::Encoding;

/// How many items of a request it did not take. An answer that makes no sense says that it took all.
///
/// `Export…ServiceResponse.partial_success` is field 1 in every signal, and in it the count is field 1.
pub(crate) fn rejected(encoding: Encoding, body: &[u8]) -> u64 {
    match encoding {
        Encoding::Protobuf => first(body)
            .and_then(|field| field.bytes)
            .and_then(first)
            .and_then(|field| field.varint)
            .unwrap_or_default(),
        Encoding::Json => serde_json::from_slice(body).map(|answer| in_json(&answer)).unwrap_or_default(),
    }
}

fn first(message: &[u8]) -> Option<super::wire::Field<'_>> {
    Fields::of(message).map_while(Result::ok).find(|field| field.number == 1)
}

/// 64-bit numbers are text in OTLP's JSON; a number is taken all the same.
fn in_json(answer: &Value) -> u64 {
    let counts = ["rejectedSpans", "rejectedDataPoints", "rejectedLogRecords"];
    let partial = answer.get("partialSuccess");
    let count = counts.iter().find_map(|count| partial?.get(count));
    match count {
        Some(Value::String(text)) => text.parse().unwrap_or_default(),
        Some(count) => count.as_u64().unwrap_or_default(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_rejected_is_read_in_both_forms() {
        assert_eq!(rejected(Encoding::Protobuf, b""), 0);
        assert_eq!(rejected(Encoding::Protobuf, b"\x0a\x05\x08\x07\x12\x01x"), 7);
        assert_eq!(rejected(Encoding::Protobuf, b"not protobuf"), 0);
        assert_eq!(rejected(Encoding::Json, b"{}"), 0);
        assert_eq!(rejected(Encoding::Json, br#"{"partialSuccess":{"rejectedSpans":"3"}}"#), 3);
        assert_eq!(rejected(Encoding::Json, br#"{"partialSuccess":{"rejectedLogRecords":4}}"#), 4);
    }
}
