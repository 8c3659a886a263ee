//! Lines up to so many bytes, of which the oldest make room for new ones.

use std::collections::VecDeque;

/// Lines, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    bytes: VecDeque<u8>,
    lengths: VecDeque<usize>,
    evicted: u64,
}

/// The line is longer than all the room there is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

// === impl Ring ===

impl Ring {
    /// Keeps a line, within so many bytes for all of them.
    pub(crate) fn push(&mut self, line: &[u8], most_bytes: usize) -> Result<(), TooLong> {
        let room = most_bytes.checked_sub(line.len()).ok_or(TooLong)?;
        while self.bytes.len() > room {
            let oldest = self.lengths.pop_front().unwrap_or(self.bytes.len());
            self.bytes.drain(..oldest);
            self.evicted += 1;
        }
        self.bytes.extend(line);
        self.lengths.push_back(line.len());
        Ok(())
    }

    /// Visits each line, the oldest first, and forgets all. How many had to make room before.
    pub(crate) fn drain(mut self, mut visit: impl FnMut(&[u8])) -> u64 {
        let mut rest: &[u8] = self.bytes.make_contiguous();
        for length in self.lengths {
            let (line, behind) = rest.split_at(length);
            visit(line);
            rest = behind;
        }
        self.evicted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are left of these, and how many are not.
    fn kept(most_bytes: usize, lines: &[&str]) -> (Vec<String>, u64) {
        let mut ring = Ring::default();
        for line in lines {
            ring.push(line.as_bytes(), most_bytes).expect("short enough");
        }
        let mut kept = Vec::new();
        let evicted = ring.drain(|line| kept.push(String::from_utf8_lossy(line).into_owned()));
        (kept, evicted)
    }

    #[test]
    fn the_oldest_lines_make_room_for_the_newest() {
        let strings = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(kept(10, &[]), (strings(&[]), 0));
        assert_eq!(kept(10, &["12345", "abcde"]), (strings(&["12345", "abcde"]), 0));
        assert_eq!(kept(10, &["12345", "abcde", "x"]), (strings(&["abcde", "x"]), 1));
        assert_eq!(kept(10, &["1", "2", "3", "0123456789"]), (strings(&["0123456789"]), 3));
    }

    #[test]
    fn a_line_that_is_longer_than_all_the_room_is_refused_and_costs_no_other() {
        let mut ring = Ring::default();
        assert_eq!(ring.push(b"short", 10), Ok(()));
        assert_eq!(ring.push(b"a very long message", 10), Err(TooLong));
        let mut lines = 0;
        assert_eq!(ring.drain(|_| lines += 1), 0);
        assert_eq!(lines, 1);
    }
}
