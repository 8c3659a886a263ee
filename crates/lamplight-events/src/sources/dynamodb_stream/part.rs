//! What an item is made of, as serde reads it.

use serde::de::{Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Members, Sequence, Variant};
use super::decimal::{Integer, exact_double, integer};
use super::{AttributeValue, DynamoDbItem, UnmarshalError};
use crate::Binary;

/// An item, a value of it, or an element of a set.
#[derive(Clone, Copy)]
pub(super) enum Part<'de> {
    Text(&'de str),
    Number(&'de str),
    Bytes(&'de Binary),
    Texts(&'de [String]),
    Numbers(&'de [String]),
    BytesSet(&'de [Binary]),
    Octets(&'de [u8]),
    Octet(u8),
    Members(&'de DynamoDbItem),
    Elements(&'de [AttributeValue]),
    Bool(bool),
    Null,
    Unknown,
}

// === impl Part ===

impl<'de> Part<'de> {
    /// An element of what has elements.
    pub(super) fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Texts(texts) => texts.get(index).map(|text| Self::Text(text)),
            Self::Numbers(numbers) => numbers.get(index).map(|number| Self::Number(number)),
            Self::BytesSet(set) => set.get(index).map(Self::Bytes),
            Self::Octets(octets) => octets.get(index).copied().map(Self::Octet),
            Self::Elements(elements) => elements.get(index).map(Self::from),
            _ => None,
        }
    }

    /// How many elements it has.
    pub(super) fn count(self) -> usize {
        match self {
            Self::Texts(texts) | Self::Numbers(texts) => texts.len(),
            Self::BytesSet(set) => set.len(),
            Self::Octets(octets) => octets.len(),
            Self::Elements(elements) => elements.len(),
            _ => 0,
        }
    }

    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        let Self::Number(text) = self else { return self.deserialize_any(visitor) };
        match integer(text) {
            Some(Integer::Signed(number)) => match (i64::try_from(number), u64::try_from(number)) {
                (Ok(number), _) => visitor.visit_i64(number),
                (_, Ok(number)) => visitor.visit_u64(number),
                _ => visitor.visit_i128(number),
            },
            Some(Integer::Unsigned(number)) => visitor.visit_u128(number),
            None => Err(not_an_integer(text)),
        }
    }
}

fn not_an_integer(text: &str) -> UnmarshalError {
    UnmarshalError::custom(format_args!("the number {text} is not an integer of up to 128 bits"))
}

fn not_a_number(text: &str) -> UnmarshalError {
    UnmarshalError::custom(format_args!("{text:?} is not a number"))
}

fn bytes(binary: &Binary) -> Result<&[u8], UnmarshalError> {
    binary.bytes().map_err(UnmarshalError::custom)
}

impl<'de> From<&'de AttributeValue> for Part<'de> {
    fn from(value: &'de AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::Text(text),
            AttributeValue::N(number) => Self::Number(number),
            AttributeValue::B(bytes) => Self::Bytes(bytes),
            AttributeValue::Ss(texts) => Self::Texts(texts),
            AttributeValue::Ns(numbers) => Self::Numbers(numbers),
            AttributeValue::Bs(set) => Self::BytesSet(set),
            AttributeValue::M(members) => Self::Members(members),
            AttributeValue::L(elements) => Self::Elements(elements),
            AttributeValue::Null(_) => Self::Null,
            AttributeValue::Bool(value) => Self::Bool(*value),
            AttributeValue::Other(_) => Self::Unknown,
        }
    }
}

macro_rules! integers {
    ($($method:ident,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
            self.integer(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = UnmarshalError;

    /// Numbers are integers of 64 bits, doubles that have the same digits, or else their text: never rounded.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        match self {
            Self::Text(text) => visitor.visit_borrowed_str(text),
            Self::Number(text) => match integer(text) {
                Some(Integer::Signed(number)) if i64::try_from(number).is_ok() => self.integer(visitor),
                Some(Integer::Signed(number)) if u64::try_from(number).is_ok() => self.integer(visitor),
                _ => match exact_double(text) {
                    Some(number) => visitor.visit_f64(number),
                    None => visitor.visit_borrowed_str(text),
                },
            },
            Self::Bytes(binary) => visitor.visit_borrowed_bytes(bytes(binary)?),
            Self::Octet(octet) => visitor.visit_u8(octet),
            Self::Members(members) => visitor.visit_map(Members::of(members)),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Null => visitor.visit_unit(),
            Self::Unknown => Err(UnmarshalError::custom("not an attribute value")),
            _ => visitor.visit_seq(Sequence::of(self)),
        }
    }

    integers! {
        deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64, deserialize_i128,
        deserialize_u8, deserialize_u16, deserialize_u32, deserialize_u64, deserialize_u128,
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        let Self::Number(text) = self else { return self.deserialize_any(visitor) };
        visitor.visit_f32(text.parse().map_err(|_| not_a_number(text))?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        let Self::Number(text) = self else { return self.deserialize_any(visitor) };
        visitor.visit_f64(text.parse().map_err(|_| not_a_number(text))?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        match self {
            Self::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// Bytes are also a sequence of numbers, for a `Vec<u8>`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        match self {
            Self::Bytes(binary) => visitor.visit_seq(Sequence::of(Self::Octets(bytes(binary)?))),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, UnmarshalError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, UnmarshalError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, UnmarshalError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, UnmarshalError> {
        match self {
            Self::Text(name) => visitor.visit_enum(Variant { name, content: None }),
            Self::Members(members) => {
                let mut members = members.iter();
                match (members.next(), members.next()) {
                    (Some((name, content)), None) => {
                        visitor.visit_enum(Variant { name, content: Some(content.into()) })
                    }
                    _ => Err(UnmarshalError::custom("expected a map with one key, the name of a variant")),
                }
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, UnmarshalError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct map struct identifier
    }
}
