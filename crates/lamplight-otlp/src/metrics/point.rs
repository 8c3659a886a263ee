//! What the values of one metric with one set of attributes come to.

use lamplight_core::clock::Timestamp;

use super::exponential::Exponential;
use super::histograms::Histograms;

/// What kind of metric it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Sum,
    Exponential,
    Explicit,
}

/// The values of a time.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    /// When the first value can have been.
    pub(super) started: Timestamp,
    pub(super) until: Timestamp,
    pub(super) sum: f64,
    pub(super) least: f64,
    pub(super) greatest: f64,
    pub(super) count: u64,
    pub(super) sizes: Sizes,
}

/// How many values there were of which size.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sizes {
    /// Nobody asks.
    Unknown,
    Exponential(Box<Exponential>),
    /// Of each bucket: one more than there are bounds.
    Explicit(Vec<u64>),
}

// === impl Kind ===

impl Kind {
    /// What a metric is that is counted, or not, and recorded as a distribution, or not.
    pub(super) fn of(is_sum: bool, histograms: &Histograms) -> Self {
        match histograms {
            _ if is_sum => Self::Sum,
            Histograms::Exponential => Self::Exponential,
            Histograms::Explicit(_) => Self::Explicit,
        }
    }

    /// The number of the field that this kind is in.
    pub(super) const fn field(self) -> u8 {
        match self {
            Self::Sum => 7,
            Self::Explicit => 9,
            Self::Exponential => 10,
        }
    }
}

// === impl Point ===

impl Point {
    pub(super) fn new(kind: Kind, histograms: &Histograms, started: Timestamp, until: Timestamp) -> Self {
        let sizes = match (kind, histograms) {
            (Kind::Exponential, _) => Sizes::Exponential(Box::new(Exponential::new())),
            (Kind::Explicit, Histograms::Explicit(bounds)) => Sizes::Explicit(vec![0; bounds.len() + 1]),
            _ => Sizes::Unknown,
        };
        let (least, greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        Self { started, until, sum: 0.0, least, greatest, count: 0, sizes }
    }

    pub(super) fn add(&mut self, value: f64, histograms: &Histograms) {
        self.sum += value;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        self.count += 1;
        match (&mut self.sizes, histograms) {
            (Sizes::Exponential(sizes), _) => sizes.add(value),
            (Sizes::Explicit(counts), Histograms::Explicit(bounds)) => {
                counts[bounds.partition_point(|bound| *bound < value)] += 1;
            }
            _ => {}
        }
    }

    /// Covers another time as well.
    pub(super) fn extend(&mut self, started: Timestamp, until: Timestamp) {
        self.started = self.started.min(started);
        self.until = self.until.max(until);
    }

    /// Whether the sum of values grows with each of them.
    pub(super) fn only_grows(&self) -> bool {
        self.least >= 0.0
    }

    /// No less than what it takes in a request, without its attributes.
    pub(super) fn bytes(&self) -> usize {
        let sizes = match &self.sizes {
            Sizes::Unknown => 0,
            // Most counts take a byte or two, and none more than ten.
            Sizes::Exponential(sizes) => 10 * (sizes.positive.counts.len() + sizes.negative.counts.len()),
            // A bound and a count, of eight bytes each.
            Sizes::Explicit(counts) => 16 * counts.len(),
        };
        128 + sizes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_includes_its_upper_bound() {
        let histograms = Histograms::Explicit(vec![0.0, 10.0]);
        let mut point = Point::new(Kind::Explicit, &histograms, Timestamp::EPOCH, Timestamp::EPOCH);
        for value in [-1.0, 0.0, 0.1, 10.0, 10.1, 11.0] {
            point.add(value, &histograms);
        }
        assert_eq!(point.sizes, Sizes::Explicit(vec![2, 2, 2]));
        assert_eq!((point.least, point.greatest, point.count), (-1.0, 11.0, 6));
        assert!(!point.only_grows());
    }
}
