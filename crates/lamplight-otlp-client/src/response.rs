//! What a collector answers: what it refused.

use crate::encoding::Encoding;

/// The part of a body that a collector did not take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartialSuccess {
    /// How many items were refused; may be anything, as it was read from the network.
    pub rejected: u64,
    /// Why, in the collector's words. A warning, where nothing was refused.
    pub message: String,
}

/// A field of a message.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

// === impl PartialSuccess ===

impl PartialSuccess {
    /// Reads the answer to a body of this encoding. Of what is none, as far as it can be read.
    #[must_use]
    pub fn read(encoding: Encoding, body: &[u8]) -> Self {
        match encoding {
            Encoding::Protobuf => Self::read_protobuf(body),
            #[cfg(feature = "json")]
            Encoding::Json => Self::read_json(body),
        }
    }

    /// Reads an `ExportTraceServiceResponse`, or that of another signal, as they are alike.
    fn read_protobuf(body: &[u8]) -> Self {
        let mut found = Self::default();
        for_each_field(body, |number, field| {
            if let (1, Field::Bytes(partial)) = (number, field) {
                for_each_field(partial, |number, field| match (number, field) {
                    // A negative number is nonsense, and counts as nothing.
                    (1, Field::Number(rejected)) => {
                        found.rejected = u64::try_from(rejected as i64).unwrap_or_default();
                    }
                    (2, Field::Bytes(text)) => found.message = String::from_utf8_lossy(text).into_owned(),
                    _ => {}
                });
            }
        });
        found
    }

    #[cfg(feature = "json")]
    fn read_json(body: &[u8]) -> Self {
        let answer: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        let partial = answer.get("partialSuccess").and_then(|partial| partial.as_object());
        let mut found = Self::default();
        for (key, value) in partial.into_iter().flatten() {
            // Of spans, of data points, ...
            if key.starts_with("rejected") {
                let text = value.as_str().and_then(|text| text.parse().ok());
                found.rejected = value.as_u64().or(text).unwrap_or_default();
            } else if key == "errorMessage" {
                found.message = value.as_str().unwrap_or_default().to_owned();
            }
        }
        found
    }
}

fn for_each_field<'a>(mut bytes: &'a [u8], mut each: impl FnMut(u64, Field<'a>)) {
    while let Some((number, field, rest)) = next_field(bytes) {
        each(number, field);
        bytes = rest;
    }
}

/// The first field and what follows it; nothing at the end, and where the bytes are no message.
fn next_field(bytes: &[u8]) -> Option<(u64, Field<'_>, &[u8])> {
    let (key, rest) = varint(bytes)?;
    let (field, rest) = match key & 7 {
        0 => varint(rest).map(|(value, rest)| (Field::Number(value), rest))?,
        1 => (Field::Other, rest.get(8..)?),
        2 => {
            let (length, rest) = varint(rest)?;
            let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            (Field::Bytes(value), rest)
        }
        5 => (Field::Other, rest.get(4..)?),
        _ => return None,
    };
    Some((key >> 3, field, rest))
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry_proto::tonic::collector::trace::v1::{
        ExportTracePartialSuccess, ExportTraceServiceResponse,
    };
    use proptest::prelude::*;
    use prost::Message as _;

    fn answer(rejected_spans: i64, error_message: &str) -> Vec<u8> {
        let error_message = error_message.to_owned();
        let partial_success = Some(ExportTracePartialSuccess { rejected_spans, error_message });
        ExportTraceServiceResponse { partial_success }.encode_to_vec()
    }

    #[test]
    fn reads_what_was_refused() {
        let expected = PartialSuccess { rejected: 300, message: "too old".to_owned() };
        assert_eq!(PartialSuccess::read_protobuf(&answer(300, "too old")), expected);
        assert_eq!(PartialSuccess::read_protobuf(&answer(-1, "")), PartialSuccess::default());
        assert_eq!(PartialSuccess::read_protobuf(b""), PartialSuccess::default());
    }

    #[cfg(feature = "json")]
    #[test]
    fn reads_what_was_refused_in_json() {
        let read = |body: &str| {
            let PartialSuccess { rejected, message } = PartialSuccess::read_json(body.as_bytes());
            (rejected, message)
        };
        let expected = (3, "too old".to_owned());
        assert_eq!(read(r#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}"#), expected);
        assert_eq!(read(r#"{"partialSuccess":{"rejectedDataPoints":3,"errorMessage":"too old"}}"#), expected);
        for nothing in ["", "{}", "[]", "<html>", r#"{"partialSuccess":{"rejectedSpans":-1}}"#] {
            assert_eq!(read(nothing), (0, String::new()), "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_a_collector_writes(rejected in 0..i64::MAX, message in ".*") {
            let read = PartialSuccess::read_protobuf(&answer(rejected, &message));
            prop_assert_eq!(read, PartialSuccess { rejected: rejected.unsigned_abs(), message });
        }

        #[test]
        fn anything_can_be_read(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = PartialSuccess::read_protobuf(&body);
        }
    }
}
