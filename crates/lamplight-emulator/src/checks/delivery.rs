//! What a function made against what came to its backends.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

use super::Violation;
use crate::{Event, EventKind, Status};

/// A3: whatever was `made` has come, and nothing else has; each at most as often as it was made, unless it
/// `may_repeat`; as many as are missing were counted as `dropped`.
#[must_use]
pub fn delivery<T: Display>(made: &[T], came: &[T], dropped: u64, may_repeat: bool) -> Vec<Violation> {
    let count = |items: &[T]| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for item in items {
            *counts.entry(item.to_string()).or_default() += 1;
        }
        counts
    };
    let (made, came) = (count(made), count(came));
    let mut violations = Vec::new();
    let mut violated = |what: String| violations.push(Violation::new("delivery", Duration::ZERO, what));
    for (item, times) in &came {
        let most = made.get(item).copied().unwrap_or_default();
        if most == 0 {
            violated(format!("{item} came, but was never made"));
        } else if *times > most && !may_repeat {
            violated(format!("{item} came {times} times, but was made {most} times"));
        }
    }
    let missing = |(item, times): (&String, &u64)| times.saturating_sub(came.get(item).copied().unwrap_or(0));
    let missing: u64 = made.iter().map(missing).sum();
    if missing != dropped {
        violated(format!("{missing} did not come, but {dropped} were counted as dropped"));
    }
    violations
}

/// A10: each invocation that timed out or crashed has exactly one error among the root spans that came to a
/// backend, in the trace that it was given. `roots` are the trace ids of the root spans that are errors, in the form
/// that X-Ray has them (`1-5759e988-bd862e3fe1be46a994272793`).
#[must_use]
pub fn error_traces(entries: &[Event], roots: &[&str]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for entry in entries {
        let EventKind::InvocationEnded(done) = &entry.kind else { continue };
        if !matches!(done.status, Status::Timeout | Status::Crash) {
            continue;
        }
        let header = done.trace_header.as_deref().unwrap_or_default();
        let root = header.split(';').find_map(|part| part.trim().strip_prefix("Root=")).unwrap_or_default();
        let found = roots.iter().filter(|trace| **trace == root).count();
        if found != 1 {
            let what =
                format!("{} ({:?}) has {found} errors in its trace {root}", done.request_id, done.status);
            violations.push(Violation::new("error_traces", entry.elapsed, what));
        }
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what(violations: &[Violation]) -> Vec<&str> {
        violations.iter().map(|violation| violation.what.as_str()).collect()
    }

    #[test]
    fn what_is_missing_has_to_be_counted() {
        assert_eq!(delivery(&[1, 2, 3], &[1, 3, 2], 0, false), []);
        assert_eq!(delivery(&[1, 2, 3], &[1], 2, false), []);
        let violations = delivery(&[1, 2, 3], &[1], 1, false);
        assert_eq!(what(&violations), ["2 did not come, but 1 were counted as dropped"]);
    }

    #[test]
    fn what_comes_twice_may_or_may_not() {
        assert_eq!(what(&delivery(&[1], &[1, 1], 0, false)), ["1 came 2 times, but was made 1 times"]);
        assert_eq!(delivery(&[1], &[1, 1], 0, true), []);
        assert_eq!(what(&delivery(&[1], &[1, 7], 0, true)), ["7 came, but was never made"]);
    }
}
