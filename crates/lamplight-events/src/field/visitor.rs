//! Asking a type whether it takes what is there.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde_json::{Number, Value};

use super::read::{Field, Read};

/// Hands whatever is there to the type.
pub(super) struct FieldVisitor<T>(PhantomData<T>);

/// Reads a value as this type, if it fits.
pub(crate) struct Seed<T>(PhantomData<T>);

/// An array as it is.
pub(super) fn unread_sequence<'de, A: SeqAccess<'de>>(sequence: A) -> Result<Value, A::Error> {
    Value::deserialize(SeqAccessDeserializer::new(sequence))
}

/// An object as it is.
pub(super) fn unread_map<'de, A: MapAccess<'de>>(map: A) -> Result<Value, A::Error> {
    Value::deserialize(MapAccessDeserializer::new(map))
}

/// Says that a value does not fit, where there is no keeping it.
pub(super) fn unread<E: Error>(value: &Value, expected: &dyn Expected) -> E {
    let unexpected = match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Unexpected::Unsigned(number),
            (None, Some(number)) => Unexpected::Signed(number),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    E::invalid_type(unexpected, expected)
}

/// Reads a value that has to fit: for types of ours within a struct of the user's.
pub(crate) fn strict<'de, T: Field, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    match T::read(deserializer)? {
        Read::Fits(value) => Ok(value),
        Read::Null => Err(unread(&Value::Null, &T::EXPECTED)),
        Read::Misfit(value) => Err(unread(&value, &T::EXPECTED)),
    }
}

// === impl FieldVisitor ===

impl<T> FieldVisitor<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Field> Visitor<'de> for FieldVisitor<T> {
    type Value = Read<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_unit<E: Error>(self) -> Result<Read<T>, E> {
        Ok(Read::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Read<T>, E> {
        Ok(Read::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read<T>, D::Error> {
        T::read(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Read<T>, E> {
        Ok(T::from_bool(value))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Read<T>, E> {
        Ok(T::from_number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Read<T>, E> {
        Ok(T::from_number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Read<T>, E> {
        // JSON has no other numbers than finite ones.
        Ok(Number::from_f64(number).map_or(Read::Null, T::from_number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Read<T>, E> {
        Ok(T::from_text(text))
    }

    /// Not of JSON, but of what a user's type is unmarshalled from.
    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Read<T>, E> {
        Ok(T::from_text(&STANDARD.encode(bytes)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Read<T>, A::Error> {
        T::from_sequence(sequence)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Read<T>, A::Error> {
        T::from_map(map)
    }
}

// === impl Seed ===

impl<T> Seed<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Field> DeserializeSeed<'de> for Seed<T> {
    type Value = Read<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read<T>, D::Error> {
        T::read(deserializer)
    }
}
