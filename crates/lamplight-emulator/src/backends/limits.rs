//! What the endpoints of AWS refuse.

use std::time::Duration;

use lamplight_core::clock::Timestamp;

use super::otlp::{Batch, Signals};

/// What one request may hold. Where the page says MB or KB the smaller reading counts (powers of ten), so that
/// what passes here passes there.
///
/// Amazon CloudWatch user guide, "OTLP Endpoints":
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the whole body, after decompression. More fails the request.
    pub request: usize,
    /// Items of the whole body. More fails the request.
    pub items: usize,
    /// Bytes of one item. A larger one is rejected, and the rest is taken.
    pub item: usize,
    /// Bytes of a resource and a scope together. Items of a larger one are rejected, and the rest is taken.
    pub head: usize,
    /// How old an item may be. An older one fails the request.
    pub past: Duration,
    /// How far in the future an item may be. A later one fails the request.
    pub future: Duration,
    /// How far the oldest and the newest item may be apart. More fails the request.
    pub spread: Duration,
}

/// Why a request fails as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Breach {
    /// It is too large to be looked at.
    TooLarge(String),
    Refused(String),
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

// === impl Limits ===

impl Limits {
    /// The traces endpoint of X-Ray.
    pub const XRAY: Self = Self {
        request: 5_000_000,
        items: 10_000,
        item: 200_000,
        head: 16_000,
        past: Duration::from_secs(14 * 24 * 60 * 60),
        future: Duration::from_secs(2 * 60 * 60),
        spread: DAY,
    };

    /// The logs endpoint: a request of 1 MiB, and the ages that `PutLogEvents` takes.
    ///
    /// What is too old, too new or too large there is rejected or cut, not refused as a whole.
    pub const LOGS: Self = Self { request: 1_048_576, item: 1_048_576, ..Self::XRAY };

    /// The metrics endpoint, whose limits nobody has published: those of the traces endpoint.
    pub const METRICS: Self = Self::XRAY;

    /// A collector of OTLP: it takes 64 MiB, as the specification recommends, and does not look at anything else.
    ///
    /// <https://opentelemetry.io/docs/specs/otlp/#otlphttp>
    pub const COLLECTOR: Self = Self {
        request: 64 * 1024 * 1024,
        items: usize::MAX,
        item: usize::MAX,
        head: usize::MAX,
        past: Duration::MAX,
        future: Duration::MAX,
        spread: Duration::MAX,
    };

    /// What is wrong with a body of this size; nothing else is known of it yet.
    pub(super) fn check_size(&self, bytes: usize) -> Result<(), Breach> {
        if bytes <= self.request {
            return Ok(());
        }
        Err(Breach::TooLarge(format!("a request has at most {} bytes, and this one {bytes}", self.request)))
    }

    /// What of a request is taken, and how many of its items are not; or why it fails as a whole.
    pub(super) fn check(&self, batch: Batch, now: Timestamp) -> Result<(Signals, u64), Breach> {
        let count = batch.items().count();
        if count > self.items {
            return Err(Breach::Refused(format!(
                "a request has at most {} items, this one {count}",
                self.items
            )));
        }
        self.check_times(&batch, now)?;
        let (mut taken, mut rejected) = (Signals::default(), 0);
        for group in batch.groups {
            let fits = group.head_bytes <= self.head;
            for item in group.items {
                if fits && item.bytes <= self.item {
                    taken.append(item.signals);
                } else {
                    rejected += 1;
                }
            }
        }
        Ok((taken, rejected))
    }

    fn check_times(&self, batch: &Batch, now: Timestamp) -> Result<(), Breach> {
        // An item without a time has no age.
        let times = || batch.items().flat_map(|item| item.times.iter().copied()).filter(|time| *time != 0);
        let (Some(first), Some(last)) = (times().min(), times().max()) else { return Ok(()) };
        let refused = |what: &str| Err(Breach::Refused(what.to_owned()));
        if self.past != Duration::MAX && first < now.saturating_sub(self.past).as_nanos() {
            return refused("an item is too old");
        }
        if self.future != Duration::MAX && last > now.saturating_add(self.future).as_nanos() {
            return refused("an item is too far in the future");
        }
        if Duration::from_nanos(last - first) > self.spread {
            return refused("the items are too far apart");
        }
        Ok(())
    }
}
