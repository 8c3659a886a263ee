//! Counters of what could not be delivered. Nothing is lost without one of these going up.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::Clock;
use crate::level::Level;
use crate::notice;

/// A way in which telemetry can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// A line could not be written because nobody can read it any more.
    LineClosed,
    /// A line could not be written because whoever should read it does not, and the wait was over.
    LineFull,
    /// A line could not be written for another reason, such as a full disk.
    LineFailed,
    /// A flush did not end within its time; what it still had to send may not have arrived.
    FlushTimeout,
    /// State of an invocation found no place in its scope.
    ScopeFull,
}

/// How often each [`Loss`] happened.
#[derive(Debug, Default)]
pub struct Losses {
    counts: [AtomicU64; Loss::ALL.len()],
}

// === impl Loss ===

impl Loss {
    /// Every loss there is.
    pub const ALL: [Self; 5] =
        [Self::LineClosed, Self::LineFull, Self::LineFailed, Self::FlushTimeout, Self::ScopeFull];

    /// What is lost, and why, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::LineClosed => "log lines are lost: stdout is closed",
            Self::LineFull => "log lines are lost: stdout is full and nobody reads it",
            Self::LineFailed => "log lines are lost: stdout cannot be written",
            Self::FlushTimeout => "telemetry may be lost: a flush did not end in time",
            Self::ScopeFull => "telemetry is lost: the invocation scope holds no more state",
        }
    }
}

// === impl Losses ===

impl Losses {
    /// All zero.
    #[must_use]
    pub const fn new() -> Self {
        Self { counts: [const { AtomicU64::new(0) }; Loss::ALL.len()] }
    }

    /// Those of this process.
    #[must_use]
    pub fn process() -> &'static Self {
        static PROCESS: Losses = Losses::new();
        &PROCESS
    }

    /// Counts `items` more, and says so on stderr if it is the first time, with `detail`.
    pub fn record(&self, loss: Loss, items: u64, detail: fmt::Arguments<'_>) {
        if self.count(loss, items) == 0 {
            notice::say(&Clock::system(), Level::Warn, format_args!("{}: {detail}", loss.about()));
        }
    }

    /// Counts `items` more, and returns how many there were before.
    pub fn count(&self, loss: Loss, items: u64) -> u64 {
        self.counts[loss as usize].fetch_add(items, Ordering::Relaxed)
    }

    /// How many there were so far.
    #[must_use]
    pub fn get(&self, loss: Loss) -> u64 {
        self.counts[loss as usize].load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_loss_has_its_own_counter() {
        let losses = Losses::new();
        for (place, loss) in Loss::ALL.into_iter().enumerate() {
            assert_eq!(loss as usize, place, "the list is in the order of declaration");
            assert_eq!(losses.count(loss, 2), 0);
            assert_eq!(losses.count(loss, 1), 2);
        }
        assert!(Loss::ALL.into_iter().all(|loss| losses.get(loss) == 3));
    }
}
