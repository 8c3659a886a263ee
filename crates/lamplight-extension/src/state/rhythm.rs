//! Whether an invocation's end is the time to send: a decision about the traffic.

use std::time::Duration;

use lamplight_core::clock::Timestamp;

use crate::settings::Mode;

/// After how many invocations traffic is known.
const LEARNED: u32 = 3;
/// The weight of the latest value in a mean, in eighths.
const WEIGHT: u32 = 2;
/// What is on its way at the end of an invocation is not waited for longer.
const MOST_PATIENCE: Duration = Duration::from_millis(100);

/// How often invocations come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rhythm {
    invocations: u32,
    latest: Option<Timestamp>,
    /// The mean time between two, the latest ones weighing more.
    gap: Duration,
    sent: Option<Timestamp>,
    /// How long handlers take, and how long it takes to send, where that is known.
    handler: Option<Duration>,
    export: Option<Duration>,
}

/// What waits.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Waiting {
    /// For how long at most.
    pub(crate) age: Duration,
    /// More than half of what may wait does.
    pub(crate) is_much: bool,
    /// Something that went wrong is told of.
    pub(crate) is_urgent: bool,
}

// === impl Rhythm ===

impl Rhythm {
    /// An invocation begins.
    pub(crate) fn beat(&mut self, now: Timestamp) {
        if let Some(latest) = self.latest {
            let gap = now.saturating_since(latest);
            self.gap = mean(Some(self.gap).filter(|_| self.invocations > 1), gap);
        }
        self.latest = Some(now);
        self.invocations = self.invocations.saturating_add(1);
    }

    /// Whether what waits is sent before the next event is asked for.
    pub(crate) fn sends_at_end(
        &self,
        mode: Mode,
        waiting: Waiting,
        most_age: Duration,
        now: Timestamp,
    ) -> bool {
        let forced = waiting.age >= most_age || waiting.is_much || waiting.is_urgent;
        match mode {
            Mode::End => true,
            Mode::Overlap => forced,
            Mode::Interval(every) => {
                forced || self.sent.is_none_or(|sent| now.saturating_since(sent) >= every)
            }
            // Where invocations are rare there may be no next one to send beside.
            Mode::Adaptive => forced || self.invocations <= LEARNED || self.gap > most_age / 2,
        }
    }

    /// Whether what waits is sent as soon as an invocation begins. Not where the handler would end first: what is on
    /// its way then may arrive, and is sent again all the same.
    pub(crate) fn sends_at_beginning(&self, mode: Mode) -> bool {
        let has_time = match (self.export, self.handler) {
            (Some(export), Some(handler)) => export < handler,
            (None, _) | (_, None) => true,
        };
        has_time && !matches!(mode, Mode::Interval(_))
    }

    /// How long what is on its way is given when the invocation is over. Twice what it takes as a rule.
    pub(crate) fn patience(&self) -> Duration {
        self.export.map_or(Duration::ZERO, |export| export.saturating_mul(2).min(MOST_PATIENCE))
    }

    /// A handler took so long.
    pub(crate) fn handled(&mut self, took: Duration) {
        self.handler = Some(mean(self.handler, took));
    }

    /// Something was taken after so long.
    pub(crate) fn exported(&mut self, took: Duration) {
        self.export = Some(mean(self.export, took));
    }

    /// Something was on its way for so long, and was not taken yet.
    pub(crate) fn interrupted(&mut self, after: Duration) {
        let at_least = after.saturating_mul(2);
        self.export = Some(self.export.map_or(at_least, |export| export.max(at_least)));
    }

    /// All that waited was sent.
    pub(crate) fn sent(&mut self, now: Timestamp) {
        self.sent = Some(now);
    }
}

fn mean(so_far: Option<Duration>, latest: Duration) -> Duration {
    so_far.map_or(latest, |mean| (mean.saturating_mul(8 - WEIGHT).saturating_add(latest * WEIGHT)) / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST_AGE: Duration = Duration::from_secs(10);

    fn after(gaps: &[u64]) -> (Rhythm, Timestamp) {
        let (mut rhythm, mut now) = (Rhythm::default(), Timestamp::from_millis(1_000_000));
        rhythm.beat(now);
        for gap in gaps {
            now = now.saturating_add(Duration::from_secs(*gap));
            rhythm.beat(now);
        }
        (rhythm, now)
    }

    #[test]
    fn rare_invocations_send_at_their_end_and_frequent_ones_beside_the_next() {
        let adaptive = |gaps: &[u64], waiting| {
            let (rhythm, now) = after(gaps);
            rhythm.sends_at_end(Mode::Adaptive, waiting, MOST_AGE, now)
        };
        assert!(adaptive(&[], Waiting::default()), "the first");
        assert!(adaptive(&[1, 1], Waiting::default()), "the third");
        assert!(!adaptive(&[1, 1, 1], Waiting::default()), "the fourth in four seconds");
        assert!(adaptive(&[60, 60, 60, 60], Waiting::default()), "one a minute");
        for waiting in [
            Waiting { age: MOST_AGE, ..Waiting::default() },
            Waiting { is_much: true, ..Waiting::default() },
            Waiting { is_urgent: true, ..Waiting::default() },
        ] {
            assert!(adaptive(&[1, 1, 1], waiting), "{waiting:?}");
        }
    }
}
