//! Trace and span ids, and the two ways they are written.

use std::fmt;

/// The id of a trace: 16 bytes, of which at least one is not zero.
///
/// X-Ray writes it `1-5759e988-bd862e3fe1be46a994272793`, W3C and OpenTelemetry write the same bytes
/// `5759e988bd862e3fe1be46a994272793`. In an id made for X-Ray the first four bytes are the second it
/// was made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceId([u8; 16]);

/// The id of a span (a segment, in X-Ray's words): 8 bytes, of which at least one is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpanId([u8; 8]);

/// Text of a fixed length, on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>([u8; N]);

// === impl TraceId ===

impl TraceId {
    /// Of X-Ray's notation, in bytes.
    pub(super) const XRAY_LENGTH: usize = 35;

    /// From its bytes; `None` when all of them are zero, which both notations forbid.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Option<Self> {
        (bytes != [0; 16]).then_some(Self(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads X-Ray's notation: version 1, a hyphen after it and after 8 hexadecimal digits, in any case.
    #[must_use]
    pub fn from_xray(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("1-")?.as_bytes();
        if digits.len() != 33 || digits[8] != b'-' {
            return None;
        }
        let mut bytes = [0; 16];
        read_hex(&digits[..8], &mut bytes[..4])?;
        read_hex(&digits[9..], &mut bytes[4..])?;
        Self::from_bytes(bytes)
    }

    /// Reads W3C's notation: 32 hexadecimal digits, in any case.
    #[must_use]
    pub fn from_w3c(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        read_hex(text.as_bytes(), &mut bytes)?;
        Self::from_bytes(bytes)
    }

    /// X-Ray's notation.
    #[must_use]
    pub fn xray(self) -> Hex<35> {
        let digits = self.w3c();
        let mut text = *b"1-00000000-000000000000000000000000";
        text[2..10].copy_from_slice(&digits.0[..8]);
        text[11..].copy_from_slice(&digits.0[8..]);
        Hex(text)
    }

    /// W3C's notation.
    #[must_use]
    pub fn w3c(self) -> Hex<32> {
        let mut text = [0; 32];
        write_hex(&self.0, &mut text);
        Hex(text)
    }
}

// === impl SpanId ===

impl SpanId {
    /// Of its text, in bytes.
    pub(super) const LENGTH: usize = 16;

    /// From its bytes; `None` when all of them are zero.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 8]) -> Option<Self> {
        (bytes != [0; 8]).then_some(Self(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0
    }

    /// Reads 16 hexadecimal digits, in any case.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 8];
        read_hex(text.as_bytes(), &mut bytes)?;
        Self::from_bytes(bytes)
    }

    /// 16 hexadecimal digits in lower case: the same in both notations.
    #[must_use]
    pub fn hex(self) -> Hex<16> {
        let mut text = [0; 16];
        write_hex(&self.0, &mut text);
        Hex(text)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.hex().as_str())
    }
}

// === impl Hex ===

impl<const N: usize> Hex<N> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("hexadecimal digits and hyphens only")
    }

    /// The same as bytes, for those who write bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const N: usize> fmt::Debug for Hex<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// `None` unless `digits` are hexadecimal and exactly as many as `bytes` take.
fn read_hex(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    if digits.len() != bytes.len() * 2 {
        return None;
    }
    // Letters and digits come in no order that a branch could be foretold from.
    let mut all = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = [pair[0], pair[1]].map(|digit| VALUES[usize::from(digit)]);
        all |= high | low;
        *byte = high << 4 | low;
    }
    (all != NO_DIGIT).then_some(())
}

/// The value of each digit, or else [`NO_DIGIT`].
static VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value] as usize] = value as u8;
        values[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// What no values of digits make, whatever their bits are combined with.
const NO_DIGIT: u8 = 0xff;

/// Two digits for each byte.
pub(crate) fn write_hex(bytes: &[u8], digits: &mut [u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XRAY: &str = "1-5759e988-bd862e3fe1be46a994272793";
    const W3C: &str = "5759e988bd862e3fe1be46a994272793";

    #[test]
    fn both_notations_are_the_same_id() {
        let id = TraceId::from_xray(XRAY).expect("a good id");
        assert_eq!(Some(id), TraceId::from_w3c(W3C));
        assert_eq!((id.xray().as_str(), id.w3c().as_str()), (XRAY, W3C));
        assert_eq!(TraceId::from_w3c(&W3C.to_uppercase()), Some(id));
    }

    #[test]
    fn refuses_what_is_not_an_id() {
        for text in [
            "",
            "1-",
            "2-5759e988-bd862e3fe1be46a994272793",
            "1-5759e988bd862e3fe1be46a994272793x",
            "1-5759e988-bd862e3fe1be46a99427279",
            "1-5759e988-bd862e3fe1be46a9942727933",
            "1-5759e988-bd862e3fe1be46a99427279\u{e9}",
            "1-5e6722a7-cc56xmpl46db7ae02d4da47e",
            "1-00000000-000000000000000000000000",
        ] {
            assert_eq!(TraceId::from_xray(text), None, "{text}");
        }
        assert_eq!(TraceId::from_w3c(&"0".repeat(32)), None);
        assert_eq!(SpanId::from_hex("53995c3f42cd8ad"), None);
        assert_eq!(SpanId::from_hex("0000000000000000"), None);
    }

    #[test]
    fn a_span_id_reads_back_as_it_was_written() {
        let id = SpanId::from_hex("53995C3F42cd8ad8").expect("a good id");
        assert_eq!(id.to_string(), "53995c3f42cd8ad8");
        assert_eq!(SpanId::from_bytes(id.to_bytes()), Some(id));
    }
}
