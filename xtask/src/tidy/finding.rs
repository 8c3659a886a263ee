//! What a rule finds, and how it is shown.

use std::fmt;

/// Something in a file that a rule forbids.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// Counted from 1.
    pub(super) line: usize,
    /// What is wrong, and what to do about it.
    pub(super) message: String,
}

/// A finding with its file and its rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Violation {
    path: String,
    line: usize,
    rule: &'static str,
    message: String,
}

/// Everything that was found.
#[derive(Default)]
pub(super) struct Findings(Vec<Violation>);

/// The line, counted from 1, of the first line that contains this; 1 if there is none.
pub(super) fn line_of(text: &str, needle: &str) -> usize {
    text.lines().position(|line| line.contains(needle)).map_or(1, |index| index + 1)
}

/// The lines of a text with their numbers, counted from 1.
pub(super) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

// === impl Finding ===

impl Finding {
    pub(super) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

// === impl Violation ===

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}]", self.path, self.line, self.message, self.rule)
    }
}

// === impl Findings ===

impl Findings {
    pub(super) fn add(&mut self, rule: &'static str, path: &str, found: Vec<Finding>) {
        self.0.extend(found.into_iter().map(|Finding { line, message }| Violation {
            path: path.to_owned(),
            line,
            rule,
            message,
        }));
    }

    /// By file, then line.
    pub(super) fn sorted(mut self) -> Vec<Violation> {
        self.0.sort();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_shows_its_place_and_its_rule() {
        let mut findings = Findings::default();
        findings.add("first-line", "src/b.rs", vec![Finding::new(1, "no `//!`")]);
        findings.add("leftovers", "src/a.rs", vec![Finding::new(7, "left over")]);
        let shown: Vec<String> = findings.sorted().iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["src/a.rs:7: left over [leftovers]", "src/b.rs:1: no `//!` [first-line]"]);
    }
}
