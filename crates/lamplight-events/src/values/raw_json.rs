//! JSON that is the user's own.

use std::fmt;
use std::iter;

use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer, forward_to_deserialize_any};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::field::{Field, Read};

/// A part of an event that AWS only passes on, as the text that came.
///
/// It is read when it is known what it is, by [`RawJson::read`]. Where the event is not read from JSON, but from
/// what `serde` has put aside, as for an untagged enum, it is the text of the same value.
#[derive(Clone, Debug)]
pub struct RawJson(Box<RawValue>);

/// Reads a [`RawValue`] from whatever there is.
struct FromAnything<D>(D);

/// Gives `serde_json`'s visitor the text that it waits for, also where nobody has it.
struct Text<V> {
    visitor: V,
    /// By which it knows the text.
    key: &'static str,
}

// === impl RawJson ===

impl RawJson {
    /// The text, which is JSON.
    #[must_use]
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Reads it as a type.
    ///
    /// # Errors
    ///
    /// Where it is not of the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.get())
    }

    /// Writes a value.
    ///
    /// # Errors
    ///
    /// Where the value cannot be written as JSON.
    pub fn write<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::value::to_raw_value(value).map(Self)
    }
}

/// `null`.
impl Default for RawJson {
    fn default() -> Self {
        Self(RawValue::NULL.to_owned())
    }
}

/// The same text, but for space around values.
impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Field for RawJson {
    const EXPECTED: &'static str = "any value";

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Read<Self>, D::Error> {
        let raw = Box::<RawValue>::deserialize(FromAnything(deserializer))?;
        Ok(if raw.get() == "null" { Read::Null } else { Read::Fits(Self(raw)) })
    }

    fn is_written(&self) -> bool {
        self.get() != "null"
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(FromAnything(deserializer)).map(Self)
    }
}

// === impl FromAnything ===

impl<'de, D: Deserializer<'de>> Deserializer<'de> for FromAnything<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Text { visitor, key: name })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

// === impl Text ===

impl<'de, V: Visitor<'de>> Visitor<'de> for Text<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, text: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(text)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        let text = serde_json::to_string(&Value::deserialize(deserializer)?).map_err(D::Error::custom)?;
        self.visitor.visit_map(MapDeserializer::new(iter::once((self.key, text))))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Either {
        Number(u8),
        Any(RawJson),
    }

    #[test]
    fn keeps_the_text_as_it_came() {
        let raw: RawJson =
            serde_json::from_str(r#"{"b": 1.50, "a": 18446744073709551616}"#).expect("is JSON");
        assert_eq!(raw.get(), r#"{"b": 1.50, "a": 18446744073709551616}"#);
        assert_eq!(
            serde_json::to_string(&[raw]).ok().as_deref(),
            Some(r#"[{"b": 1.50, "a": 18446744073709551616}]"#)
        );
    }

    #[test]
    fn is_read_from_what_was_put_aside() {
        let either: Either = serde_json::from_str(r#"{"a": [1, null, "x"]}"#).expect("is anything");
        let Either::Any(raw) = either else { panic!("{either:?}") };
        assert_eq!(raw.get(), r#"{"a":[1,null,"x"]}"#);
        let raw: RawJson = serde_json::from_value(json!([1])).expect("is JSON");
        assert_eq!(raw.get(), "[1]");
    }

    #[test]
    fn is_read_where_places_are_tracked() {
        let mut deserializer = serde_json::Deserializer::from_str("[ 1 ]");
        let raw: RawJson = serde_path_to_error::deserialize(&mut deserializer).expect("is JSON");
        assert_eq!(raw.get(), "[ 1 ]");
    }
}
