//! Text that is for the handler alone.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::field::{Field, Read, strict};

/// A password or a token. Its `Debug` form is `*****`, so that an event that is logged does not give it away;
/// written as JSON it is what it was.
///
/// ```
/// use lamplight_events::Secret;
///
/// let password: Secret = serde_json::from_str("\"hunter2\"")?;
/// assert_eq!(format!("{password:?}"), "*****");
/// assert_eq!(&*password, "hunter2");
/// assert_eq!(serde_json::to_string(&password)?, "\"hunter2\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Secret(pub String);

impl Deref for Secret {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("*****")
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(secret: T) -> Self {
        Self(secret.into())
    }
}

impl Field for Secret {
    const EXPECTED: &'static str = "a string";
    const IS_PLAIN: bool = true;

    fn from_text(text: &str) -> Read<Self> {
        Read::Fits(Self(text.to_owned()))
    }

    fn plain(self) -> Option<Value> {
        Some(Value::String(self.0))
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}
