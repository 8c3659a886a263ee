//! What the environment says of a destination: the first one has the standard variables, and each of
//! `LAMPLIGHT_DESTINATIONS` has the same under a prefix of its own.
//!
//! So there is nothing new to learn: what `OTEL_EXPORTER_OTLP_ENDPOINT` is to the first,
//! `LAMPLIGHT_DESTINATION_ARCHIVE_ENDPOINT` is to the one named `archive`.

use lamplight_core::lookup::{Lookup, NotUnicode};
use lamplight_core::variable;

use crate::problem::Problem;
use crate::settings::Settings;
use crate::signal::Signal;

/// How the variables begin that each destination has of its own.
const READ: [&str; 2] = ["OTEL_EXPORTER_OTLP_", "LAMPLIGHT_OTLP_"];
/// Those that keep this word under a prefix.
const HEADERS: &str = "HEADERS_";

/// The variables of a destination, under the names that the first one's have. All other variables are as they are.
#[derive(Clone)]
pub struct Destination<'a> {
    lookup: &'a dyn Lookup,
    /// None for the first.
    prefix: Option<String>,
}

// === impl Destination ===

impl<'a> Destination<'a> {
    /// That of the standard variables.
    #[must_use]
    pub fn first(lookup: &'a dyn Lookup) -> Self {
        Self { lookup, prefix: None }
    }

    /// One of the list.
    #[must_use]
    pub fn named(name: &str, lookup: &'a dyn Lookup) -> Self {
        let prefix = format!("LAMPLIGHT_DESTINATION_{}_", name.to_ascii_uppercase().replace('-', "_"));
        Self { lookup, prefix: Some(prefix) }
    }

    /// The names of `LAMPLIGHT_DESTINATIONS`, whether they are any good or not.
    #[must_use]
    pub fn names(lookup: &dyn Lookup) -> Vec<String> {
        let list = lookup.get(variable::DESTINATIONS.name).ok().flatten().unwrap_or_default();
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// Whether something names where a signal goes.
    #[must_use]
    pub fn takes(&self, signal: Signal) -> bool {
        Settings::is_named(signal, self)
    }

    /// The variable that is read in place of this one.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        let prefix = self.prefix.as_deref()?;
        let secret = || name.strip_prefix("LAMPLIGHT_").filter(|rest| rest.starts_with(HEADERS));
        let rest = READ.iter().find_map(|read| name.strip_prefix(read)).or_else(secret)?;
        Some(format!("{prefix}{rest}"))
    }

    /// A problem under the name of the variable that was set.
    #[must_use]
    pub fn told(&self, problem: &Problem) -> String {
        let told = problem.to_string();
        self.variable(&told).unwrap_or(told)
    }
}

impl Lookup for Destination<'_> {
    fn get(&self, name: &str) -> Result<Option<String>, NotUnicode> {
        match self.variable(name) {
            Some(own) => self.lookup.get(&own),
            None => self.lookup.get(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_list_has_the_variables_of_the_first_under_a_prefix() {
        let lookup = [
            ("LAMPLIGHT_DESTINATIONS", " my-archive,, other "),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://first"),
            ("LAMPLIGHT_DESTINATION_MY_ARCHIVE_TRACES_ENDPOINT", "http://archive"),
            ("LAMPLIGHT_DESTINATION_MY_ARCHIVE_KEY", "secret"),
            ("LAMPLIGHT_DESTINATION_MY_ARCHIVE_HEADERS_SSM", "/headers"),
            ("AWS_REGION", "eu-west-1"),
        ];
        assert_eq!(Destination::names(&lookup), ["my-archive", "other"]);
        let (first, archive) = (Destination::first(&lookup), Destination::named("my-archive", &lookup));
        let get = |name: &str| [&first, &archive].map(|of| of.get(name).expect("text"));
        assert_eq!(get("OTEL_EXPORTER_OTLP_ENDPOINT"), [Some("http://first".to_owned()), None]);
        assert_eq!(get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), [None, Some("http://archive".to_owned())]);
        assert_eq!(get("LAMPLIGHT_OTLP_KEY"), [None, Some("secret".to_owned())]);
        assert_eq!(get("LAMPLIGHT_HEADERS_SSM"), [None, Some("/headers".to_owned())]);
        assert_eq!(get("AWS_REGION"), [Some("eu-west-1".to_owned()), Some("eu-west-1".to_owned())]);
        assert!(first.takes(Signal::Logs) && archive.takes(Signal::Traces) && !archive.takes(Signal::Logs));
    }

    #[test]
    fn a_problem_has_the_name_of_the_variable_that_was_set() {
        let lookup: [(&str, &str); 0] = [];
        let problem = Problem::new("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "a number");
        let told = |of: &Destination<'_>| of.told(&problem);
        assert!(told(&Destination::first(&lookup)).starts_with("OTEL_EXPORTER_OTLP_TIMEOUT is \"soon\";"));
        let archive = Destination::named("archive", &lookup);
        assert!(told(&archive).starts_with("LAMPLIGHT_DESTINATION_ARCHIVE_TIMEOUT is \"soon\";"));
    }
}
