//! Noticing a dimension that has too many values, which costs money.

use std::sync::{Mutex, PoisonError};

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::notice;

use crate::limits::{DIMENSION_VALUES, WATCHED_DIMENSIONS};
use crate::members::Members;
use crate::metric_set::MetricSet;

/// What CloudWatch takes for a metric a month, in US cents: the first tier in us-east-1
/// (<https://aws.amazon.com/cloudwatch/pricing/>).
const CENTS: u64 = 30;

/// The dimensions that this process has written, with a mark of each of their values.
#[derive(Debug, Default)]
pub(crate) struct Cardinality {
    watched: Mutex<Vec<Watched>>,
}

#[derive(Debug)]
struct Watched {
    name: String,
    /// Hashes. Two values with the same one are taken for one, which does no harm.
    values: Vec<u64>,
    told: bool,
}

// === impl Cardinality ===

impl Cardinality {
    /// Looks at the dimensions that metrics are written with, and says once of each if it has many values.
    pub(crate) fn watch(&self, set: &mut MetricSet, defaults: &Members) {
        let metrics = set.metrics().len();
        let MetricSet { dimensions, watched, .. } = set;
        let seen = dimensions.iter().try_fold(&**watched, |seen, members| seen.strip_prefix(members.json()));
        if seen.is_some_and(<[u8]>::is_empty) {
            return;
        }
        watched.clear();
        for members in dimensions.iter() {
            watched.extend_from_slice(members.json());
            for (name, json) in members.named() {
                // The defaults are the same for the life of the process.
                if defaults.get(name) != Some(json) && self.explodes(name, json) {
                    warn(name, metrics);
                }
            }
        }
    }

    /// Whether this value is one too many, for the first time.
    fn explodes(&self, name: &str, value: &[u8]) -> bool {
        let hash = hash(value);
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let dimension = match watched.iter().position(|watched| watched.name == name) {
            Some(at) => &mut watched[at],
            None if watched.len() == WATCHED_DIMENSIONS => return false,
            None => {
                watched.push(Watched { name: name.to_owned(), values: Vec::new(), told: false });
                let last = watched.len() - 1;
                &mut watched[last]
            }
        };
        if dimension.told || dimension.values.contains(&hash) {
            return false;
        }
        dimension.told = dimension.values.len() == DIMENSION_VALUES;
        if dimension.told {
            dimension.values = Vec::new();
        } else {
            dimension.values.push(hash);
        }
        dimension.told
    }
}

#[cold]
fn warn(name: &str, metrics: usize) {
    let values = DIMENSION_VALUES + 1;
    let dollars = (values * metrics) as u64 * CENTS / 100;
    notice::say(
        &Clock::system(),
        Level::Warn,
        format_args!(
            "metrics become expensive: the dimension {name:?} has had {values} values in this process, and each \
             makes every metric one more; for {metrics} metrics that is about {dollars} USD a month so far; what \
             identifies something is a property"
        ),
    );
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_is_told_of_at_the_first_value_that_is_too_many_and_never_again() {
        let cardinality = Cardinality::default();
        let told = |values: std::ops::Range<usize>| {
            values.filter(|value| cardinality.explodes("id", value.to_string().as_bytes())).count()
        };
        assert_eq!(told(0..DIMENSION_VALUES), 0);
        assert_eq!(told(0..DIMENSION_VALUES), 0, "known values");
        assert_eq!(told(DIMENSION_VALUES..DIMENSION_VALUES + 1), 1);
        assert_eq!(told(0..1000), 0);
        assert!(!cardinality.explodes("other", b"1"), "another dimension counts for itself");
    }

    #[test]
    fn dimensions_beyond_a_number_are_not_watched() {
        let cardinality = Cardinality::default();
        for dimension in 0..=WATCHED_DIMENSIONS {
            cardinality.explodes(&dimension.to_string(), b"1");
        }
        assert_eq!(cardinality.watched.lock().expect("no panic").len(), WATCHED_DIMENSIONS);
    }
}
