//! Who signs.

use std::fmt;

use crate::lookup::{Lookup, NotUnicode};

/// What a role or a user signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub(super) key_id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

/// The variables that Lambda sets for the function's role.
const VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

// === impl Credentials ===

impl Credentials {
    /// These. Those of a role have a token.
    #[must_use]
    pub fn new(key_id: impl Into<String>, secret: impl Into<String>, token: Option<String>) -> Self {
        Self { key_id: key_id.into(), secret: secret.into(), token }
    }

    /// Those of the environment, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, if the first two
    /// are there. Lambda sets all three, and does not change them while a process runs.
    ///
    /// # Errors
    ///
    /// When one of them is not UTF-8.
    pub fn from_lookup(lookup: &dyn Lookup) -> Result<Option<Self>, NotUnicode> {
        let [key_id, secret, token] = VARIABLES.map(|name| lookup.get(name));
        let is_some = |value: &String| !value.is_empty();
        let (key_id, secret, token) =
            (key_id?.filter(is_some), secret?.filter(is_some), token?.filter(is_some));
        Ok(key_id.zip(secret).map(|(key_id, secret)| Self { key_id, secret, token }))
    }

    /// The value of the header `x-amz-security-token`, which is sent and signed where there is one.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_of_the_environment_are_there_or_not() {
        let all = [(VARIABLES[0], "key"), (VARIABLES[1], "secret"), (VARIABLES[2], "token")];
        let expected = Credentials::new("key", "secret", Some("token".to_owned()));
        assert_eq!(Credentials::from_lookup(&all), Ok(Some(expected)));
        let some = [(VARIABLES[0], "key"), (VARIABLES[1], "secret"), (VARIABLES[2], "")];
        assert_eq!(Credentials::from_lookup(&some), Ok(Some(Credentials::new("key", "secret", None))));
        assert_eq!(Credentials::from_lookup(&[(VARIABLES[0], "key"), (VARIABLES[1], "")]), Ok(None));
    }

    #[test]
    fn what_is_secret_is_not_shown() {
        let shown = format!("{:?}", Credentials::new("key", "hidden", Some("hidden".to_owned())));
        assert!(shown.contains("key") && !shown.contains("hidden"), "{shown}");
    }
}
