//! Bytes that AWS writes as base64.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::field::{Field, Read, strict};

/// Bytes, decoded from base64 where they could be; text that is not base64 is kept, and fails nothing but
/// the access to these bytes.
///
/// ```
/// use lamplight_events::Binary;
///
/// let data: Binary = serde_json::from_str("\"SGVsbG8=\"")?;
/// assert_eq!(data.bytes()?, b"Hello");
/// assert_eq!(serde_json::to_string(&data)?, "\"SGVsbG8=\"");
///
/// let broken: Binary = serde_json::from_str("\"not base64\"")?;
/// assert!(broken.bytes().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Binary(Form);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Bytes(Vec<u8>),
    NotBase64(Box<str>),
}

/// A text is not base64 as RFC 4648, section 4, has it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotBase64 {
    text: Box<str>,
}

// === impl Binary ===

impl Binary {
    /// What text in base64 stands for; another text is kept.
    #[must_use]
    pub fn from_base64(text: &str) -> Self {
        // Strict about padding and left-over bits, so that the bytes alone give the text back.
        Self(STANDARD.decode(text).map_or_else(|_| Form::NotBase64(text.into()), Form::Bytes))
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// Where what came is not base64.
    pub fn bytes(&self) -> Result<&[u8], NotBase64> {
        match &self.0 {
            Form::Bytes(bytes) => Ok(bytes),
            Form::NotBase64(text) => Err(NotBase64 { text: text.clone() }),
        }
    }

    /// The bytes, taken out.
    ///
    /// # Errors
    ///
    /// As [`Binary::bytes`].
    pub fn into_bytes(self) -> Result<Vec<u8>, NotBase64> {
        match self.0 {
            Form::Bytes(bytes) => Ok(bytes),
            Form::NotBase64(text) => Err(NotBase64 { text }),
        }
    }
}

impl Default for Binary {
    fn default() -> Self {
        Self(Form::Bytes(Vec::new()))
    }
}

impl<T: Into<Vec<u8>>> From<T> for Binary {
    fn from(bytes: T) -> Self {
        Self(Form::Bytes(bytes.into()))
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Form::NotBase64(text) => write!(f, "NotBase64({text:?})"),
        }
    }
}

impl Field for Binary {
    const EXPECTED: &'static str = "a string in base64";

    fn from_text(text: &str) -> Read<Self> {
        Read::Fits(Self::from_base64(text))
    }
}

impl Serialize for Binary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Bytes(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            Form::NotBase64(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Binary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}

// === impl NotBase64 ===

impl fmt::Display for NotBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 32;
        let shown: String = self.text.chars().take(SHOWN).collect();
        let more = if shown.len() < self.text.len() { "..." } else { "" };
        write!(f, "not base64: {shown:?}{more}")
    }
}

/// As it is displayed: what came may be long, and somebody's secret.
impl fmt::Debug for NotBase64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NotBase64 {}
