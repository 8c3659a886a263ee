//! What stands where a secret was.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use hmac_sha256::HMAC;

use crate::trace::write_hex;

/// How much is shown of a value.
#[derive(Clone)]
pub struct Mask(Kind);

#[derive(Clone)]
enum Kind {
    Erase,
    Fixed(Cow<'static, str>),
    KeepLast(usize),
    // Behind a pointer, so that a function that hashes nothing has no hash function in it.
    With(Arc<dyn Fn(&str) -> String + Send + Sync>),
}

const STARS: &str = "*****";

// === impl Mask ===

impl Mask {
    /// The value is left out: a member with its name, an element as `null`, a part of a text as nothing.
    #[must_use]
    pub const fn erase() -> Self {
        Self(Kind::Erase)
    }

    /// `*****`, which does not even tell the length.
    #[must_use]
    pub const fn stars() -> Self {
        Self(Kind::Fixed(Cow::Borrowed(STARS)))
    }

    /// This text.
    #[must_use]
    pub fn fixed(text: impl Into<Cow<'static, str>>) -> Self {
        Self(Kind::Fixed(text.into()))
    }

    /// A star for each character but the last `count`. Text that is not more than twice as long is masked
    /// like [`Mask::stars`], since too much of it would be seen.
    #[must_use]
    pub const fn keep_last(count: usize) -> Self {
        Self(Kind::KeepLast(count))
    }

    /// A hash, so that the same values can be told to be the same: HMAC-SHA256 with the salt as its key, of
    /// which the first 16 bytes are written in hexadecimal digits.
    ///
    /// Whoever has the salt can try values; keep it as a secret.
    #[must_use]
    pub fn hash(salt: impl Into<Vec<u8>>) -> Self {
        let salt = salt.into();
        Self::with(move |value| {
            let hash = HMAC::mac(value.as_bytes(), &salt);
            let mut digits = [0; 32];
            write_hex(&hash[..16], &mut digits);
            format!("sha256:{}", String::from_utf8_lossy(&digits))
        })
    }

    /// Whatever this makes of it.
    #[must_use]
    pub fn with(mask: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self(Kind::With(Arc::new(mask)))
    }

    /// What stands for a text; none where it is erased.
    #[must_use]
    pub fn text(&self, secret: &str) -> Option<Cow<'_, str>> {
        match &self.0 {
            Kind::Erase => None,
            Kind::Fixed(text) => Some(Cow::Borrowed(text)),
            Kind::KeepLast(count) => Some(keep_last(secret, *count)),
            Kind::With(mask) => Some(Cow::Owned(mask(secret))),
        }
    }

    /// What stands for an object or an array, of which no part is shown.
    pub(super) fn whole(&self, json: &str) -> Option<Cow<'_, str>> {
        match &self.0 {
            Kind::KeepLast(_) => Some(Cow::Borrowed(STARS)),
            _ => self.text(json),
        }
    }
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Erase => f.write_str("erase"),
            Kind::Fixed(text) => write!(f, "fixed({text:?})"),
            Kind::KeepLast(count) => write!(f, "keep_last({count})"),
            // The salt is in it.
            Kind::With(_) => f.write_str("with(..)"),
        }
    }
}

fn keep_last(secret: &str, count: usize) -> Cow<'static, str> {
    let length = secret.chars().count();
    if length <= count * 2 {
        return Cow::Borrowed(STARS);
    }
    let hidden = length - count;
    Cow::Owned(secret.chars().enumerate().map(|(at, char)| if at < hidden { '*' } else { char }).collect())
}
