//! What all structs of events share, so that each of them is little code.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, Expected, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::Value;

use super::read::{Field, Read};
use super::visitor::{Seed, unread};
use crate::Extra;

/// A struct made by `event!`, at the root of an event.
pub(crate) struct StructVisitor<T>(PhantomData<T>);

/// Tells the keys of a struct from others.
///
/// AWS writes keys in the order in which its guides show them, as our structs do: the one after the last
/// is looked at first.
pub(crate) struct Keys {
    names: &'static [&'static str],
    next: usize,
}

/// A key of an object.
pub(crate) enum Key {
    Known(usize),
    Unknown(String),
}

/// The place of a field while its struct is read.
pub(crate) struct Slot<'a, T> {
    pub(crate) field: &'a mut T,
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) extra: &'a mut Extra,
}

/// What is expected, and as which field: a parser tells the place of the object only.
struct As {
    expected: &'static str,
    name: &'static str,
}

/// Writes the fields of a struct, then what it does not know.
pub(crate) struct WriteFields<'a, M> {
    pub(crate) map: M,
    pub(crate) extra: &'a Extra,
}

/// The error for the first of the fields that have to be there and are not.
pub(crate) fn missing<E: Error>(names: &'static [&'static str], places: u128) -> E {
    E::missing_field(names[places.trailing_zeros() as usize])
}

// === impl StructVisitor ===

impl<T> StructVisitor<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Field> Visitor<'de> for StructVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        match T::from_map(map)? {
            Read::Fits(value) => Ok(value),
            Read::Null => Err(unread(&Value::Null, &T::EXPECTED)),
            Read::Misfit(value) => Err(unread(&value, &T::EXPECTED)),
        }
    }
}

// === impl Keys ===

impl Keys {
    pub(crate) const fn new(names: &'static [&'static str]) -> Self {
        Self { names, next: 0 }
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        let known = |place: &usize| self.names[*place] == name;
        let found = (self.next..self.names.len()).find(known).or_else(|| (0..self.next).find(known))?;
        self.next = found + 1;
        Some(found)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Keys {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Keys {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(self.find(name).map_or_else(|| Key::Unknown(name.to_owned()), Key::Known))
    }
}

// === impl Slot ===

impl<T: Default + Field> Slot<'_, T> {
    /// Reads the field's value, and says whether there was one that fits.
    pub(crate) fn fill<'de, A: MapAccess<'de>>(self, map: &mut A) -> Result<bool, A::Error> {
        match map.next_value_seed(Seed::<T>::new())? {
            // Put where it belongs at once: a struct within a struct within a struct is large.
            Read::Fits(value) => {
                *self.field = value;
                forget(self.extra, self.name);
                return Ok(true);
            }
            Read::Null => forget(self.extra, self.name),
            Read::Misfit(value) if self.required => {
                return Err(unread(&value, &As { expected: T::EXPECTED, name: self.name }));
            }
            Read::Misfit(value) => {
                self.extra.insert(self.name.to_owned(), value);
            }
        }
        *self.field = T::default();
        Ok(false)
    }
}

/// Of a key that comes twice the last value counts, also where an earlier one did not fit.
fn forget(extra: &mut Extra, name: &str) {
    if !extra.is_empty() {
        extra.remove(name);
    }
}

// === impl As ===

impl Expected for As {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as `{}`", self.expected, self.name)
    }
}

// === impl WriteFields ===

impl<M: SerializeMap> WriteFields<'_, M> {
    pub(crate) fn field<T: Field>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        // What did not fit stands among the unknown ones.
        if value.is_written() && !self.extra.contains_key(name) {
            self.map.serialize_entry(name, value)?;
        }
        Ok(())
    }

    pub(crate) fn end(mut self) -> Result<M::Ok, M::Error> {
        for (name, value) in self.extra {
            self.map.serialize_entry(name, value)?;
        }
        self.map.end()
    }
}
