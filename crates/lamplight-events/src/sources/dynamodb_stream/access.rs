//! How serde walks through the parts of an item.

use std::collections::btree_map;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::part::Part;
use super::{AttributeValue, DynamoDbItem, UnmarshalError};

/// The elements of a part.
pub(super) struct Sequence<'de> {
    of: Part<'de>,
    next: usize,
}

/// The members of a map.
pub(super) struct Members<'de> {
    rest: btree_map::Iter<'de, String, AttributeValue>,
    last: Option<(&'de str, Part<'de>)>,
}

/// A variant of an enum: its name as text, or as the one key of a map that has its content.
pub(super) struct Variant<'de> {
    pub(super) name: &'de str,
    pub(super) content: Option<Part<'de>>,
}

// === impl Sequence ===

impl<'de> Sequence<'de> {
    pub(super) const fn of(part: Part<'de>) -> Self {
        Self { of: part, next: 0 }
    }
}

impl<'de> SeqAccess<'de> for Sequence<'de> {
    type Error = UnmarshalError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, UnmarshalError> {
        let Some(element) = self.of.element(self.next) else { return Ok(None) };
        let at = self.next;
        self.next += 1;
        seed.deserialize(element).map(Some).map_err(|error| error.within(&format!("[{at}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.of.count() - self.next)
    }
}

// === impl Members ===

impl<'de> Members<'de> {
    pub(super) fn of(members: &'de DynamoDbItem) -> Self {
        Self { rest: members.iter(), last: None }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = UnmarshalError;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, UnmarshalError> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.last = Some((name, value.into()));
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, UnmarshalError> {
        match self.last.take() {
            Some((name, value)) => seed.deserialize(value).map_err(|error| error.within(name)),
            None => Err(UnmarshalError::custom("a value was asked for before its key")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

// === impl Variant ===

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = UnmarshalError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), UnmarshalError> {
        let name = seed.deserialize(BorrowedStrDeserializer::<UnmarshalError>::new(self.name))?;
        Ok((name, self))
    }
}

impl<'de> Variant<'de> {
    fn content<T>(
        self,
        read: impl FnOnce(Part<'de>) -> Result<T, UnmarshalError>,
    ) -> Result<T, UnmarshalError> {
        match self.content {
            Some(content) => read(content).map_err(|error| error.within(self.name)),
            None => Err(UnmarshalError::custom(format_args!("the variant {} has content", self.name))),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = UnmarshalError;

    fn unit_variant(self) -> Result<(), UnmarshalError> {
        match self.content {
            None | Some(Part::Null) => Ok(()),
            Some(_) => Err(UnmarshalError::custom(format_args!("the variant {} has no content", self.name))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, UnmarshalError> {
        self.content(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, UnmarshalError> {
        self.content(|content| content.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, UnmarshalError> {
        self.content(|content| content.deserialize_any(visitor))
    }
}
