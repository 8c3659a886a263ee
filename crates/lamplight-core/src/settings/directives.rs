//! How severe a line has to be to be written, by the part of the code it comes from.

use crate::level::Level;

/// A level for all code, and others for parts of it: `info,hyper=warn,shop::db=debug`.
///
/// A part is named as the target of its lines begins, which is the path of the module unless something else is
/// said: `shop::db` holds for `shop::db::pool` as well, and for `shop::dbx`. Of several that fit, the longest
/// holds; of several for the same part, the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    rest: Option<Level>,
    /// The longest first.
    targets: Vec<(Box<str>, Level)>,
}

// === impl Directives ===

impl Directives {
    /// Reads levels, and parts with their levels, separated by commas. `OFF` is taken as [`Level::Fatal`].
    ///
    /// # Errors
    ///
    /// Everything between commas that is neither.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let mut directives = Self::default();
        let mut refused = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (target, level) = match part.rsplit_once('=') {
                Some((target, level)) => (Some(target.trim()), level),
                None => (None, part),
            };
            match (target, parse_level(level)) {
                (None, Some(level)) => directives.rest = Some(level),
                (Some(target), Some(level)) if is_target(target) => directives.put(target, level),
                _ => refused.push(part.to_owned()),
            }
        }
        if refused.is_empty() { Ok(directives) } else { Err(refused) }
    }

    /// The level for code that is not named; `INFO` where none was given.
    #[must_use]
    pub fn rest(&self) -> Level {
        self.rest.unwrap_or(Level::Info)
    }

    /// The level for code with this target.
    #[must_use]
    pub fn level_of(&self, target: &str) -> Level {
        self.named(target).unwrap_or_else(|| self.rest())
    }

    /// The level for this target, if a part that it belongs to is named.
    #[must_use]
    pub fn named(&self, target: &str) -> Option<Level> {
        self.targets.iter().find(|(name, _)| target.starts_with(&**name)).map(|(_, level)| *level)
    }

    /// The least severe of all levels.
    #[must_use]
    pub fn least_severe(&self) -> Level {
        self.targets.iter().map(|(_, level)| *level).fold(self.rest(), Level::min)
    }

    /// The most severe of all levels.
    #[must_use]
    pub fn most_severe(&self) -> Level {
        self.targets.iter().map(|(_, level)| *level).fold(self.rest(), Level::max)
    }

    /// The same, but nothing less severe than `limit`, which also holds where no level was given.
    #[must_use]
    pub fn limited_to(mut self, limit: Level) -> Self {
        self.rest = Some(self.rest.unwrap_or(limit).max(limit));
        for (_, level) in &mut self.targets {
            *level = (*level).max(limit);
        }
        self
    }

    /// The least severe level that was given.
    pub(super) fn asked(&self) -> Option<Level> {
        self.targets.iter().map(|(_, level)| *level).chain(self.rest).min()
    }

    fn put(&mut self, target: &str, level: Level) {
        self.targets.retain(|(known, _)| **known != *target);
        let place = self.targets.iter().position(|(known, _)| known.len() < target.len());
        self.targets.insert(place.unwrap_or(self.targets.len()), (target.into(), level));
    }
}

impl From<Level> for Directives {
    /// This level for all code.
    fn from(level: Level) -> Self {
        Self { rest: Some(level), targets: Vec::new() }
    }
}

fn parse_level(text: &str) -> Option<Level> {
    // The word that other filters of `tracing` have for it.
    if text.trim().eq_ignore_ascii_case("off") { Some(Level::Fatal) } else { Level::parse(text) }
}

/// Whether this can be the beginning of a target, and is not the syntax of other filters for spans and fields.
fn is_target(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "[]{}=/\"".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directives(text: &str) -> Directives {
        Directives::parse(text).expect("every part is allowed")
    }

    #[test]
    fn a_level_alone_is_for_all_code() {
        for (text, level) in [("debug", Level::Debug), (" WARNING ", Level::Warn), ("off", Level::Fatal)] {
            assert_eq!(directives(text), level.into(), "{text}");
        }
        assert_eq!(directives("").level_of("shop"), Level::Info);
    }

    #[test]
    fn the_longest_name_that_fits_holds_in_whatever_order_they_are_given() {
        for text in [
            "info,hyper=warn,shop::db=debug,shop=error",
            "shop=error,shop::db=debug , hyper = warn,info",
            "shop=trace,shop::db=debug,shop=error,hyper=warn,trace,info,",
        ] {
            let directives = directives(text);
            assert_eq!(directives.level_of("hyper::client"), Level::Warn, "{text}");
            assert_eq!(directives.level_of("shop::db::pool"), Level::Debug, "{text}");
            assert_eq!(directives.level_of("shop::cart"), Level::Error, "{text}");
            assert_eq!(directives.level_of("other"), Level::Info, "{text}");
            assert_eq!((directives.least_severe(), directives.most_severe()), (Level::Debug, Level::Error));
            assert_eq!(directives.named("other"), None);
        }
    }

    #[test]
    fn whatever_cannot_be_read_is_named_part_by_part() {
        let refused = Directives::parse("loud,hyper=,=info,a=debug,b=shout,[span]=info,shop");
        assert_eq!(refused.unwrap_err(), ["loud", "hyper=", "=info", "b=shout", "[span]=info", "shop"]);
    }

    #[test]
    fn a_limit_holds_for_each_level() {
        let limited = directives("debug,hyper=error,shop=trace").limited_to(Level::Warn);
        assert_eq!(limited, directives("warn,hyper=error,shop=warn"));
        assert_eq!(directives("hyper=error").limited_to(Level::Debug), directives("debug,hyper=error"));
    }
}
