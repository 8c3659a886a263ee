//! One datagram: a header on a line of its own, and a segment document, or OTLP in an envelope.
//!
//! `{"format":"json","version":1}`, a line feed, then JSON; or `T1S` (sampled) or `T1U` (not sampled) and a trace request of
//! OTLP in base64, as AWS's distribution of OpenTelemetry sends it.

use lamplight_core::base64;

/// What a datagram is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Datagram {
    /// It is the daemon's.
    Segment,
    /// A trace request of OTLP.
    Otlp(Vec<u8>),
    /// An envelope with something else in it.
    Broken,
}

// === impl Datagram ===

impl Datagram {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let Some(end) = memchr::memchr(b'\n', bytes) else {
            return Self::Segment;
        };
        let body = bytes[end + 1..].trim_ascii();
        match body.strip_prefix(b"T1S").or_else(|| body.strip_prefix(b"T1U")) {
            None => Self::Segment,
            Some(request) => base64::decode(request).map_or(Self::Broken, Self::Otlp),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_are_opened_and_everything_else_is_the_daemons() {
        let of =
            |body: &str| Datagram::of(format!("{{\"format\":\"json\",\"version\":1}}\n{body}").as_bytes());
        assert_eq!(of("T1SZm9v"), Datagram::Otlp(b"foo".to_vec()));
        assert_eq!(of("T1UZm9v\n"), Datagram::Otlp(b"foo".to_vec()));
        assert_eq!(of("T1S***"), Datagram::Broken);
        assert_eq!(of("{\"id\":\"1\"}"), Datagram::Segment);
        assert_eq!(Datagram::of(b"nonsense"), Datagram::Segment);
    }
}
