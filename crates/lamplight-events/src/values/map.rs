//! Objects whose keys are the sender's.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Extra;
use crate::field::{Field, Read, Seed, strict};

/// Values by their names; those that are not of the type stand in [`Map::extra`].
#[derive(Clone, Debug, PartialEq)]
pub struct Map<V> {
    members: BTreeMap<String, V>,
    /// What is not of the type.
    pub extra: Extra,
}

// === impl Map ===

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self { members: BTreeMap::new(), extra: Extra::new() }
    }
}

impl<V> Deref for Map<V> {
    type Target = BTreeMap<String, V>;

    fn deref(&self) -> &BTreeMap<String, V> {
        &self.members
    }
}

impl<V> DerefMut for Map<V> {
    fn deref_mut(&mut self) -> &mut BTreeMap<String, V> {
        &mut self.members
    }
}

impl<N: Into<String>, V> FromIterator<(N, V)> for Map<V> {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let members = members.into_iter().map(|(name, value)| (name.into(), value)).collect();
        Self { members, extra: Extra::new() }
    }
}

impl<V> IntoIterator for Map<V> {
    type Item = (String, V);
    type IntoIter = std::collections::btree_map::IntoIter<String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'a, V> IntoIterator for &'a Map<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = std::collections::btree_map::Iter<'a, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.iter()
    }
}

impl<V: Field> Field for Map<V> {
    const EXPECTED: &'static str = "an object";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Read<Self>, A::Error> {
        let mut read = Self::default();
        while let Some(name) = map.next_key()? {
            match map.next_value_seed(Seed::new())? {
                // Of a name that comes twice the last value counts, whatever it is.
                Read::Fits(value) => {
                    read.extra.remove(&name);
                    read.members.insert(name, value);
                }
                Read::Null => {
                    read.extra.remove(&name);
                    read.members.remove(&name);
                    read.members.extend(V::null().map(|null| (name, null)));
                }
                Read::Misfit(value) => {
                    read.members.remove(&name);
                    read.extra.insert(name, value);
                }
            }
        }
        Ok(Read::Fits(read))
    }
}

impl<V: Serialize> Serialize for Map<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len() + self.extra.len()))?;
        for (name, value) in &self.members {
            map.serialize_entry(name, value)?;
        }
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, V: Field> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
