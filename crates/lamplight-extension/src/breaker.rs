//! The circuit breaker of a destination: who does not answer is left alone for a while.

use std::time::Duration;

use lamplight_core::clock::Timestamp;

/// How many failures in a row it takes.
const FAILURES: u32 = 2;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause, also where a destination asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Whether a destination is asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Breaker {
    /// Failures in a row.
    failures: u32,
    /// Until when it is left alone, once it is.
    closed_until: Option<Timestamp>,
}

/// What may be sent to a destination now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Anything.
    All,
    /// One small attempt, to see whether it is back.
    Probe,
    /// Nothing.
    None,
}

// === impl Breaker ===

impl Breaker {
    pub(crate) fn permission(&self, now: Timestamp) -> Permission {
        match self.closed_until {
            None => Permission::All,
            Some(until) if until <= now => Permission::Probe,
            Some(_) => Permission::None,
        }
    }

    /// When it may be asked again, where it is left alone.
    pub(crate) fn reopens(&self) -> Option<Timestamp> {
        self.closed_until
    }

    /// It answered, whatever the answer was.
    pub(crate) fn answered(&mut self) {
        *self = Self::default();
    }

    /// The question whether it is back was cut short. Nobody knows, so it is not asked by the very next invocation again.
    pub(crate) fn cut_short(&mut self, now: Timestamp) {
        let again = now.saturating_add(FIRST_PAUSE);
        self.closed_until = self.closed_until.map(|until| until.max(again));
    }

    /// It did not, or asked to be left alone for so long. `chance`, from 0 to 1, spreads the pauses by a fifth.
    pub(crate) fn failed(&mut self, now: Timestamp, asked: Option<Duration>, chance: f64) {
        self.failures = self.failures.saturating_add(1);
        let pause = match asked {
            Some(pause) => pause,
            None if self.failures < FAILURES => return,
            None => {
                let doublings = (self.failures - FAILURES).min(6);
                FIRST_PAUSE.saturating_mul(1 << doublings).mul_f64(0.8 + 0.4 * chance)
            }
        };
        self.closed_until = Some(now.saturating_add(pause.min(LONGEST_PAUSE)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn who_was_cut_short_when_asked_is_asked_again_a_second_later_and_not_later_each_time() {
        let mut breaker = Breaker::default();
        breaker.cut_short(at(0));
        assert_eq!(breaker.permission(at(0)), Permission::All, "it was not left alone");
        (0..2).for_each(|_| breaker.failed(at(0), None, 0.5));
        for second in 1..4 {
            assert_eq!(breaker.permission(at(second)), Permission::Probe);
            breaker.cut_short(at(second));
            assert_eq!(breaker.permission(at(second)), Permission::None);
        }
    }

    #[test]
    fn two_failures_in_a_row_pause_it_and_each_further_one_for_longer() {
        let mut breaker = Breaker::default();
        breaker.failed(at(0), None, 0.5);
        assert_eq!(breaker.permission(at(0)), Permission::All);
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
            breaker.failed(at(0), None, 0.5);
            assert_eq!(breaker.permission(at(pause - 1)), Permission::None, "{pause}");
            assert_eq!(breaker.permission(at(pause)), Permission::Probe, "{pause}");
        }
        breaker.answered();
        assert_eq!(breaker.permission(at(0)), Permission::All);
    }

    #[test]
    fn who_asks_to_be_left_alone_is_but_for_a_minute_at_most() {
        let mut breaker = Breaker::default();
        breaker.failed(at(0), Some(Duration::from_secs(3)), 0.0);
        assert_eq!(breaker.reopens(), Some(at(3)));
        breaker.failed(at(0), Some(Duration::from_secs(600)), 0.0);
        assert_eq!(breaker.reopens(), Some(at(60)));
    }
}
