//! Versions of the GNU C library.

use std::fmt;

/// A version, as symbols carry it: `GLIBC_2.26`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

// === impl Version ===

impl Version {
    /// That of Amazon Linux 2 (its release notes), the oldest system below a runtime that Lambda still has; that of
    /// Amazon Linux 2023 is 2.34.
    pub(super) const OLDEST_OF_LAMBDA: Self = Self { major: 2, minor: 26, patch: 0 };

    /// Reads what follows `GLIBC_`. `None` for what is no version, such as `PRIVATE`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(|part| part.parse::<u32>().ok());
        let mut next = || numbers.next();
        let version = Self { major: next()??, minor: next()??, patch: next().unwrap_or(Some(0))? };
        numbers.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        if self.patch == 0 { Ok(()) } else { write!(f, ".{}", self.patch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number_and_not_by_letter() {
        let version = |text| Version::parse(text).expect("a version");
        assert!(version("2.9") < version("2.26"));
        assert!(version("2.2.5") < version("2.3"));
        assert!(version("2.26") == Version::OLDEST_OF_LAMBDA);
        assert!(version("2.26.1") > Version::OLDEST_OF_LAMBDA);
        assert_eq!(version("2.2.5").to_string(), "2.2.5");
        assert_eq!(version("2.26").to_string(), "2.26");
    }

    #[test]
    fn what_is_no_version_is_not_taken_for_one() {
        for text in ["", "2", "PRIVATE", "2.x", "2.1.2.3", "2."] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}
