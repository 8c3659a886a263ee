//! Where a JSON string ends. Most of a payload is strings, so this is where the time of a scan goes.

use memchr::memchr2;

/// How long a string may be to be called short. Past that `memchr` wins, which costs more than a short
/// string does to be called.
const SHORT: usize = 64;
/// How many bytes are taken at once of strings with escapes.
const BLOCK: usize = 64;

/// Where a string ends.
pub(super) struct StringEnd {
    /// The closing quote.
    pub(super) quote: usize,
    /// There is an escape in it.
    pub(super) escaped: bool,
}

/// Which characters are escaped, block by block.
#[derive(Default)]
struct Escapes {
    /// The next block's first character is.
    pending: bool,
}

/// Finds the end of the string whose inside begins at `start`.
///
/// Most strings are short and have no escapes: for these it is inlined, and the rest is a call.
#[inline(always)]
pub(super) fn string_end(bytes: &[u8], start: usize) -> Option<StringEnd> {
    let mut at = start;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*word);
        let quotes = bytes_equal(word, b'"');
        let hits = quotes | bytes_equal(word, b'\\');
        if hits != 0 {
            let first = hits & hits.wrapping_neg();
            at += first.trailing_zeros() as usize / 8;
            if quotes & first != 0 {
                return Some(StringEnd { quote: at, escaped: false });
            }
            break;
        }
        at += 8;
        if at - start > SHORT {
            break;
        }
    }
    end_of_hard_string(bytes, at)
}

/// The same for a string that is long, has escapes, or ends near the end of the text.
#[inline(never)]
fn end_of_hard_string(bytes: &[u8], start: usize) -> Option<StringEnd> {
    let mut at = start + memchr2(b'"', b'\\', bytes.get(start..)?)?;
    if bytes.get(at) == Some(&b'"') {
        return Some(StringEnd { quote: at, escaped: false });
    }
    // To stop at every escape would cost most of the time of JSON within JSON: go by blocks.
    let mut escapes = Escapes::default();
    while let Some(block) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let quotes = bits(block, b'"');
        let backslashes = bits(block, b'\\');
        let ends = quotes & !escapes.of(backslashes);
        if ends != 0 {
            return Some(StringEnd { quote: at + ends.trailing_zeros() as usize, escaped: true });
        }
        at += BLOCK;
        if backslashes == 0 {
            at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        }
    }
    at += usize::from(escapes.pending);
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(StringEnd { quote: at, escaped: true });
        }
        at += 2;
    }
}

/// Sets the high bit of the lowest byte of `word` that is `byte`, and of no byte below it.
///
/// See "Determine if a word has a byte equal to n", Sean Eron Anderson, Bit Twiddling Hacks.
#[inline]
fn bytes_equal(word: u64, byte: u8) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zero_where_equal = word ^ (LOW * u64::from(byte));
    zero_where_equal.wrapping_sub(LOW) & !zero_where_equal & HIGH
}

/// Sets the bit of each byte of a block that is `byte`.
#[inline]
fn bits(block: &[u8; BLOCK], byte: u8) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    // Two loops, since the compiler makes vectors of the first.
    let equal = block.map(|other| u8::from(other == byte));
    let words = equal.chunks_exact(8).filter_map(|word| word.first_chunk().copied().map(u64::from_le_bytes));
    words.rev().fold(0, |bits, word| bits << 8 | word.wrapping_mul(GATHER) >> 56)
}

// === impl Escapes ===

impl Escapes {
    /// Which characters of the next block are escaped, given its backslashes: those behind an odd number.
    ///
    /// See `find_escaped` in "Parsing Gigabytes of JSON per Second", Langdale and Lemire, section 3.1.1.
    #[inline]
    fn of(&mut self, backslashes: u64) -> u64 {
        const ODD: u64 = u64::from_le_bytes([0xaa; 8]);
        let pending = u64::from(self.pending);
        let starts = backslashes & !pending;
        let codes = ((starts << 1 | ODD).wrapping_sub(starts)) ^ ODD;
        self.pending = (codes & backslashes) >> 63 != 0;
        codes ^ (backslashes | pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(inside_and_rest: &[u8]) -> Option<(usize, bool)> {
        string_end(inside_and_rest, 0).map(|end| (end.quote, end.escaped))
    }

    /// Byte by byte.
    fn expected(inside_and_rest: &[u8]) -> Option<(usize, bool)> {
        let mut escaped = false;
        let mut bytes = inside_and_rest.iter().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => return Some((at, escaped)),
                b'\\' => {
                    escaped = true;
                    bytes.next();
                }
                _ => {}
            }
        }
        None
    }

    #[test]
    fn finds_the_end_behind_any_length_and_escape() {
        for length in 0..300 {
            for escape in [r#"\""#, r"\\", r"\\\\", r#"\\\""#, "é", "#\u{1}]", ""] {
                for tail in 0..10 {
                    let inside = format!("{}{escape}{}", "a".repeat(length), "b".repeat(tail));
                    let text = format!(r#"{inside}"}}],:"next\""#);
                    assert_eq!(found(text.as_bytes()), Some((inside.len(), escape.contains('\\'))), "{text}");
                }
            }
        }
    }

    #[test]
    fn a_string_without_an_end_has_none() {
        for length in 0..300 {
            let text = "a".repeat(length);
            assert_eq!(found(text.as_bytes()), None);
            assert_eq!(found(format!("{text}\\").as_bytes()), None);
            assert_eq!(found(format!("{text}\\\"").as_bytes()), None);
        }
    }

    proptest! {
        #[test]
        fn agrees_with_a_look_at_every_byte(text in proptest::collection::vec(
            prop_oneof![40 => Just(b'a'), 6 => Just(b'\\'), 1 => Just(b'"'), 1 => Just(b'#'), 1 => any::<u8>()],
            0..600,
        )) {
            prop_assert_eq!(found(&text), expected(&text));
        }

        #[test]
        fn agrees_where_nearly_all_is_escaped(text in proptest::collection::vec(
            prop_oneof![60 => Just(b'\\'), 30 => Just(b'b'), 1 => Just(b'"')],
            0..600,
        )) {
            prop_assert_eq!(found(&text), expected(&text));
        }
    }
}
