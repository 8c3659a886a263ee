//! Numbers that metrics take, and values that properties take.

use lamplight_core::json::{Number, Object, write_string};

use crate::limits;
use crate::refusal::Refusal;

/// A number that a metric takes: every integer and float of Rust.
///
/// CloudWatch counts in double precision, so integers beyond ±2^53 are rounded to the nearest `f64`.
pub trait Value {
    /// As CloudWatch counts.
    fn into_f64(self) -> f64;
}

/// What a property may be: any JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PropertyValue<'a> {
    /// `null`.
    Null,
    /// Text.
    Text(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i128),
    /// A float; one that is not finite is refused.
    Float(f64),
    /// An array.
    Array(&'a [PropertyValue<'a>]),
    /// An object. Its names are not the property's, and can be anything.
    Object(&'a [(&'a str, PropertyValue<'a>)]),
}

/// How deeply arrays and objects of a property may lie in each other.
const DEPTH: usize = 32;

// === impl PropertyValue ===

impl PropertyValue<'_> {
    /// Whether it can be written.
    pub(crate) fn check(self) -> Result<(), Refusal> {
        self.check_at(0)
    }

    fn check_at(self, depth: usize) -> Result<(), Refusal> {
        match self {
            Self::Float(float) if !float.is_finite() => Err(Refusal::Value(float)),
            // Refused before it is copied.
            Self::Text(text) if text.len() > limits::PROPERTY_BYTES => Err(Refusal::Properties),
            Self::Array(_) | Self::Object(_) if depth == DEPTH => Err(Refusal::Properties),
            Self::Array(values) if values.len() > limits::PROPERTY_BYTES => Err(Refusal::Properties),
            Self::Array(values) => values.iter().try_for_each(|value| value.check_at(depth + 1)),
            Self::Object(members) => members.iter().try_for_each(|(_, value)| value.check_at(depth + 1)),
            _ => Ok(()),
        }
    }

    /// Appends it as JSON.
    pub(crate) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend_from_slice(b"null"),
            Self::Text(text) => write_string(out, text),
            Self::Bool(bool) => out.extend_from_slice(if bool { b"true" } else { b"false" }),
            Self::Integer(integer) => integer.write(out),
            Self::Float(float) => float.write(out),
            Self::Array(values) => {
                out.push(b'[');
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    value.write(out);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                let mut object = Object::begin(out);
                for (name, value) in members {
                    value.write(object.value(name));
                }
                object.end();
            }
        }
    }
}

macro_rules! numbers {
    ($($integer:ty)*) => {$(
        impl Value for $integer {
            fn into_f64(self) -> f64 {
                self as f64
            }
        }

        impl From<$integer> for PropertyValue<'_> {
            fn from(value: $integer) -> Self {
                Self::Integer(value as i128)
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Value for f32 {
    fn into_f64(self) -> f64 {
        self.into()
    }
}

impl Value for f64 {
    fn into_f64(self) -> f64 {
        self
    }
}

impl From<f32> for PropertyValue<'_> {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl From<f64> for PropertyValue<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl<'a, T: Into<PropertyValue<'a>>> From<Option<T>> for PropertyValue<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'a> From<&'a [PropertyValue<'a>]> for PropertyValue<'a> {
    fn from(values: &'a [PropertyValue<'a>]) -> Self {
        Self::Array(values)
    }
}

impl<'a> From<&'a [(&'a str, PropertyValue<'a>)]> for PropertyValue<'a> {
    fn from(members: &'a [(&'a str, PropertyValue<'a>)]) -> Self {
        Self::Object(members)
    }
}

impl From<bool> for PropertyValue<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'a> From<&'a str> for PropertyValue<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for PropertyValue<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}
