//! What is known of a kind of event: how to tell it from the others, and where its facts are.

use super::extract::Values;
use super::kind::{Kind, Trigger};
use super::path::Path;
use super::rule::Rule;

/// A kind of event.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) kind: Kind,
    pub(super) trigger: Trigger,
    /// Any of these decides.
    pub(super) rules: &'static [Rule],
    /// Of several places for one fact the first that has it counts.
    pub(super) places: &'static [Places],
}

/// Where facts are.
pub(super) type Places = &'static [(Fact, Path)];

/// Something to know about an event. All are strings, but for the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// What log lines of one request are brought together by.
    Correlation,
    RequestId,
    Method,
    UrlPath,
    Route,
    Host,
    Scheme,
    ClientAddress,
    UserAgent,
    Trace,
    TraceParent,
    TraceState,
    Id,
    Source,
    SourceArn,
    Operation,
    DetailType,
    Time,
    Collection,
    Document,
    /// The list that a batch is made of.
    Records,
}

// === impl Family ===

impl Family {
    /// What no rule knows.
    pub(super) const UNKNOWN: Self =
        Self { kind: Kind::Unknown, trigger: Trigger::Other, rules: &[], places: &[] };

    /// Finds the first family one of whose rules holds.
    pub(super) fn decide(values: &Values, payload: &[u8]) -> (&'static Self, &'static str) {
        let mut candidates = values.candidates().iter();
        match candidates.find(|(_, rule)| rule.holds(values, payload)) {
            Some((family, rule)) => (family, rule.text()),
            None => (&Self::UNKNOWN, "no rule"),
        }
    }
}

// === impl Fact ===

impl Fact {
    pub(super) const COUNT: usize = Self::Records as usize + 1;
}
