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
    /// A line was longer than is allowed, and was cut inside its longest value.
    LineCut,
    /// A field found no place on a line.
    FieldsDropped,
    /// A field of a line got another name, because a standard key has its own. Nothing is lost but the name.
    FieldRenamed,
    /// A flush did not end within its time; what it still had to send may not have arrived.
    FlushTimeout,
    /// State of an invocation found no place in its scope.
    ScopeFull,
    /// A finished span could not be sent.
    SpansUnsent,
    /// A finished span arrived, and whoever received it refused it.
    SpansRefused,
    /// A finished span was too large for its wire form, and was sent with less in it.
    SpansCut,
    /// A span ended when as many as are kept had ended already.
    SpansDropped,
    /// Data points of metrics could not be sent. One is what all values of a metric with the same attributes came to
    /// between two requests.
    MetricsUnsent,
    /// Data points of metrics arrived, and whoever received them refused them.
    MetricsRefused,
    /// A metric value or a number that CloudWatch does not take: not finite, or beyond ±2^360.
    MetricValue,
    /// The name of a metric, a dimension or a property, or the value of a dimension, is not allowed.
    MetricName,
    /// A metric was recorded with another unit than before.
    MetricUnit,
    /// A name is in use for something else: a metric, a dimension, a property, or by Lamplight.
    MetricCollision,
    /// A dimension or a property found no place in a metric document.
    MetricLimit,
    /// A time was given for metrics that CloudWatch does not take; they have the time of their writing.
    MetricTimestamp,
}

/// How often each [`Loss`] happened.
#[derive(Debug, Default)]
pub struct Losses {
    counts: [AtomicU64; Loss::ALL.len()],
}

// === impl Loss ===

impl Loss {
    /// Every loss there is.
    pub const ALL: [Self; 20] = [
        Self::LineClosed,
        Self::LineFull,
        Self::LineFailed,
        Self::LineCut,
        Self::FieldsDropped,
        Self::FieldRenamed,
        Self::FlushTimeout,
        Self::ScopeFull,
        Self::SpansUnsent,
        Self::SpansRefused,
        Self::SpansCut,
        Self::SpansDropped,
        Self::MetricsUnsent,
        Self::MetricsRefused,
        Self::MetricValue,
        Self::MetricName,
        Self::MetricUnit,
        Self::MetricCollision,
        Self::MetricLimit,
        Self::MetricTimestamp,
    ];

    /// What is lost, and why, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::LineClosed => "log lines are lost: stdout is closed",
            Self::LineFull => "log lines are lost: stdout is full and nobody reads it",
            Self::LineFailed => "log lines are lost: stdout cannot be written",
            Self::LineCut => "parts of log lines are lost: they were too long",
            Self::FieldsDropped => "fields of log lines are lost: there are too many on a line",
            Self::FieldRenamed => "fields of log lines have another name: standard keys have theirs",
            Self::FlushTimeout => "telemetry may be lost: a flush did not end in time",
            Self::ScopeFull => "telemetry is lost: the invocation scope holds no more state",
            Self::MetricValue => "metrics are lost: CloudWatch takes only finite numbers up to ±2^360",
            Self::MetricName => "metrics are lost: a name or a dimension's value is not allowed",
            Self::MetricUnit => "metrics are lost: a metric has one unit in an invocation",
            Self::MetricCollision => "metrics are lost: a name can be used for one thing only",
            Self::MetricLimit => "dimensions or properties of metrics are lost: there are too many",
            Self::MetricTimestamp => {
                "metrics have another time than was asked for: CloudWatch does not take it"
            }
            Self::MetricsUnsent => "metrics are lost: they could not be sent",
            Self::MetricsRefused => "metrics are lost: whoever received them refused them",
            Self::SpansUnsent => "spans are lost: they could not be sent",
            Self::SpansRefused => "spans are lost: whoever received them refused them",
            Self::SpansCut => "parts of spans are lost: they were too large to send",
            Self::SpansDropped => "spans are lost: more of them ended than are kept",
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

    /// How many of all kinds there were so far: what tells whether somebody else counted, in between.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
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
