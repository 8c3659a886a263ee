//! Names and values of a request.

use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Extra;
use crate::field::{Field, Read, Seed, strict};

/// Headers in the order in which they came, with their names as they were written, and found in any case.
///
/// The value is text, or several texts: `Headers<Vec<String>>`.
///
/// ```
/// use lamplight_events::Headers;
///
/// let headers: Headers = serde_json::from_str(r#"{"Content-Type":"text/plain"}"#)?;
/// assert_eq!(headers.get("content-type").map(String::as_str), Some("text/plain"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Headers<V = String> {
    list: Vec<(String, V)>,
    /// What is not of the type.
    pub extra: Extra,
}

// === impl Headers ===

impl<V> Headers<V> {
    /// No headers.
    #[must_use]
    pub fn new() -> Self {
        Self { list: Vec::new(), extra: Extra::new() }
    }

    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&V> {
        self.list.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All headers, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &V)> {
        self.list.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Adds a header, behind the others; one of the same name stays.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<V>) {
        self.list.push((name.into(), value.into()));
    }

    /// Sets a header, in the place of those of its name in any case.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<V>) {
        let name = name.into();
        self.list.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.push(name, value);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<V> Default for Headers<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Into<String>, W: Into<V>, V> FromIterator<(N, W)> for Headers<V> {
    fn from_iter<I: IntoIterator<Item = (N, W)>>(headers: I) -> Self {
        let list = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { list, extra: Extra::new() }
    }
}

impl<V> IntoIterator for Headers<V> {
    type Item = (String, V);
    type IntoIter = std::vec::IntoIter<(String, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<V: Field> Field for Headers<V> {
    const EXPECTED: &'static str = "an object";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Read<Self>, A::Error> {
        let mut headers = Self::new();
        while let Some(name) = map.next_key()? {
            match map.next_value_seed(Seed::new())? {
                Read::Fits(value) => headers.list.push((name, value)),
                Read::Null => {}
                Read::Misfit(value) => headers.extra.extend([(name, value)]),
            }
        }
        Ok(Read::Fits(headers))
    }
}

impl<V: Serialize> Serialize for Headers<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.list.len() + self.extra.len()))?;
        for (name, value) in &self.list {
            map.serialize_entry(name, value)?;
        }
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, V: Field> Deserialize<'de> for Headers<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
