//! What the tests of envelopes have in common.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use lamplight_events::envelope::ContentError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The user's own type.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) items: Vec<Item>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Item {
    pub(crate) price: f64,
}

/// An order that is right.
pub(crate) const GOOD: &str = r#"{"items":[{"price":2.5}]}"#;
/// An order with a price that is none.
pub(crate) const BAD: &str = r#"{"items":[{"price":2.5},{"price":"free"}]}"#;
/// What is wrong with it.
pub(crate) const WRONG: &str = r#"invalid type: string "free", expected f64"#;

pub(crate) fn order() -> Order {
    Order { items: vec![Item { price: 2.5 }] }
}

pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn read<T: for<'de> Deserialize<'de>>(event: &Value) -> T {
    serde_json::from_str(&event.to_string()).unwrap_or_else(|error| panic!("{event}: {error}"))
}

/// Asserts what is wrong, and where.
#[track_caller]
pub(crate) fn assert_wrong<T>(content: &Result<T, ContentError>, path: &str) {
    let error = content.as_ref().err().expect("is refused");
    assert_eq!((error.path(), error.message()), (path, WRONG));
    assert_eq!(error.to_string(), format!("{path}: {WRONG}"));
}

/// Asserts that an envelope gives back the event that it was made from.
#[track_caller]
pub(crate) fn assert_lossless<T: Serialize>(event: &Value, envelope: &T) {
    let written = serde_json::to_value(envelope).expect("is written");
    assert!(holds(&written, event), "{written} is not {event}");
}

/// Whether all of an event is there; what is empty may be written where it was absent.
fn holds(written: &Value, came: &Value) -> bool {
    match (written, came) {
        (_, Value::Null) => true,
        (Value::Object(written), Value::Object(came)) => {
            came.iter().all(|(key, came)| holds(written.get(key).unwrap_or(&Value::Null), came))
        }
        (Value::Array(written), Value::Array(came)) => {
            written.len() == came.len()
                && written.iter().zip(came).all(|(written, came)| holds(written, came))
        }
        (written, came) => written == came,
    }
}

/// Records of a stream.
pub(crate) fn kinesis(data: &[&[u8]]) -> Value {
    let records = data.iter().enumerate().map(|(index, data)| {
        json!({ "kinesis": { "partitionKey": "p", "sequenceNumber": index.to_string(), "data": base64(data) },
            "eventSource": "aws:kinesis" })
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

/// Packed by gzip.
pub(crate) fn packed(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes.as_ref()).expect("written to memory");
    encoder.finish().expect("written to memory")
}
