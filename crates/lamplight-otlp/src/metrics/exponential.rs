//! A histogram whose buckets grow with the values, and get coarser when there are too many.
//!
//! OpenTelemetry, "Metrics Data Model", ExponentialHistogram: with a scale s, the bucket i holds the values from
//! `base^i`, which it does not include, to `base^(i+1)`, which it does, where `base` is `2^(2^-s)`.

/// How many buckets there are on each side of zero at most: what OpenTelemetry's SDKs have.
pub(super) const MAX_BUCKETS: usize = 160;
/// The finest scale, at which buckets differ by less than a millionth.
pub(super) const MAX_SCALE: i32 = 20;

/// Counts of values by size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exponential {
    pub(super) scale: i32,
    pub(super) zeros: u64,
    pub(super) positive: Buckets,
    pub(super) negative: Buckets,
}

/// Those on one side of zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Buckets {
    /// The number of the first bucket.
    pub(super) offset: i32,
    pub(super) counts: Vec<u64>,
}

// === impl Exponential ===

impl Exponential {
    pub(super) const fn new() -> Self {
        let none = Buckets { offset: 0, counts: Vec::new() };
        Self {
            scale: MAX_SCALE,
            zeros: 0,
            positive: none,
            negative: Buckets { offset: 0, counts: Vec::new() },
        }
    }

    /// Counts a value, which is finite.
    pub(super) fn add(&mut self, value: f64) {
        if value == 0.0 {
            self.zeros += 1;
            return;
        }
        let bucket = bucket(value.abs(), self.scale);
        let side = if value > 0.0 { &self.positive } else { &self.negative };
        let coarser = side.steps_to_hold(bucket);
        if coarser > 0 {
            self.scale -= coarser;
            self.positive.coarsen(coarser);
            self.negative.coarsen(coarser);
        }
        let side = if value > 0.0 { &mut self.positive } else { &mut self.negative };
        side.count(bucket >> coarser);
    }
}

/// The bucket of a value above zero.
fn bucket(value: f64, scale: i32) -> i32 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let (exponent, mantissa) = ((value.to_bits() >> 52) as i32, value.to_bits() & MANTISSA);
    // The exponent of a subnormal number is where its mantissa begins.
    let (exponent, is_power) = match exponent {
        0 => (mantissa.ilog2() as i32 - 1074, mantissa.is_power_of_two()),
        _ => (exponent - 1023, mantissa == 0),
    };
    if scale <= 0 {
        return (exponent - i32::from(is_power)) >> -scale;
    }
    let first = exponent << scale;
    if is_power {
        return first - 1;
    }
    // A logarithm near a power of two may be rounded to the other side of it.
    let by_logarithm = (value.log2() * f64::from(1 << scale)).ceil() as i32 - 1;
    by_logarithm.clamp(first, first + (1 << scale) - 1)
}

// === impl Buckets ===

impl Buckets {
    /// How often the scale has to be halved until there is room for a bucket besides those that are here.
    fn steps_to_hold(&self, bucket: i32) -> i32 {
        if self.counts.is_empty() {
            return 0;
        }
        let mut low = self.offset.min(bucket);
        let mut high = (self.offset + self.counts.len() as i32 - 1).max(bucket);
        let mut steps = 0;
        while i64::from(high) - i64::from(low) >= MAX_BUCKETS as i64 {
            low >>= 1;
            high >>= 1;
            steps += 1;
        }
        steps
    }

    /// Puts buckets together, two at each step.
    fn coarsen(&mut self, steps: i32) {
        let old = std::mem::take(&mut self.counts);
        for (bucket, count) in (self.offset..).zip(old) {
            let bucket = bucket >> steps;
            if self.counts.is_empty() {
                self.offset = bucket;
            }
            self.counts.resize((bucket - self.offset) as usize + 1, 0);
            if let Some(last) = self.counts.last_mut() {
                *last += count;
            }
        }
    }

    /// Counts one more in a bucket that there is room for.
    fn count(&mut self, bucket: i32) {
        if self.counts.is_empty() {
            self.offset = bucket;
        }
        if bucket < self.offset {
            let missing = (self.offset - bucket) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.offset = bucket;
        }
        let place = (bucket - self.offset) as usize;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[f64]) -> Exponential {
        let mut histogram = Exponential::new();
        values.iter().for_each(|value| histogram.add(*value));
        histogram
    }

    /// Whether a value is within a bucket, but for what a logarithm is wrong by.
    fn holds(scale: i32, bucket: i32, value: f64) -> bool {
        let place = value.log2() * 2_f64.powi(scale);
        let slack = 1e-9 + place.abs() * 1e-12;
        place > f64::from(bucket) - slack && place <= f64::from(bucket) + 1.0 + slack
    }

    #[test]
    fn a_power_of_two_is_the_last_of_its_bucket_at_every_scale() {
        for scale in -10..=MAX_SCALE {
            for exponent in [-1022, -300, -1, 0, 1, 10, 300] {
                let value = 2_f64.powi(exponent);
                let last = if scale > 0 { (exponent << scale) - 1 } else { (exponent - 1) >> -scale };
                assert_eq!(bucket(value, scale), last, "2^{exponent} at {scale}");
                let (below, above) =
                    (f64::from_bits(value.to_bits() - 1), f64::from_bits(value.to_bits() + 1));
                assert!(bucket(above, scale) >= last && bucket(below, scale) <= last);
                if scale >= 0 {
                    assert_eq!(bucket(above, scale), last + 1, "above 2^{exponent} at {scale}");
                }
            }
        }
        assert_eq!(bucket(f64::from_bits(1), 0), -1075, "the smallest number there is");
    }

    #[test]
    fn one_value_is_known_to_a_millionth() {
        let histogram = of(&[1234.5]);
        let lowest = 2_f64.powf(f64::from(histogram.positive.offset) / f64::from(1 << histogram.scale));
        assert_eq!((histogram.scale, &histogram.positive.counts[..]), (MAX_SCALE, &[1][..]));
        assert!((lowest - 1234.5).abs() / 1234.5 < 1e-6, "{lowest}");
    }

    #[test]
    fn buckets_get_coarser_when_there_are_too_many() {
        let values: Vec<f64> = (2..=1001).map(f64::from).collect();
        let histogram = of(&values);
        // 2 to 1001 are nine doublings, of sixteen buckets each.
        assert_eq!((histogram.scale, histogram.positive.counts.iter().sum::<u64>()), (4, 1000));
        assert!(histogram.positive.counts.len() > MAX_BUCKETS / 2);
    }

    proptest! {
        #[test]
        fn every_value_is_in_one_bucket_that_holds_it(
            values in proptest::collection::vec(
                prop_oneof![
                    Just(0.0), Just(1.0), -1e9..1e9, 0.1..10.0_f64, any::<f64>().prop_filter("finite", |v| v.is_finite()),
                ],
                1..200,
            ),
        ) {
            let histogram = of(&values);
            let Exponential { scale, zeros, positive, negative } = &histogram;
            prop_assert!(positive.counts.len() <= MAX_BUCKETS && negative.counts.len() <= MAX_BUCKETS);
            prop_assert_eq!(*zeros, values.iter().filter(|value| **value == 0.0).count() as u64);
            for (side, sign) in [(positive, 1.0), (negative, -1.0)] {
                let mut expected = vec![0; side.counts.len()];
                for value in values.iter().map(|value| value * sign).filter(|value| *value > 0.0) {
                    let found = bucket(value, *scale);
                    prop_assert!(holds(*scale, found, value), "{value} in {found} at {scale}");
                    expected[(found - side.offset) as usize] += 1;
                }
                prop_assert_eq!(&expected, &side.counts);
            }
        }
    }
}
