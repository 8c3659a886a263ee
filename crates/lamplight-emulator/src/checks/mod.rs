//! What has to be true of every run, whatever happened in it: functions from a
//! [journal](crate::Journal) to the places where it is not.
//!
//! | check | what |
//! |---|---|
//! | [`lifecycle`] | every invocation ends once, nothing happens in a frozen environment, no process is left |
//! | [`registration`] (A1) | what extensions add to a cold start until they have registered |
//! | [`after_response`] (A2) | what extensions add to an invocation, and that they leave some of its time |
//! | [`delivery`] (A3) | what was made has come, once, or is counted as dropped |
//! | [`in_flight`] (A4) | nothing of a frozen process is on its way |
//! | [`goodbyes`] (A5) | extensions that are told of the end go by themselves, in time |
//! | [`polls`] (A6) | an extension asks for one event at a time |
//! | [`posts`] (A7) | every batch of telemetry is taken |
//! | [`memory`] (A8) | no more memory than allowed was used |
//! | [`records`] (A9) | the platform's records say what really happened |
//! | [`error_traces`] (A10) | each failure shows as one error, in its own trace |
//! | [`outage`] (A11) | a backend that is away costs only the first few invocations |

mod delivery;
mod extensions;
mod lifecycle;
mod records;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Event;

pub use self::delivery::{delivery, error_traces};
pub use self::extensions::{after_response, goodbyes, in_flight, outage, polls, posts, registration};
pub use self::lifecycle::lifecycle;
pub use self::records::{memory, records};

/// Something that should not have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The check, by the name of its function.
    pub check: &'static str,
    /// When, since the function was started.
    pub at: Duration,
    /// What, in a sentence.
    pub what: String,
}

/// What the checks allow.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// From the start of the first extension until the last one has registered.
    pub registration: Duration,
    /// What extensions may add to an invocation.
    pub after_response: Duration,
    /// What they have to leave of an invocation's time.
    pub margin: Duration,
    /// Memory of function and extensions together, in MB.
    pub memory_mb: u32,
}

// === impl Violation ===

impl Violation {
    fn new(check: &'static str, at: Duration, what: impl Into<String>) -> Self {
        Self { check, at, what: what.into() }
    }
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {} µs: {}", self.check, self.at.as_micros(), self.what)
    }
}

// === impl Limits ===

impl Limits {
    /// From the start of the first extension until the last one has registered.
    #[must_use]
    pub fn registration(self, registration: Duration) -> Self {
        Self { registration, ..self }
    }

    /// What extensions may add to an invocation, and what they have to leave of its time.
    #[must_use]
    pub fn after_response(self, after_response: Duration, margin: Duration) -> Self {
        Self { after_response, margin, ..self }
    }

    /// Memory of function and extensions together, in MB.
    #[must_use]
    pub fn memory_mb(self, memory_mb: u32) -> Self {
        Self { memory_mb, ..self }
    }
}

impl Default for Limits {
    /// 1 s to register, 500 ms after a response but 50 ms before the time is over, 10,240 MB: for debug builds on
    /// busy machines.
    fn default() -> Self {
        Self {
            registration: Duration::from_secs(1),
            after_response: Duration::from_millis(500),
            margin: Duration::from_millis(50),
            memory_mb: 10_240,
        }
    }
}

/// Every check that needs nothing but the journal of a function that was shut down. What a
/// [fault](crate::Fault) does by itself is no violation.
#[must_use]
pub fn all(entries: &[Event], limits: &Limits) -> Vec<Violation> {
    let mut violations = lifecycle(entries);
    violations.append(&mut registration(entries, limits.registration));
    violations.append(&mut after_response(entries, limits.after_response, limits.margin));
    violations.append(&mut in_flight(entries));
    violations.append(&mut goodbyes(entries));
    violations.append(&mut polls(entries));
    violations.append(&mut posts(entries));
    violations.append(&mut memory(entries, limits.memory_mb));
    violations.append(&mut records(entries));
    violations
}

/// The entries of each environment by itself, in order.
fn environments(entries: &[Event]) -> impl Iterator<Item = Vec<&Event>> {
    let last = entries.iter().map(|entry| entry.environment).max();
    let indices = last.map_or(0..0, |last| 0..last + 1);
    indices.map(|index| entries.iter().filter(|entry| entry.environment == index).collect())
}

/// The entries of each process with its extensions, in order.
fn generations<'a>(environment: &[&'a Event]) -> Vec<Vec<&'a Event>> {
    let mut generations: BTreeMap<u32, Vec<&Event>> = BTreeMap::new();
    for &entry in environment {
        generations.entry(entry.generation).or_default().push(entry);
    }
    generations.into_values().collect()
}

#[cfg(test)]
mod tests;
