//! What became of a request.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::field::{Field, Read, strict};

/// The status code of a response; 200 unless another is given.
///
/// ```
/// use lamplight_events::StatusCode;
///
/// assert_eq!(StatusCode::default(), 200);
/// assert_eq!(StatusCode::from(404).to_string(), "404");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusCode(pub u16);

// === impl StatusCode ===

impl Default for StatusCode {
    fn default() -> Self {
        Self(200)
    }
}

impl From<u16> for StatusCode {
    fn from(code: u16) -> Self {
        Self(code)
    }
}

impl PartialEq<u16> for StatusCode {
    fn eq(&self, code: &u16) -> bool {
        self.0 == *code
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Field for StatusCode {
    const EXPECTED: &'static str = u16::EXPECTED;

    fn from_number(number: Number) -> Read<Self> {
        u16::from_number(number).map(Self)
    }
}

impl Serialize for StatusCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StatusCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
