//! Counting data points that did not arrive.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::loss::{Loss, Losses};
use lamplight_core::notice;

/// How many data points of one provider did not arrive so far; those of all are [`Loss::MetricsUnsent`] and
/// [`Loss::MetricsRefused`]. One is what all values of a metric with the same attributes came to
/// between two requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LostPoints {
    /// Those that could not be sent: nobody took them within the time, or there were too many to keep.
    pub unsent: u64,
    /// Those that arrived, and were refused.
    pub refused: u64,
}

/// The counters.
#[derive(Debug, Default)]
pub(super) struct Lost {
    unsent: AtomicU64,
    refused: AtomicU64,
}

/// Points that are on their way, and lost unless it says otherwise.
#[derive(Debug)]
pub(super) struct OnTheirWay<'a> {
    lost: &'a Lost,
    points: u64,
}

// === impl Lost ===

impl Lost {
    pub(super) fn so_far(&self) -> LostPoints {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        LostPoints { unsent: get(&self.unsent), refused: get(&self.refused) }
    }

    /// Counts points, here and for the process, and says so if they are its first.
    pub(super) fn unsent(&self, points: u64, detail: fmt::Arguments<'_>) {
        self.unsent.fetch_add(points, Ordering::Relaxed);
        Losses::process().record(Loss::MetricsUnsent, points, detail);
    }

    /// As [`unsent`](Self::unsent).
    pub(super) fn refused(&self, points: u64, detail: fmt::Arguments<'_>) {
        self.refused.fetch_add(points, Ordering::Relaxed);
        Losses::process().record(Loss::MetricsRefused, points, detail);
    }

    pub(super) fn on_their_way(&self, points: u64) -> OnTheirWay<'_> {
        OnTheirWay { lost: self, points }
    }
}

/// Says something that concerns whoever runs the function.
pub(super) fn say(what: fmt::Arguments<'_>) {
    notice::say(&Clock::system(), Level::Warn, what);
}

// === impl OnTheirWay ===

impl OnTheirWay<'_> {
    /// Some of them came to an end, this way or that.
    pub(super) fn done(&mut self, points: u64) {
        self.points = self.points.saturating_sub(points);
    }
}

impl Drop for OnTheirWay<'_> {
    fn drop(&mut self) {
        if self.points > 0 {
            self.lost.unsent(self.points, format_args!("a flush was given up before its end"));
        }
    }
}
