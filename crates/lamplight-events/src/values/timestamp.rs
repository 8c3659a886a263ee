//! Points in time, however a source writes them.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lamplight_core::clock;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Number, Value};

use super::time_text;
use crate::field::{Field, Read, strict};

/// A point in time, to the nanosecond, that is written as it came.
///
/// Text is a date in one of the forms that AWS uses; a number, also one in quotes, counts units since the
/// start of 1970, of which the fraction counts down to the microsecond. What is before 1970 or after 2554
/// is not taken.
///
/// ```
/// use lamplight_events::{Seconds, Timestamp};
///
/// let arrival: Timestamp<Seconds> = serde_json::from_str("1545084650.98")?;
/// assert_eq!(arrival.unix_nanos(), 1_545_084_650_980_000_000);
/// assert_eq!(arrival.to_string(), "2018-12-17T22:10:50.980Z");
/// assert_eq!(serde_json::to_string(&arrival)?, "1545084650.98");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct Timestamp<U = Seconds> {
    at: clock::Timestamp,
    form: Form,
    unit: PhantomData<fn() -> U>,
}

/// What a number counts.
pub trait Unit {
    /// How many nanoseconds one is.
    const NANOS: u64;
}

/// Seconds since the start of 1970.
#[derive(Clone, Copy, Debug)]
pub struct Seconds;

/// Milliseconds since the start of 1970.
#[derive(Clone, Copy, Debug)]
pub struct Millis;

/// Microseconds since the start of 1970.
#[derive(Clone, Copy, Debug)]
pub struct Micros;

/// As it came.
#[derive(Clone)]
enum Form {
    Number(Number),
    Text(Box<str>),
}

// === impl Timestamp ===

impl<U> Timestamp<U> {
    /// Nanoseconds since the start of 1970.
    #[must_use]
    pub const fn unix_nanos(&self) -> u64 {
        self.at.as_nanos()
    }

    /// Whole milliseconds since the start of 1970.
    #[must_use]
    pub const fn unix_millis(&self) -> u64 {
        self.at.as_nanos() / Millis::NANOS
    }

    /// Whole seconds since the start of 1970.
    #[must_use]
    pub const fn unix_seconds(&self) -> u64 {
        self.at.as_nanos() / Seconds::NANOS
    }

    /// As the standard library has it, from which `chrono`, `jiff` and `time` take it.
    #[must_use]
    pub fn to_system_time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.unix_nanos())
    }

    fn of(nanos: u64, form: Form) -> Self {
        Self { at: clock::Timestamp::from_nanos(nanos), form, unit: PhantomData }
    }
}

impl<U: Unit> Timestamp<U> {
    fn number(number: &Number) -> Option<u64> {
        match number.as_u64() {
            Some(whole) => whole.checked_mul(U::NANOS),
            None => number.as_f64().and_then(Self::fraction),
        }
    }

    /// A double holds the microseconds of our days exactly, and nothing finer.
    fn fraction(units: f64) -> Option<u64> {
        #[expect(clippy::cast_precision_loss, reason = "the units are powers of ten")]
        let micros = (units * (U::NANOS as f64 / Micros::NANOS as f64)).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast that saturates, after the sign is looked at; too much overflows below"
        )]
        let micros = (micros >= 0.0).then_some(micros as u64)?;
        micros.checked_mul(Micros::NANOS)
    }
}

impl<U> Clone for Timestamp<U> {
    fn clone(&self) -> Self {
        Self { at: self.at, form: self.form.clone(), unit: PhantomData }
    }
}

impl<U> PartialEq for Timestamp<U> {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl<U> Eq for Timestamp<U> {}

impl<U> PartialOrd for Timestamp<U> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<U> Ord for Timestamp<U> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

/// The start of 1970.
impl<U> Default for Timestamp<U> {
    fn default() -> Self {
        Self::of(0, Form::Number(0.into()))
    }
}

/// With milliseconds, in UTC.
impl<U> fmt::Display for Timestamp<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.at.fmt(f)
    }
}

impl<U> fmt::Debug for Timestamp<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.at, f)
    }
}

impl<U> From<&Timestamp<U>> for SystemTime {
    fn from(timestamp: &Timestamp<U>) -> Self {
        timestamp.to_system_time()
    }
}

/// Written as RFC 3339 text with milliseconds.
impl<U> From<SystemTime> for Timestamp<U> {
    fn from(time: SystemTime) -> Self {
        let at = clock::Timestamp::from(time);
        Self { at, form: Form::Text(at.to_string().into()), unit: PhantomData }
    }
}

impl<U: Unit> Field for Timestamp<U> {
    const EXPECTED: &'static str = "a point in time";

    fn from_text(text: &str) -> Read<Self> {
        let quoted = || text.trim().parse::<Number>().ok().and_then(|number| Self::number(&number));
        match time_text::parse(text).or_else(quoted) {
            Some(nanos) => Read::Fits(Self::of(nanos, Form::Text(text.into()))),
            None => Read::Misfit(Value::from(text)),
        }
    }

    fn from_number(number: Number) -> Read<Self> {
        match Self::number(&number) {
            Some(nanos) => Read::Fits(Self::of(nanos, Form::Number(number))),
            None => Read::Misfit(Value::Number(number)),
        }
    }
}

impl<U> Serialize for Timestamp<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.form {
            Form::Number(number) => number.serialize(serializer),
            Form::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de, U: Unit> Deserialize<'de> for Timestamp<U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        strict(deserializer)
    }
}

// === impl Unit ===

impl Unit for Seconds {
    const NANOS: u64 = 1_000_000_000;
}

impl Unit for Millis {
    const NANOS: u64 = 1_000_000;
}

impl Unit for Micros {
    const NANOS: u64 = 1_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanos<U: Unit>(json: &str) -> Option<u64> {
        let timestamp: Timestamp<U> = serde_json::from_str(json).ok()?;
        assert_eq!(serde_json::to_string(&timestamp).ok().as_deref(), Some(json), "written as it came");
        Some(timestamp.unix_nanos())
    }

    #[test]
    fn reads_the_instants_that_others_get_wrong() {
        assert_eq!(nanos::<Millis>("1545084650987"), Some(1_545_084_650_987_000_000));
        assert_eq!(nanos::<Millis>("1545084650987.5"), Some(1_545_084_650_987_500_000));
        assert_eq!(nanos::<Millis>("1510254469498"), Some(1_510_254_469_498_000_000));
        assert_eq!(nanos::<Seconds>("1545084650.98"), Some(1_545_084_650_980_000_000));
        assert_eq!(nanos::<Seconds>("1545084650.9"), Some(1_545_084_650_900_000_000));
        assert_eq!(nanos::<Seconds>("1545084650"), Some(1_545_084_650_000_000_000));
    }

    #[test]
    fn every_millisecond_is_exact_in_seconds_and_in_milliseconds() {
        for millis in (1_545_084_650_000_u64..).step_by(7_919).take(20_000) {
            let seconds = format!("{}.{:03}", millis / 1_000, millis % 1_000);
            let timestamp: Timestamp<Seconds> = serde_json::from_str(&seconds).expect("a number");
            assert_eq!(timestamp.unix_nanos(), millis * 1_000_000, "{seconds}");
            assert_eq!(nanos::<Millis>(&millis.to_string()), Some(millis * 1_000_000));
        }
    }

    #[test]
    fn reads_numbers_in_quotes() {
        assert_eq!(nanos::<Millis>("\"1523232000000\""), Some(1_523_232_000_000_000_000));
        assert_eq!(nanos::<Micros>("\"1696331543569\""), Some(1_696_331_543_569_000));
    }

    #[test]
    fn refuses_what_is_no_point_in_time() {
        for json in ["-1", "-0.5", "1e300", "18446744073709551615", "\"\"", "\"soon\"", "true", "[]", "null"]
        {
            assert_eq!(nanos::<Seconds>(json), None, "{json}");
        }
    }
}
