//! Reads the answer to a request as it arrives: bytes in, answer out (RFC 9112, HTTP/1.1).

use std::time::Duration;

use http::StatusCode;
use lamplight_core::clock::Timestamp;

use crate::head::{Framing, Head};
use crate::retry::{self, Asked};

/// How much of an answer is read, in bytes, with whatever precedes it.
const MAX_ANSWER: usize = 64 * 1024;

/// What a collector answers.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    pub(crate) retry_after: Option<Asked>,
    /// Empty where it is too large, broke off or makes no sense: the status is the answer, and such a body takes
    /// nothing away from it.
    pub body: Vec<u8>,
    /// Whether another request may follow on the connection.
    pub(crate) keeps_open: bool,
}

/// Why what arrives is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotHttp(pub(crate) &'static str);

/// An answer that is arriving.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// All that has arrived, [`MAX_ANSWER`] at most and what came with the last of it.
    bytes: Vec<u8>,
    /// How much of that is done with.
    done: usize,
    head: Option<Head>,
    chunks: Chunks,
}

/// A body in chunks.
#[derive(Debug, Default)]
struct Chunks {
    body: Vec<u8>,
    next: Next,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Default)]
enum Next {
    #[default]
    Size,
    /// This many bytes, and the end of their line.
    Data(usize),
    /// Fields like those of a head, and an empty line.
    Trailers,
}

/// How far a body is.
enum Body {
    Incomplete,
    Whole(Vec<u8>),
    Unreadable,
}

// === impl Answer ===

impl Answer {
    /// Whether the collector may take the same body later (OpenTelemetry protocol specification, "Retryable response
    /// codes").
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        retry::is_temporary(self.status)
    }

    /// How long the collector asks to be left alone, from `now` on, if it does.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        self.retry_after.map(|asked| asked.wait(now))
    }
}

// === impl Reader ===

impl Reader {
    /// Takes what has arrived. The answer, as soon as it is whole.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<Option<Answer>, NotHttp> {
        self.bytes.extend_from_slice(bytes);
        while self.head.is_none() {
            let Some((head, length)) = Head::read(&self.bytes[self.done..])? else {
                return if self.is_full() { Err(NotHttp("it has no end")) } else { Ok(None) };
            };
            self.done += length;
            // Others only say that the answer is on its way.
            if !head.status.is_informational() {
                self.head = Some(head);
            }
        }
        Ok(match self.body() {
            Body::Whole(body) => self.answer(Some(body)),
            Body::Incomplete if !self.is_full() => None,
            Body::Incomplete | Body::Unreadable => self.answer(None),
        })
    }

    /// The answer, if it was one before the connection ended.
    pub(crate) fn end(mut self) -> Option<Answer> {
        let is_whole = self.head.as_ref()?.framing == Framing::UntilEnd;
        let body = is_whole.then(|| self.bytes.split_off(self.done));
        self.done = self.bytes.len();
        self.answer(body).map(|answer| Answer { keeps_open: false, ..answer })
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= MAX_ANSWER
    }

    fn answer(&mut self, body: Option<Vec<u8>>) -> Option<Answer> {
        let Head { status, retry_after, keeps_open, .. } = self.head.take()?;
        // What follows was not asked for: whoever sends it has lost count.
        let keeps_open = keeps_open && body.is_some() && self.done == self.bytes.len();
        Some(Answer { status, retry_after, body: body.unwrap_or_default(), keeps_open })
    }

    fn body(&mut self) -> Body {
        match self.head.as_ref().map(|head| head.framing) {
            None | Some(Framing::UntilEnd) => Body::Incomplete,
            Some(Framing::Length(length)) if length > MAX_ANSWER => Body::Unreadable,
            Some(Framing::Length(length)) => match self.bytes.get(self.done..self.done + length) {
                None => Body::Incomplete,
                Some(body) => {
                    self.done += length;
                    Body::Whole(body.to_vec())
                }
            },
            Some(Framing::Chunked) => {
                let (body, length) = self.chunks.read(&self.bytes[self.done..]);
                self.done += length;
                body
            }
        }
    }
}

// === impl Chunks ===

impl Chunks {
    /// Reads on. Also how many bytes are done with.
    fn read(&mut self, bytes: &[u8]) -> (Body, usize) {
        let mut rest = bytes;
        let body = loop {
            let length = if let Next::Data(length) = self.next { length } else { 0 };
            let Some((data, end)) = rest.split_at_checked(length) else { break Body::Incomplete };
            let Some((line, after)) = line(end) else { break Body::Incomplete };
            rest = after;
            self.next = match (self.next, line) {
                (Next::Size, _) => match size(line) {
                    Some(0) => Next::Trailers,
                    Some(length) => Next::Data(length),
                    None => break Body::Unreadable,
                },
                (Next::Data(_), []) => {
                    self.body.extend_from_slice(data);
                    Next::Size
                }
                (Next::Data(_), _) => break Body::Unreadable,
                (Next::Trailers, []) => break Body::Whole(std::mem::take(&mut self.body)),
                (Next::Trailers, _) => Next::Trailers,
            };
        };
        (body, bytes.len() - rest.len())
    }
}

/// The size of a chunk, unless it is nonsense or more than is ever read. What follows a semicolon says something
/// about the chunk that nobody asked for.
fn size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii_end();
    // A sign is nothing that a size may have, though numbers may.
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (is_number && size <= MAX_ANSWER).then_some(size)
}

/// The first line without its end, and what follows it.
pub(crate) fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = &bytes[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Option<Answer> {
        Reader::default().take(text).expect("HTTP")
    }

    fn body(text: &[u8]) -> (Vec<u8>, bool) {
        let answer = read(text).expect("an answer");
        (answer.body, answer.keeps_open)
    }

    fn chunked(chunks: &str) -> (Vec<u8>, bool) {
        body(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}").as_bytes())
    }

    #[test]
    fn a_body_is_as_long_as_the_head_says() {
        assert_eq!(read(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab"), None);
        assert_eq!(body(b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc"), (b"abc".to_vec(), true));
        assert_eq!(body(b"HTTP/1.1 200 OK\r\nContent-Length:0\r\n\r\n"), (Vec::new(), true));
        assert_eq!(body(b"HTTP/1.1 204 No Content\r\n\r\n"), (Vec::new(), true));
        assert_eq!(body(b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n"), (Vec::new(), true));
    }

    #[test]
    fn bytes_after_the_answer_end_the_connection() {
        assert_eq!(body(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nabc"), (b"a".to_vec(), false));
        assert_eq!(chunked("0\r\n\r\nHTTP/1.1"), (Vec::new(), false));
    }

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(
            chunked("3\r\nabc\r\n00b;x=\"y\"\r\ndefghijklmn\r\n0\r\n\r\n"),
            (b"abcdefghijklmn".to_vec(), true)
        );
        assert_eq!(chunked("1 \na\n0\nTrailer: x\nAnother: y\n\n"), (b"a".to_vec(), true));
    }

    #[test]
    fn chunks_that_make_no_sense_leave_the_status() {
        let too_much = format!("{:x}\r\n", MAX_ANSWER + 1);
        for chunks in
            ["x\r\n", "\r\n", "-1\r\n", "+1\r\n", "ffffffffffffffffff\r\n", "1\r\nabc\r\n", &too_much]
        {
            assert_eq!(chunked(chunks), (Vec::new(), false), "{chunks:?}");
        }
    }

    #[test]
    fn what_only_announces_the_answer_is_passed_over() {
        let text = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
        assert_eq!(read(text).map(|answer| answer.status), Some(StatusCode::NO_CONTENT));
        assert_eq!(read(&text[..text.len() - 1]), None);
    }

    #[test]
    fn a_body_may_end_with_the_connection() {
        let mut reader = Reader::default();
        assert_eq!(reader.take(b"HTTP/1.1 503 Busy\r\nretry-after: 2\r\n\r\nsor"), Ok(None));
        assert_eq!(reader.take(b"ry"), Ok(None));
        let answer = reader.end().expect("an answer");
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..], answer.keeps_open),
            (503, &b"sorry"[..], false)
        );
        assert_eq!(answer.retry_after, Some(Asked::After(Duration::from_secs(2))));
    }

    #[test]
    fn a_body_that_breaks_off_leaves_the_status_and_a_head_that_does_leaves_nothing() {
        for text in ["content-length: 9\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"] {
            let mut reader = Reader::default();
            assert_eq!(reader.take(format!("HTTP/1.1 200 OK\r\n{text}").as_bytes()), Ok(None));
            let answer = reader.end().expect("an answer");
            assert_eq!((answer.status.as_u16(), &answer.body[..], answer.keeps_open), (200, &b""[..], false));
        }
        let mut reader = Reader::default();
        assert_eq!(reader.take(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n"), Ok(None));
        assert_eq!(reader.end(), None);
    }

    #[test]
    fn what_is_too_large_is_not_read_to_its_end() {
        let large = "x".repeat(MAX_ANSWER);
        let head = "HTTP/1.1 200 OK\r\n";
        let announced = format!("{head}content-length: {}\r\n\r\n", MAX_ANSWER + 1);
        let arrived = format!("{head}content-length: {MAX_ANSWER}\r\n\r\n{}", &large[1..]);
        let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n1;{large}");
        let endless = format!("{head}\r\n{large}");
        for text in [announced, arrived, chunked, endless] {
            assert_eq!(body(text.as_bytes()), (Vec::new(), false), "{:.80}", text);
        }
        let no_end = NotHttp("it has no end");
        assert_eq!(Reader::default().take(format!("{head}x: {large}").as_bytes()), Err(no_end));
        let announcements = "HTTP/1.1 100 Continue\r\n\r\n".repeat(MAX_ANSWER / 25 + 1);
        assert_eq!(Reader::default().take(announcements.as_bytes()), Err(no_end));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_in_which_pieces_an_answer_arrives(
            chunks in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 0..5),
            is_chunked: bool,
            pieces in proptest::collection::vec(1_usize..30, 1..10),
        ) {
            let whole = chunks.concat();
            let mut text = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n".to_vec();
            if is_chunked {
                text.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
                for chunk in &chunks {
                    text.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                    text.extend_from_slice(chunk);
                    text.extend_from_slice(b"\r\n");
                }
                text.extend_from_slice(b"0\r\n\r\n");
            } else {
                text.extend_from_slice(format!("content-length: {}\r\n\r\n", whole.len()).as_bytes());
                text.extend_from_slice(&whole);
            }
            let (mut reader, mut rest, mut found) = (Reader::default(), &text[..], None);
            for length in pieces.iter().cycle() {
                let (piece, after) = rest.split_at(rest.len().min(*length));
                rest = after;
                found = reader.take(piece).expect("HTTP");
                prop_assert_eq!(found.is_some(), rest.is_empty());
                if rest.is_empty() {
                    break;
                }
            }
            let found = found.expect("an answer");
            prop_assert_eq!((found.body, found.keeps_open), (whole, true));
        }

        #[test]
        fn anything_can_be_read(
            head in prop_oneof![Just(""), Just("HTTP/1.1 200 OK\r\n"), Just("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")],
            pieces in proptest::collection::vec("[0-9a-f;: \r\n\u{0}-\u{ff}]{0,12}", 0..8),
        ) {
            let mut reader = Reader::default();
            let _ = reader.take(head.as_bytes());
            for piece in pieces {
                let _ = reader.take(piece.as_bytes());
            }
            let _ = reader.end();
        }
    }
}
