//! The head of an answer: its status, how its body ends, and what becomes of the connection (RFC 9112).

use http::StatusCode;

use crate::answer::{NotHttp, line};
use crate::retry::Asked;

/// What a head says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Asked>,
    /// Whether the connection stays open, as far as the head knows.
    pub(crate) keeps_open: bool,
    pub(crate) framing: Framing,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// After this many bytes.
    Length(usize),
    Chunked,
    /// With the connection.
    UntilEnd,
}

/// The fields that matter.
#[derive(Default)]
struct Fields {
    length: Option<usize>,
    /// Whether the last coding is the one in chunks, if there are codings.
    is_chunked: Option<bool>,
    closes: bool,
    keeps_alive: bool,
    retry_after: Option<Asked>,
}

// === impl Head ===

impl Head {
    /// Reads it. Also how long it is. `None` where it is not all there.
    pub(crate) fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, NotHttp> {
        let Some((first, mut rest)) = line(bytes) else {
            // Whoever does not speak HTTP may never end the line.
            let beginning = &bytes[..bytes.len().min(7)];
            return if b"HTTP/1.".starts_with(beginning) { Ok(None) } else { Err(NOT_A_STATUS) };
        };
        let (is_old, status) = status(first).ok_or(NOT_A_STATUS)?;
        let mut fields = Fields::default();
        loop {
            let Some((field, after)) = line(rest) else { return Ok(None) };
            rest = after;
            if field.is_empty() {
                break;
            }
            fields.add(field)?;
        }
        if status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(NotHttp("it goes on in another protocol"));
        }
        Ok(Some((fields.head(is_old, status), bytes.len() - rest.len())))
    }
}

const NOT_A_STATUS: NotHttp = NotHttp("it does not begin with a status");

/// Reads `HTTP/1.1 200 OK`: whether the version is 1.0, and the status. What follows the number has no meaning.
fn status(line: &[u8]) -> Option<(bool, StatusCode)> {
    let (version, rest) = line.strip_prefix(b"HTTP/1.")?.split_first()?;
    let (code, rest) = rest.strip_prefix(b" ")?.split_at_checked(3)?;
    let is_all = rest.first().is_none_or(|byte| *byte == b' ');
    let is_old = match version {
        b'0' => true,
        b'1' => false,
        _ => return None,
    };
    StatusCode::from_bytes(code).ok().filter(|_| is_all).map(|status| (is_old, status))
}

// === impl Fields ===

impl Fields {
    fn add(&mut self, line: &[u8]) -> Result<(), NotHttp> {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (name, value) = (parts.next().unwrap_or_default(), parts.next());
        // This also refuses lines that go on with the one before, as RFC 9112 asks for.
        let (true, Some(value)) = (is_token(name), value) else {
            return Err(NotHttp("a line of its head is no field"));
        };
        let mut items = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        if name.eq_ignore_ascii_case(b"content-length") {
            for item in items {
                let length = number(item).ok_or(NotHttp("its length is no number"))?;
                if self.length.replace(length).is_some_and(|other| other != length) {
                    return Err(NotHttp("it has two lengths"));
                }
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.is_chunked = items.next_back().map(|last| last.eq_ignore_ascii_case(b"chunked"));
        } else if name.eq_ignore_ascii_case(b"connection") {
            for item in items {
                self.closes |= item.eq_ignore_ascii_case(b"close");
                self.keeps_alive |= item.eq_ignore_ascii_case(b"keep-alive");
            }
        } else if name.eq_ignore_ascii_case(b"retry-after") {
            self.retry_after = Asked::read(value);
        }
        Ok(())
    }

    fn head(self, is_old: bool, status: StatusCode) -> Head {
        let Self { length, is_chunked, closes, keeps_alive, retry_after } = self;
        let has_no_body = matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
        let framing = match (is_chunked, length) {
            _ if has_no_body || status.is_informational() => Framing::Length(0),
            (Some(true), _) => Framing::Chunked,
            (None, Some(length)) => Framing::Length(length),
            (Some(false), _) | (None, None) => Framing::UntilEnd,
        };
        // A length beside an encoding, or an encoding that the version does not know: nobody can tell which of the
        // two whoever stands between believed in.
        let is_ambiguous = is_chunked.is_some() && (length.is_some() || is_old);
        let keeps_open = !closes && (!is_old || keeps_alive) && !is_ambiguous;
        Head { status, retry_after, keeps_open, framing }
    }
}

/// Digits alone: a sign is nothing that a length may have, though numbers may.
fn number(text: &[u8]) -> Option<usize> {
    let is_number = text.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(text).ok()?.parse().ok().filter(|_| is_number)
}

/// What the name of a field may be (RFC 9110, section 5.6.2).
fn is_token(name: &[u8]) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn head(fields: &str) -> Head {
        let text = format!("HTTP/1.1 200 OK\r\n{fields}\r\n");
        let (head, length) = Head::read(text.as_bytes()).expect("a head").expect("all of it");
        assert_eq!(length, text.len());
        head
    }

    #[test]
    fn a_status_is_read_with_and_without_a_reason() {
        for (line, expected) in [
            ("HTTP/1.1 200 OK", Some((false, 200))),
            ("HTTP/1.0 503 ", Some((true, 503))),
            ("HTTP/1.1 429", Some((false, 429))),
            ("HTTP/1.1 2000 OK", None),
            ("HTTP/1.1 099 Low", None),
            ("HTTP/1.1 +20 OK", None),
            ("HTTP/1.2 200 OK", None),
            ("HTTP/2 200 OK", None),
            ("HTTP/1.1  200 OK", None),
            ("http/1.1 200 OK", None),
            ("", None),
        ] {
            let read = status(line.as_bytes()).map(|(is_old, status)| (is_old, status.as_u16()));
            assert_eq!(read, expected, "{line:?}");
        }
    }

    #[test]
    fn what_cannot_become_a_status_is_refused_before_its_line_ends() {
        assert_eq!(Head::read(b""), Ok(None));
        assert_eq!(Head::read(b"HTTP"), Ok(None));
        assert_eq!(Head::read(b"HTTP/1.1 20"), Ok(None));
        assert_eq!(Head::read(b"\x15\x03"), Err(NOT_A_STATUS));
        assert_eq!(Head::read(b"HTTP/2"), Err(NOT_A_STATUS));
    }

    #[test]
    fn the_end_of_the_body_is_known_from_the_head() {
        for (fields, framing) in [
            ("content-length: 7\r\n", Framing::Length(7)),
            ("Content-Length: 7, 7\r\nCONTENT-LENGTH:\t7 \r\n", Framing::Length(7)),
            ("transfer-encoding: gzip, Chunked\r\n", Framing::Chunked),
            ("transfer-encoding: gzip\r\nTransfer-Encoding: chunked\r\n", Framing::Chunked),
            ("transfer-encoding: chunked\r\ncontent-length: 7\r\n", Framing::Chunked),
            ("transfer-encoding: chunked, gzip\r\n", Framing::UntilEnd),
            ("x: y\r\n", Framing::UntilEnd),
        ] {
            assert_eq!(head(fields).framing, framing, "{fields:?}");
        }
    }

    #[test]
    fn a_connection_is_kept_only_by_those_who_agree() {
        let keeps_open = |fields: &str| head(fields).keeps_open;
        assert!(keeps_open("content-length: 0\r\n"));
        assert!(keeps_open("connection: keep-alive\r\n"));
        assert!(!keeps_open("Connection: x, Close\r\n"));
        assert!(!keeps_open("transfer-encoding: chunked\r\ncontent-length: 7\r\n"));
        let old = |fields: &str| Head::read(format!("HTTP/1.0 200 OK\r\n{fields}\r\n").as_bytes());
        let old = |fields: &str| old(fields).expect("a head").expect("all of it").0.keeps_open;
        assert!(!old("content-length: 0\r\n"));
        assert!(old("connection: Keep-Alive\r\n"));
        assert!(!old("connection: keep-alive\r\ntransfer-encoding: chunked\r\n"));
    }

    #[test]
    fn a_head_that_makes_no_sense_is_none() {
        for (fields, why) in [
            ("content-length: 7, 8\r\n", "it has two lengths"),
            ("content-length: 7\r\ncontent-length: 8\r\n", "it has two lengths"),
            ("content-length: -7\r\n", "its length is no number"),
            ("content-length: +7\r\n", "its length is no number"),
            ("content-length:\r\n", "its length is no number"),
            ("content-length: 99999999999999999999\r\n", "its length is no number"),
            ("x: y\r\n folded\r\n", "a line of its head is no field"),
            ("no field\r\n", "a line of its head is no field"),
            ("content-length : 7\r\n", "a line of its head is no field"),
            (": y\r\n", "a line of its head is no field"),
        ] {
            let text = format!("HTTP/1.1 200 OK\r\n{fields}\r\n");
            assert_eq!(Head::read(text.as_bytes()), Err(NotHttp(why)), "{fields:?}");
        }
        let switching = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n";
        assert_eq!(Head::read(switching), Err(NotHttp("it goes on in another protocol")));
    }

    #[test]
    fn a_wish_to_wait_is_read() {
        assert_eq!(head("Retry-After: 7\r\n").retry_after, Some(Asked::After(Duration::from_secs(7))));
        assert_eq!(head("retry-after: soon\r\n").retry_after, None);
    }
}
