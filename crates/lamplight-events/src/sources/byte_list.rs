//! Bytes that come as a list of numbers, signed as those of Java or not.

use serde::de::SeqAccess;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::Binary;
use crate::field::{Field, Read, strict};

/// Bytes of a header, written as they came.
///
/// ```
/// use lamplight_events::sources::byte_list::ByteList;
///
/// for json in ["[72,105,200]", "[72,105,-56]"] {
///     let bytes: ByteList = serde_json::from_str(json)?;
///     assert_eq!(bytes.as_bytes(), [72, 105, 200]);
///     assert_eq!(serde_json::to_string(&bytes)?, json);
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByteList {
    bytes: Vec<u8>,
    form: Form,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Unsigned,
    Signed,
    /// Some write base64 instead of a list.
    Base64,
}

// === impl ByteList ===

impl ByteList {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text, where they are UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// From numbers that are all bytes, and all of one kind.
    pub(crate) fn from_numbers(numbers: &[Value]) -> Option<Self> {
        let numbers: Option<Vec<i64>> = numbers.iter().map(Value::as_i64).collect();
        let numbers = numbers?;
        let signed = numbers.iter().any(|number| *number < 0);
        let (form, range) = if signed { (Form::Signed, -128..=127) } else { (Form::Unsigned, 0..=255) };
        let byte = |number: i64| range.contains(&number).then(|| number.to_le_bytes()[0]);
        Some(Self { bytes: numbers.into_iter().map(byte).collect::<Option<_>>()?, form })
    }
}

/// Written without a sign.
impl From<Vec<u8>> for ByteList {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, form: Form::Unsigned }
    }
}

impl Field for ByteList {
    const EXPECTED: &'static str = "a list of bytes";

    fn from_text(text: &str) -> Read<Self> {
        match Binary::from_base64(text).into_bytes() {
            Ok(bytes) => Read::Fits(Self { bytes, form: Form::Base64 }),
            Err(_) => Read::Misfit(Value::from(text)),
        }
    }

    fn from_sequence<'de, A: SeqAccess<'de>>(mut sequence: A) -> Result<Read<Self>, A::Error> {
        let mut numbers = Vec::new();
        while let Some(number) = sequence.next_element()? {
            numbers.push(number);
        }
        Ok(Self::from_numbers(&numbers).map_or(Read::Misfit(Value::Array(numbers)), Read::Fits))
    }
}

impl Serialize for ByteList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.form {
            Form::Unsigned => serializer.collect_seq(&self.bytes),
            Form::Signed => serializer.collect_seq(self.bytes.iter().map(|byte| i8::from_ne_bytes([*byte]))),
            Form::Base64 => Binary::from(self.bytes.clone()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ByteList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ByteList {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByteList".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["array", "string"], "items": { "type": "integer" } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_bytes_of_one_kind_only() {
        for (json, bytes) in [("[]", &[][..]), ("[0,255]", &[0, 255]), ("[-128,127]", &[128, 127])] {
            let read: ByteList = serde_json::from_str(json).expect(json);
            assert_eq!(read.as_bytes(), bytes, "{json}");
            assert_eq!(serde_json::to_string(&read).ok().as_deref(), Some(json));
        }
        for json in ["[256]", "[-129]", "[-1,255]", "[1.5]", "[\"1\"]", "[null]", "{}", "1", "\"?\""] {
            assert!(serde_json::from_str::<ByteList>(json).is_err(), "{json}");
        }
    }
}
