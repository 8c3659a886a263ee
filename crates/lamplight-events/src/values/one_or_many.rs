//! Values that some senders write as one, others as an array.

use serde::de::{MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::field::{Field, Read, strict};

/// One value, or an array of them; written as it came.
///
/// ```
/// use lamplight_events::OneOrMany;
///
/// let actions: OneOrMany<String> = serde_json::from_str(r#""execute-api:Invoke""#)?;
/// assert_eq!(actions.as_slice(), ["execute-api:Invoke"]);
/// assert_eq!(serde_json::to_string(&actions)?, r#""execute-api:Invoke""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OneOrMany<T> {
    /// One, that is not within an array.
    One(T),
    /// An array, of however many.
    Many(Vec<T>),
}

// === impl OneOrMany ===

impl<T> OneOrMany<T> {
    /// The values, in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    /// The first value.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.as_slice().first()
    }
}

/// None at all.
impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Many(values)
    }
}

impl<T: Field> Field for OneOrMany<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_text(text: &str) -> Read<Self> {
        T::from_text(text).map(Self::One)
    }

    fn from_number(number: Number) -> Read<Self> {
        T::from_number(number).map(Self::One)
    }

    fn from_bool(value: bool) -> Read<Self> {
        T::from_bool(value).map(Self::One)
    }

    fn from_sequence<'de, A: SeqAccess<'de>>(sequence: A) -> Result<Read<Self>, A::Error> {
        Ok(Vec::from_sequence(sequence)?.map(Self::Many))
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Read<Self>, A::Error> {
        Ok(T::from_map(map)?.map(Self::One))
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => value.serialize(serializer),
            Self::Many(values) => values.serialize(serializer),
        }
    }
}

impl<'de, T: Field> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_as_it_came() {
        for (json, count) in [("1", 1), ("[1]", 1), ("[]", 0), ("[1,2]", 2)] {
            let read: OneOrMany<u32> = serde_json::from_str(json).expect("one or many");
            assert_eq!(read.as_slice().len(), count, "{json}");
            assert_eq!(serde_json::to_string(&read).ok().as_deref(), Some(json));
        }
    }

    #[test]
    fn refuses_what_is_not_of_the_type() {
        for json in ["\"one\"", "{}", "null", "true", "[\"one\"]"] {
            assert!(serde_json::from_str::<OneOrMany<u32>>(json).is_err(), "{json}");
        }
    }
}
