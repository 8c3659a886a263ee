//! Where settings are read from: the process environment, or a map in its place.

use std::collections::BTreeMap;
use std::fmt;

/// Something that knows settings by the name of their environment variable.
///
/// The environment is read once, at the start, through this: a test replaces it by a map and never
/// touches the process.
pub trait Lookup {
    /// The value of the variable `name`, if it is set.
    ///
    /// # Errors
    ///
    /// [`NotUnicode`] when the variable is set to something that is not UTF-8.
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode>;
}

/// The variable is set, but not to UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnicode;

/// The environment of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnvironment;

// === impl Lookup ===

impl Lookup for ProcessEnvironment {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the process environment")]
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        match std::env::var(name) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(NotUnicode),
        }
    }
}

impl<K, V> Lookup for BTreeMap<K, V>
where
    K: std::borrow::Borrow<str> + Ord,
    V: AsRef<str>,
{
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        Ok(BTreeMap::get(self, name).map(|value| value.as_ref().to_owned()))
    }
}

impl<const N: usize> Lookup for [(&str, &str); N] {
    /// The last pair of that name wins.
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        Ok(self.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }
}

// === impl NotUnicode ===

impl fmt::Display for NotUnicode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value is not UTF-8 text")
    }
}

impl std::error::Error for NotUnicode {}
