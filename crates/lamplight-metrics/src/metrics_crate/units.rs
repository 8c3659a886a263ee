//! The units of the `metrics` crate as CloudWatch has them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::unit::Unit;

/// What a value is in, and what it is multiplied by for that.
type Scale = (Unit, f64);

/// Every unit there is, with what becomes of it. What CloudWatch does not have is converted without loss, but for
/// nanoseconds.
const UNITS: [(metrics::Unit, Scale); 17] = [
    (metrics::Unit::Count, (Unit::Count, 1.0)),
    (metrics::Unit::Percent, (Unit::Percent, 1.0)),
    (metrics::Unit::Seconds, (Unit::Seconds, 1.0)),
    (metrics::Unit::Milliseconds, (Unit::Milliseconds, 1.0)),
    (metrics::Unit::Microseconds, (Unit::Microseconds, 1.0)),
    (metrics::Unit::Nanoseconds, (Unit::Microseconds, 1e-3)),
    (metrics::Unit::Tebibytes, (Unit::Bytes, (1_u64 << 40) as f64)),
    (metrics::Unit::Gibibytes, (Unit::Bytes, (1_u64 << 30) as f64)),
    (metrics::Unit::Mebibytes, (Unit::Bytes, (1_u64 << 20) as f64)),
    (metrics::Unit::Kibibytes, (Unit::Bytes, (1_u64 << 10) as f64)),
    (metrics::Unit::Bytes, (Unit::Bytes, 1.0)),
    (metrics::Unit::TerabitsPerSecond, (Unit::TerabitsPerSecond, 1.0)),
    (metrics::Unit::GigabitsPerSecond, (Unit::GigabitsPerSecond, 1.0)),
    (metrics::Unit::MegabitsPerSecond, (Unit::MegabitsPerSecond, 1.0)),
    (metrics::Unit::KilobitsPerSecond, (Unit::KilobitsPerSecond, 1.0)),
    (metrics::Unit::BitsPerSecond, (Unit::BitsPerSecond, 1.0)),
    (metrics::Unit::CountPerSecond, (Unit::CountPerSecond, 1.0)),
];

/// What was described, by the name of the metric.
#[derive(Debug, Default)]
pub(super) struct Units {
    described: RwLock<BTreeMap<String, Arc<Described>>>,
}

/// The unit of a name, which may be told of after its first value. One more than its place in the list, or nothing.
#[derive(Debug, Default)]
pub(super) struct Described(AtomicU8);

// === impl Units ===

impl Units {
    pub(super) fn describe(&self, name: &str, unit: Option<metrics::Unit>) {
        let place = UNITS.iter().position(|(known, _)| Some(*known) == unit);
        if let Some(place) = place {
            self.of(name).0.store(place as u8 + 1, Ordering::Relaxed);
        }
    }

    pub(super) fn of(&self, name: &str) -> Arc<Described> {
        let described = self.described.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = described.get(name) {
            return known.clone();
        }
        drop(described);
        let mut described = self.described.write().unwrap_or_else(PoisonError::into_inner);
        described.entry(name.to_owned()).or_default().clone()
    }
}

// === impl Described ===

impl Described {
    /// What was described, or else this.
    pub(super) fn or(&self, unit: Unit) -> Scale {
        let place = usize::from(self.0.load(Ordering::Relaxed));
        let known = place.checked_sub(1).and_then(|place| UNITS.get(place));
        known.map_or((unit, 1.0), |(_, scale)| *scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_cloudwatch_has_stays_and_others_are_converted() {
        for (theirs, (ours, factor)) in UNITS {
            let name = format!("{theirs:?}");
            if factor == 1.0 {
                assert_eq!(format!("{ours:?}"), name);
            }
            let units = Units::default();
            units.describe("a", Some(theirs));
            assert_eq!(units.of("a").or(Unit::None), (ours, factor));
        }
    }

    #[test]
    fn what_is_known_of_a_name_holds_for_those_who_asked_before() {
        let units = Units::default();
        let early = units.of("a");
        assert_eq!(early.or(Unit::Count), (Unit::Count, 1.0));
        units.describe("a", Some(metrics::Unit::Kibibytes));
        units.describe("a", None);
        assert_eq!(early.or(Unit::Count), (Unit::Bytes, 1024.0));
        assert_eq!(units.of("b").or(Unit::None), (Unit::None, 1.0));
    }
}
