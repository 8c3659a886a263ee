//! Bytes of a pipe to lines.

/// Lambda's own limit: what is longer arrives as several log events.
pub(crate) const MAX_LINE: usize = 256 * 1024;

/// Cuts bytes into lines, at each newline and after [`MAX_LINE`] bytes.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    partial: Vec<u8>,
}

/// A line without its newline; `continues` when it was cut for its length.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) continues: bool,
}

// === impl Splitter ===

impl Splitter {
    /// Takes more bytes, and gives each line that they complete to `line`.
    pub(crate) fn push(&mut self, mut bytes: &[u8], mut line: impl FnMut(Piece)) {
        while !bytes.is_empty() {
            let room = MAX_LINE - self.partial.len();
            let newline = bytes.iter().take(room + 1).position(|byte| *byte == b'\n');
            let taken = newline.unwrap_or(room.min(bytes.len()));
            self.partial.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken + usize::from(newline.is_some())..];
            if newline.is_some() {
                line(Piece { text: take(&mut self.partial), continues: false });
            } else if self.partial.len() == MAX_LINE && !bytes.is_empty() {
                let rest = self.partial.split_off(character_boundary(&self.partial));
                line(Piece { text: take(&mut self.partial), continues: true });
                self.partial = rest;
            }
        }
    }

    /// What came since the last newline, as a line of its own.
    pub(crate) fn finish(&mut self) -> Option<Piece> {
        (!self.partial.is_empty()).then(|| Piece { text: take(&mut self.partial), continues: false })
    }
}

fn take(bytes: &mut Vec<u8>) -> String {
    match String::from_utf8(std::mem::take(bytes)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

/// Where to cut so that no character is cut in two: before the last lead byte, if it is near the end.
fn character_boundary(bytes: &[u8]) -> usize {
    let is_continuation = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    let end = bytes.len();
    let lead = bytes.iter().rposition(|byte| !is_continuation(*byte)).unwrap_or(0);
    let length = match bytes.get(lead) {
        Some(0xC0..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF7) => 4,
        _ => 1,
    };
    // A character that is complete, or bytes that are no character at all, need no care.
    if lead + length <= end || end - lead >= 4 || lead == 0 { end } else { lead }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(splitter: &mut Splitter, bytes: &[u8]) -> Vec<Piece> {
        let mut lines = Vec::new();
        splitter.push(bytes, |line| lines.push(line));
        lines
    }

    fn whole(text: &str) -> Piece {
        Piece { text: text.to_owned(), continues: false }
    }

    #[test]
    fn a_line_may_come_in_any_pieces() {
        let mut splitter = Splitter::default();
        assert_eq!(lines(&mut splitter, b"on"), []);
        assert_eq!(lines(&mut splitter, b"e\n\ntwo\nthr"), [whole("one"), whole(""), whole("two")]);
        assert_eq!(splitter.finish(), Some(whole("thr")));
        assert_eq!(splitter.finish(), None);
    }

    #[test]
    fn a_line_at_the_limit_is_whole_and_one_more_byte_splits_it() {
        let mut splitter = Splitter::default();
        let mut bytes = vec![b'a'; MAX_LINE];
        bytes.push(b'\n');
        assert_eq!(lines(&mut splitter, &bytes), [whole(&"a".repeat(MAX_LINE))]);

        bytes.insert(0, b'a');
        let split = Piece { text: "a".repeat(MAX_LINE), continues: true };
        assert_eq!(lines(&mut splitter, &bytes), [split, whole("a")]);
    }

    #[test]
    fn a_line_at_the_limit_is_whole_when_its_newline_comes_later() {
        let mut splitter = Splitter::default();
        assert_eq!(lines(&mut splitter, &vec![b'a'; MAX_LINE]), []);
        assert_eq!(lines(&mut splitter, b"\nb\n"), [whole(&"a".repeat(MAX_LINE)), whole("b")]);
    }

    #[test]
    fn a_split_never_falls_into_a_character() {
        let mut splitter = Splitter::default();
        let mut text = "a".repeat(MAX_LINE - 1);
        text.push_str("€b\n");
        let pieces = lines(&mut splitter, text.as_bytes());
        assert_eq!(pieces[0].text.len(), MAX_LINE - 1);
        assert_eq!(pieces[1], whole("€b"));
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        let mut splitter = Splitter::default();
        assert_eq!(lines(&mut splitter, b"a\xff\xfeb\n"), [whole("a\u{fffd}\u{fffd}b")]);
        let garbage = vec![0x80; MAX_LINE * 2 + 10];
        let count = lines(&mut splitter, &garbage).len();
        assert_eq!(count, 2, "garbage is split at the limit as well");
    }
}
