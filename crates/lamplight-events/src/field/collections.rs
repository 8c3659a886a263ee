//! Fields with several values in their order.

use serde::de::SeqAccess;

use super::read::{Field, Read};
use super::visitor::{Seed, unread};

/// Large batches grow as they come; more than this is not believed beforehand.
const MOST_RESERVED: usize = 64;

impl<T: Field> Field for Vec<T> {
    const EXPECTED: &'static str = "an array";

    fn from_sequence<'de, A: SeqAccess<'de>>(mut sequence: A) -> Result<Read<Self>, A::Error> {
        let mut elements = Self::with_capacity(sequence.size_hint().unwrap_or_default().min(MOST_RESERVED));
        while let Some(read) = sequence.next_element_seed(Seed::<T>::new())? {
            match read {
                Read::Fits(element) => elements.push(element),
                Read::Null => elements.extend(T::null()),
                Read::Misfit(value) => return Err(unread(&value, &T::EXPECTED)),
            }
        }
        Ok(Read::Fits(elements))
    }
}
