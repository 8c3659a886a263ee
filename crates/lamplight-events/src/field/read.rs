//! What a field's type has to say.

use serde::de::{Deserializer, MapAccess, SeqAccess};
use serde::ser::Serialize;
use serde_json::{Number, Value};

use super::visitor::{FieldVisitor, unread_map, unread_sequence};

/// A type that a field of an event may have.
///
/// A field is read from whatever is there. A type takes the forms that it knows, and refuses the others
/// by giving them back as [`Read::Misfit`]: the struct that the field belongs to then keeps the value among
/// its unknown ones, where nothing is lost, and the field is as if it were absent.
pub trait Field: Serialize + Sized {
    /// What is expected, for error messages: `a string`.
    const EXPECTED: &'static str;
    /// Whether it is one value, such as text. An array of such values, of which one does not fit, is a
    /// misfit as a whole; one of objects, such as records, is an error.
    const IS_PLAIN: bool = false;

    /// Reads the value of a field.
    ///
    /// # Errors
    ///
    /// For text that is not JSON, and where a part deep inside does not fit that a struct needs.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Read<Self>, D::Error> {
        deserializer.deserialize_any(FieldVisitor::new())
    }

    /// From a string.
    fn from_text(text: &str) -> Read<Self> {
        Read::Misfit(Value::from(text))
    }

    /// From a number.
    #[must_use]
    fn from_number(number: Number) -> Read<Self> {
        Read::Misfit(Value::Number(number))
    }

    /// From `true` or `false`.
    #[must_use]
    fn from_bool(value: bool) -> Read<Self> {
        Read::Misfit(Value::Bool(value))
    }

    /// From an array.
    ///
    /// # Errors
    ///
    /// As [`Field::read`].
    fn from_sequence<'de, A: SeqAccess<'de>>(sequence: A) -> Result<Read<Self>, A::Error> {
        unread_sequence(sequence).map(Read::Misfit)
    }

    /// From an object.
    ///
    /// # Errors
    ///
    /// As [`Field::read`].
    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Read<Self>, A::Error> {
        unread_map(map).map(Read::Misfit)
    }

    /// What stands for `null` in an array or a map; without it the place is left out.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }

    /// The value as it came, where the type [is plain](Field::IS_PLAIN).
    fn plain(self) -> Option<Value> {
        None
    }

    /// Whether the field is written.
    fn is_written(&self) -> bool {
        true
    }
}

/// What became of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Read<T> {
    /// It is of the type.
    Fits(T),
    /// It is `null`, which is the same as none.
    Null,
    /// It is something else.
    Misfit(Value),
}

// === impl Read ===

impl<T> Read<T> {
    /// As another type, where it fits.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Read<U> {
        match self {
            Self::Fits(value) => Read::Fits(into(value)),
            Self::Null => Read::Null,
            Self::Misfit(value) => Read::Misfit(value),
        }
    }
}
