//! What a session came to.

use std::time::Duration;

use crate::block::{Block, Trigger};
use crate::exit::Exit;
use crate::flow::Flow;
use crate::outcome::{Expected, Outcome};
use crate::outside::Outside;
use crate::span_of_time;
use crate::terminal::Look;
use crate::text::{clean, count};
use crate::theme;

/// Counts the invocations of a session.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    invocations: usize,
    successes: usize,
    errors: usize,
    timeouts: usize,
    /// Crashes and failed starts.
    failures: usize,
    cold: usize,
    inits: Vec<Duration>,
    durations: Vec<Duration>,
    /// Events that did not end as they should, and how they ended.
    unexpected: Vec<String>,
    errors_expected: usize,
    /// What is in none of the blocks.
    pub(crate) outside: Outside,
    /// The worst result of the events that the command fired.
    pub(crate) worst: Exit,
}

// === impl Tally ===

impl Tally {
    pub(crate) fn new() -> Self {
        Self {
            invocations: 0,
            successes: 0,
            errors: 0,
            timeouts: 0,
            failures: 0,
            cold: 0,
            inits: Vec::new(),
            durations: Vec::new(),
            unexpected: Vec::new(),
            errors_expected: 0,
            outside: Outside::default(),
            worst: Exit::Success,
        }
    }

    pub(crate) fn add(&mut self, block: &Block) {
        self.invocations += 1;
        match block.outcome {
            Outcome::Success => self.successes += 1,
            Outcome::Error => self.errors += 1,
            Outcome::Timeout => self.timeouts += 1,
            Outcome::Crash | Outcome::InitError => self.failures += 1,
        }
        self.cold += usize::from(block.cold);
        self.inits.extend(block.init);
        // A function that did not start took no time to answer.
        if block.outcome != Outcome::InitError {
            self.durations.push(block.duration);
        }
        if let Trigger::Event { name, expected, .. } = &block.trigger {
            self.judge(name, *expected, block.outcome);
        }
    }

    fn judge(&mut self, name: &str, expected: Expected, outcome: Outcome) {
        let verdict = expected.verdict(outcome);
        self.worst = self.worst.worse(verdict);
        if verdict != Exit::Success {
            let ended = match outcome {
                Outcome::Success => "ended in success, but an error was expected",
                Outcome::Error => "ended in an error",
                Outcome::Timeout => "timed out",
                Outcome::Crash => "crashed",
                Outcome::InitError => "was never run: the function did not start",
            };
            self.unexpected.push(format!("{name} {ended}"));
        } else if outcome == Outcome::Error {
            self.errors_expected += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.invocations == 0
    }

    /// What did not end as it should, one sentence for each.
    pub(crate) fn unexpected(&self) -> &[String] {
        &self.unexpected
    }

    /// A line of styled text with its line feed; more lines where one is not enough.
    pub(crate) fn human(&self, look: &Look) -> String {
        let mut flow = Flow::new(look.width, 2);
        flow.word("", theme::NAME, &count(self.invocations, "invocation"));
        for (style, part) in self.parts() {
            flow.word(look.signs.separator, style, &clean(&part, look.charset));
        }
        flow.finish()
    }

    fn parts(&self) -> Vec<(anstyle::Style, String)> {
        let mut parts = Vec::new();
        let mut part = |style, number: usize, text: String| {
            if number > 0 {
                parts.push((style, text));
            }
        };
        part(theme::OK, self.successes, format!("{} ok", self.successes));
        let unexpected_errors = self.errors - self.errors_expected;
        part(
            theme::PLAIN,
            self.errors_expected,
            format!("{}, as expected", count(self.errors_expected, "error")),
        );
        part(theme::ERROR, unexpected_errors, count(unexpected_errors, "error"));
        part(theme::ERROR, self.timeouts, count(self.timeouts, "timeout"));
        part(theme::ERROR, self.failures, format!("{} crashed or did not start", self.failures));
        let slowest_init = self.inits.iter().max();
        let init =
            slowest_init.map(|init| format!(", init {}", span_of_time::show(*init))).unwrap_or_default();
        part(theme::PLAIN, self.cold, format!("{} cold{init}", self.cold));
        let mut sorted = self.durations.clone();
        sorted.sort_unstable();
        for (name, permille) in [("p50", 500), ("p95", 950), ("max", 1000)] {
            // With fewer than 20 values the 95th percentile is the maximum, and says nothing.
            let tells = sorted.len() > 1 && (name != "p95" || sorted.len() >= 20);
            if let Some(value) = percentile(&sorted, permille).filter(|_| tells) {
                part(theme::PLAIN, 1, format!("{name} {}", span_of_time::show(value)));
            }
        }
        if let Some(told) = self.outside.told() {
            part(theme::PLAIN, 1, format!("outside of invocations {told}"));
        }
        parts
    }
}

/// By the nearest rank: a value that was measured, never one in between.
fn percentile(sorted: &[Duration], permille: usize) -> Option<Duration> {
    let rank = (sorted.len() * permille).div_ceil(1000).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let sorted: Vec<_> = (1..=20).map(Duration::from_millis).collect();
        for (permille, millis) in [(0, 1), (500, 10), (501, 11), (950, 19), (1000, 20)] {
            assert_eq!(percentile(&sorted, permille), Some(Duration::from_millis(millis)), "{permille}");
        }
        assert_eq!(percentile(&[], 500), None);
    }

    #[test]
    fn the_worst_result_counts_and_every_surprise_is_named() {
        let mut tally = Tally::new();
        tally.judge("1.json", Expected::Success, Outcome::Success);
        tally.judge("2.error.json", Expected::Error, Outcome::Error);
        assert_eq!((tally.worst, tally.unexpected().len()), (Exit::Success, 0));
        tally.judge("3.json", Expected::Success, Outcome::Timeout);
        tally.judge("4.json", Expected::Success, Outcome::Error);
        assert_eq!(tally.worst, Exit::TimedOut);
        assert_eq!(tally.unexpected(), ["3.json timed out", "4.json ended in an error"]);
    }
}
