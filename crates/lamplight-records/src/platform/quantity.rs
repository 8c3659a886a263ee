//! Durations and sizes as the platform's lines write them: `12.34 ms`, `3.00 seconds`, `128 MB`.

use std::fmt;
use std::time::Duration;

const NANOS_PER_MILLI: u32 = 1_000_000;
const NANOS_PER_SECOND: u32 = 1_000_000_000;

/// Prints as milliseconds with two decimals, rounded: `12.34 ms`.
pub(super) struct Millis(pub(super) Duration);

/// Prints as whole milliseconds, of which a part counts as a whole: `13 ms`.
pub(super) struct WholeMillis(pub(super) Duration);

/// Prints as seconds with two decimals, rounded: `3.00 seconds`.
pub(super) struct Seconds(pub(super) Duration);

/// Reads milliseconds with any number of decimals.
pub(super) fn millis(text: &str) -> Option<Duration> {
    decimal(text.strip_suffix(" ms")?, NANOS_PER_MILLI)
}

/// Reads seconds with any number of decimals.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    decimal(text.strip_suffix(" seconds")?, NANOS_PER_SECOND)
}

/// Reads whole MB.
pub(super) fn megabytes(text: &str) -> Option<u32> {
    text.strip_suffix(" MB")?.parse().ok()
}

/// Milliseconds as JSON has them; what no duration can be is `None`.
pub(super) fn from_json_millis(millis: f64) -> Option<Duration> {
    // Rounded to the nanosecond, so that 12.34 is 12,340,000 ns and not one less.
    let nanos = (millis * f64::from(NANOS_PER_MILLI)).round();
    // Past 2^53 a float no longer holds every integer: that is 104 days, and no invocation.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (0.0..=LIMIT).contains(&nanos).then(|| Duration::from_nanos(nanos as u64))
}

/// A decimal number of units of so many nanoseconds, read without floats; what is finer is cut.
fn decimal(text: &str, unit: u32) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !whole.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    let mut nanos = whole.checked_mul(u64::from(unit))?;
    let mut place = unit;
    for digit in fraction.bytes() {
        place /= 10;
        nanos = nanos.checked_add(u64::from(digit - b'0') * u64::from(place))?;
    }
    Some(Duration::from_nanos(nanos))
}

fn write_hundredths(f: &mut fmt::Formatter<'_>, duration: Duration, unit: u32) -> fmt::Result {
    let step = u128::from(unit / 100);
    let hundredths = (duration.as_nanos() + step / 2) / step;
    write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
}

// === impl Display ===

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hundredths(f, self.0, NANOS_PER_MILLI)?;
        f.write_str(" ms")
    }
}

impl fmt::Display for WholeMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.0.as_nanos().div_ceil(u128::from(NANOS_PER_MILLI)))
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hundredths(f, self.0, NANOS_PER_SECOND)?;
        f.write_str(" seconds")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_decimals_exactly() {
        assert_eq!(millis("12.34 ms"), Some(Duration::from_micros(12_340)));
        assert_eq!(millis("54 ms"), Some(Duration::from_millis(54)));
        assert_eq!(millis("0.0000019 ms"), Some(Duration::from_nanos(1)));
        assert_eq!(seconds("3.00 seconds"), Some(Duration::from_secs(3)));
        assert_eq!(from_json_millis(12.34), Some(Duration::from_micros(12_340)));
    }

    #[test]
    fn refuses_what_is_no_quantity() {
        for text in ["", " ms", "ms", "-1 ms", "+1 ms", "1.-2 ms", "1e3 ms", "99999999999999999999 ms", "1 s"]
        {
            assert_eq!(millis(text), None, "{text}");
        }
        assert_eq!(megabytes("-1 MB"), None);
        for number in [-0.1, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(from_json_millis(number), None, "{number}");
        }
    }

    #[test]
    fn prints_two_decimals_rounded_and_bills_every_millisecond_begun() {
        assert_eq!(Millis(Duration::from_nanos(12_344_999)).to_string(), "12.34 ms");
        assert_eq!(Millis(Duration::from_nanos(12_345_000)).to_string(), "12.35 ms");
        assert_eq!(Millis(Duration::from_nanos(999_996_000)).to_string(), "1000.00 ms");
        assert_eq!(WholeMillis(Duration::from_nanos(53_000_001)).to_string(), "54 ms");
        assert_eq!(Seconds(Duration::from_millis(1500)).to_string(), "1.50 seconds");
    }
}
