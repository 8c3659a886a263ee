//! Numbers that some sources write as text.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use crate::field::{Field, Read, strict};

/// A number, or `true` or `false`, that may also come as text, and is written as it came.
///
/// ```
/// use lamplight_events::Quoted;
///
/// let count: Quoted<u64> = serde_json::from_str("\"17\"")?;
/// assert_eq!(*count, 17);
/// assert_eq!(serde_json::to_string(&count)?, "\"17\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Quoted<T> {
    value: T,
    /// As it came, where that was text.
    text: Option<Box<str>>,
}

// === impl Quoted ===

impl<T> Quoted<T> {
    /// A value that is written as a number, or as `true` or `false`.
    pub const fn new(value: T) -> Self {
        Self { value, text: None }
    }

    /// A value that is written as text.
    pub fn as_text(value: T) -> Self
    where
        T: fmt::Display,
    {
        let text = Some(value.to_string().into_boxed_str());
        Self { value, text }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Quoted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Quoted<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq> PartialEq<T> for Quoted<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

impl<T: Eq> Eq for Quoted<T> {}

impl<T> From<T> for Quoted<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Field + FromStr> Field for Quoted<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_text(text: &str) -> Read<Self> {
        text.trim().parse().map_or_else(
            |_| Read::Misfit(Value::from(text)),
            |value| Read::Fits(Self { value, text: Some(text.into()) }),
        )
    }

    fn from_number(number: Number) -> Read<Self> {
        T::from_number(number).map(Self::new)
    }

    fn from_bool(value: bool) -> Read<Self> {
        T::from_bool(value).map(Self::new)
    }
}

impl<T: Serialize> Serialize for Quoted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.text {
            Some(text) => serializer.serialize_str(text),
            None => self.value.serialize(serializer),
        }
    }
}

impl<'de, T: Field + FromStr> Deserialize<'de> for Quoted<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
