//! Telling names apart without comparing them.

/// A number that differs where most names of a function differ: made of a name's length and its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    number: u64,
    bit: u64,
}

// === impl Mark ===

impl Mark {
    pub(crate) fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let (first, last) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>());
        let ends = match (first, last) {
            (Some(first), Some(last)) => {
                u64::from_le_bytes(*first).rotate_left(17) ^ u64::from_le_bytes(*last)
            }
            _ => bytes.iter().fold(0, |mark, byte| mark << 8 | u64::from(*byte)),
        };
        let number = ends ^ (bytes.len() as u64).rotate_right(8);
        // The upper bits of a product depend on all bits of what is multiplied.
        Self { number, bit: 1 << (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58) }
    }

    /// One bit of 64. Where a union of them does not have it, none of its names is this one.
    pub(crate) fn bit(self) -> u64 {
        self.bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_that_are_alike_have_marks_and_mostly_bits_of_their_own() {
        let names = (0..64).flat_map(|number| [format!("m{number}"), format!("OrdersPlaced{number:02}")]);
        let marks: Vec<_> = names.map(|name| Mark::of(&name)).collect();
        let different: BTreeSet<_> = marks.iter().map(|mark| mark.number).collect();
        let bits: BTreeSet<_> = marks.iter().map(|mark| mark.bit()).collect();
        assert_eq!(different.len(), marks.len());
        assert!(bits.len() > 45, "128 names have {} of 64 bits", bits.len());
        assert_ne!(Mark::of("a"), Mark::of("\0a"), "the length counts");
    }
}
