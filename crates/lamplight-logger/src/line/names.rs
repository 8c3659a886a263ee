//! The keys of fields as they are written, remembered from line to line.

use crate::format::Reserved;

use super::members::{Key, WrittenKey};

/// How many are remembered, at most one for each place.
const PLACES: usize = 64;

/// What became of the names that were met last. A name is told from others by where in memory it is: it stays there as
/// long as the process lives.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Whose rules these are.
    reserved: &'static [&'static str],
    known: Vec<Known>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Known {
    name: &'static str,
    key: WrittenKey,
}

// === impl Names ===

impl Names {
    /// The key that a field of this name gets, if it is the same on every line and short.
    pub(super) fn get(&mut self, name: &'static str, reserved: &Reserved) -> Option<&WrittenKey> {
        if self.known.is_empty() || !std::ptr::eq(self.reserved, reserved.names()) {
            self.reserved = reserved.names();
            self.known.clear();
            self.known.resize(PLACES, Known::default());
        }
        let place = ((name.as_ptr() as usize) ^ (name.as_ptr() as usize >> 6) ^ (name.len() << 3)) % PLACES;
        let known = &mut self.known[place];
        if !std::ptr::eq(known.name, name) {
            // One with an underscore is counted each time, and one that is left out is not worth a place.
            let key = reserved.key(name).filter(|key: &Key<'_>| !key.moved)?;
            *known = Known { name, key: WrittenKey::new(key)? };
        }
        Some(&known.key)
    }
}
