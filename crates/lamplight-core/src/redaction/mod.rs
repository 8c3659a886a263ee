//! Keeping secrets out of what is written.
//!
//! ```
//! use lamplight_core::redaction::{Mask, Pattern, Redaction};
//!
//! let redaction = Redaction::new()
//!     .name("password", Mask::stars())
//!     .path("orders[*].card", Mask::keep_last(4))
//!     .pattern(Pattern::EMAIL, Mask::stars());
//!
//! let event = br#"{"user": {"Password": "hunter2"}, "orders": [{"card": "4111 1111 1111 1111"}], "to": "a@example.com"}"#;
//! let mut json = Vec::new();
//! redaction.write_json(event, &mut json);
//! assert_eq!(
//!     String::from_utf8(json).as_deref(),
//!     Ok(r#"{"user":{"Password":"*****"},"orders":[{"card":"***************1111"}],"to":"*****"}"#)
//! );
//! ```
//!
//! A rule goes by the name of a member, by the path to a value, or by what text looks like. What a rule
//! finds is masked: see [`Mask`]. Of several rules for a value, that by its path counts before that by its
//! name, and the one that was given first before the others; patterns are looked for in all text that no
//! other rule has masked.
//!
//! # What is written
//!
//! Whatever comes in, what goes out is JSON on one line, without space around values. Text that is JSON
//! in itself, as the body of a queue's message often is, is redacted within. What is nested more than 64
//! deep is masked as a whole, since it is not looked at.

mod json;
mod mask;
mod pattern;
mod place;
mod sensitive;

use std::borrow::Cow;
use std::ops::Range;

pub use self::mask::Mask;
pub use self::pattern::Pattern;
pub use self::sensitive::Sensitive;

use self::place::{Name, Path, Place};

/// What is kept out, and what stands there instead.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    names: Vec<(Name, Mask)>,
    paths: Vec<(Path, Mask)>,
    patterns: Vec<(Pattern, Mask)>,
}

/// Names of members that hold secrets wherever they are.
const SECRET_NAMES: [&str; 16] = [
    "password",
    "passwd",
    "secret",
    "client_secret",
    "secret_key",
    "secret_access_key",
    "aws_secret_access_key",
    "session_token",
    "access_token",
    "refresh_token",
    "id_token",
    "api_key",
    "x-api-key",
    "authorization",
    "private_key",
    "cookie",
];

// === impl Redaction ===

impl Redaction {
    /// Nothing is kept out.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is a secret nearly everywhere: members such as `password`, `authorization`, `api_key` and
    /// `cookie`, card numbers, tokens and the keys of AWS accounts. E-mail addresses are not among them.
    #[must_use]
    pub fn recommended() -> Self {
        let names = SECRET_NAMES.into_iter().fold(Self::new(), |all, name| all.name(name, Mask::stars()));
        [Pattern::TOKEN, Pattern::AWS_KEY, Pattern::CARD_NUMBER]
            .into_iter()
            .fold(names, |all, pattern| all.pattern(pattern, Mask::stars()))
    }

    /// Masks every member of this name, in any case, and whether it is written `api_key`, `apiKey` or
    /// `Api-Key`.
    #[must_use]
    pub fn name(mut self, name: &str, mask: Mask) -> Self {
        self.names.push((Name::new(name), mask));
        self
    }

    /// Masks the values at a path from the root: `user.email`, `items[*].card`, `items[0]`, `headers.*`.
    #[must_use]
    pub fn path(mut self, path: &str, mask: Mask) -> Self {
        self.paths.push((Path::new(path), mask));
        self
    }

    /// Masks what looks like this in any text.
    #[must_use]
    pub fn pattern(mut self, pattern: Pattern, mask: Mask) -> Self {
        self.patterns.push((pattern, mask));
        self
    }

    /// Whether there are no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty() && self.patterns.is_empty()
    }

    /// The mask for a member by its name alone.
    #[must_use]
    pub fn mask_of(&self, name: &str) -> Option<&Mask> {
        self.names.iter().find(|(known, _)| known.is(name)).map(|(_, mask)| mask)
    }

    /// Text with everything masked that a pattern finds; borrowed where there is nothing.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut masked = String::new();
        let mut done = 0;
        while let Some((found, mask)) = self.first_in(text, done) {
            masked.push_str(&text[done..found.start]);
            masked.push_str(mask.text(&text[found.clone()]).as_deref().unwrap_or_default());
            done = found.end;
        }
        match done {
            0 => Cow::Borrowed(text),
            _ => Cow::Owned(masked + &text[done..]),
        }
    }

    /// Writes JSON with everything masked that a rule finds.
    pub fn write_json(&self, json: &[u8], out: &mut Vec<u8>) {
        json::write(self, json, out);
    }

    /// What is found first from a place on; where two begin there, what was asked for first.
    fn first_in(&self, text: &str, from: usize) -> Option<(Range<usize>, &Mask)> {
        let found =
            self.patterns.iter().filter_map(|(pattern, mask)| Some((pattern.find(text, from)?, mask)));
        found.min_by_key(|(range, _)| range.start)
    }

    /// The mask for the value at a place.
    fn mask_at(&self, place: &[Place<'_>]) -> Option<&Mask> {
        let by_path = self.paths.iter().find(|(path, _)| path.is(place)).map(|(_, mask)| mask);
        by_path.or_else(|| match place.last()? {
            Place::Member(name) => self.mask_of(name),
            Place::Element(_) => None,
        })
    }
}

#[cfg(test)]
mod tests;
