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
    /// Where a key is written first. Two names may share a place, and take it from each other on every line.
    json: Vec<u8>,
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
            *known = Known { name, key: WrittenKey::new(key, &mut self.json)? };
        }
        Some(&known.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_share_a_place_have_their_own_keys() {
        let reserved = Reserved::new(&["level"]);
        let mut names = Names::default();
        // More of them than there are places, so that some have to share.
        let text: &'static str = "abcdefghijklmnopqrstuvwxyz".repeat(8).leak();
        for _ in 0..2 {
            for start in 0..2 * PLACES {
                let name = &text[start..start + 7];
                let key = names.get(name, &reserved).expect("a short name has a key");
                assert_eq!(key.as_bytes(), format!(",\"{name}\":").as_bytes());
            }
        }
    }
}
