//! Reading points in time as loggers, services and the platform write them.

use std::time::Duration;

use crate::clock::Timestamp;

const DAY: i64 = 86_400;

/// Reads a date and time with a known offset: RFC 3339, or the looser form of Python's loggers.
///
/// The date and the time are parted by `T` or a space, the fraction by `.` or `,`, and the offset is `Z`,
/// `+02:00` or `+0200`. A fraction finer than a nanosecond is cut. `None` for anything else: for a time
/// without an offset, for a date that no calendar has, and for what lies before 1970 or after 2554, which
/// [`Timestamp`] does not hold.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.trim().as_bytes());
    let year = rest.digits(4)?;
    rest.one_of(b"-")?;
    let month = rest.digits(2)?;
    rest.one_of(b"-")?;
    let day = rest.digits(2)?;
    rest.one_of(b"Tt ")?;
    let hour = rest.digits(2)?;
    rest.one_of(b":")?;
    let minute = rest.digits(2)?;
    rest.one_of(b":")?;
    let second = rest.digits(2)?;
    let nanos = rest.fraction()?;
    let offset = rest.offset()?;
    // 60 is a leap second, and counts as the second after it.
    if !rest.0.is_empty() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let local = days_since_epoch(year, month, day)? * DAY + hour * 3600 + minute * 60 + second;
    let since_epoch = Duration::new(u64::try_from(local - offset).ok()?, nanos);
    u64::try_from(since_epoch.as_nanos()).ok().map(Timestamp::from_nanos)
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

// === impl Rest ===

impl Rest<'_> {
    /// Exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut value = 0;
        for digit in digits {
            value = value * 10 + i64::from(char::from(*digit).to_digit(10)?);
        }
        self.0 = rest;
        Some(value)
    }

    fn one_of(&mut self, allowed: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        allowed.contains(&first).then(|| self.0 = rest)?;
        Some(first)
    }

    /// The nanoseconds of a fraction, if there is one; `None` when nothing follows its point.
    fn fraction(&mut self) -> Option<u32> {
        if self.one_of(b".,").is_none() {
            return Some(0);
        }
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
        (length > 0).then(|| padded.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0')))
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.digits(2)?;
        let _colon = self.one_of(b":");
        let minutes = self.digits(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

/// Days from 1970-01-01 to a date, by Howard Hinnant's `days_from_civil`
/// (<https://howardhinnant.github.io/date_algorithms.html>); `None` when there is no such date.
fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let shifted_month = (month + 9) % 12;
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_every_form_that_the_loggers_of_lambda_write() {
        for (text, utc) in [
            ("2026-01-31T23:59:59.999Z", "2026-01-31T23:59:59.999Z"),
            ("2024-07-01T13:00:37.934+02:00", "2024-07-01T11:00:37.934Z"),
            ("2021-05-03 11:47:12,494+0000", "2021-05-03T11:47:12.494Z"),
            ("2024-09-08 03:04:11,316-0400", "2024-09-08T07:04:11.316Z"),
            ("2024-02-29T00:00:00z", "2024-02-29T00:00:00.000Z"),
            ("1970-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.000Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(parse(text).map(|time| time.to_string()).as_deref(), Some(utc), "{text}");
        }
    }

    #[test]
    fn keeps_nanoseconds_and_cuts_what_is_finer() {
        let time = parse("1970-01-01T00:00:00.0000000019Z").expect("a good time");
        assert_eq!(time.as_nanos(), 1);
    }

    #[test]
    fn refuses_what_is_no_moment() {
        for text in [
            "",
            "10/28/2022 02:35:03 PM",
            "2022-10-28T14:35:03",
            "2022-10-28T14:35:03.Z",
            "2022-10-28T14:35:03.1",
            "2022-10-28T14:35:03Z!",
            "2022-10-28T24:00:00Z",
            "2022-10-28T14:35:03+24:00",
            "2022-13-01T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_the_clock_prints(millis in 0..=u64::MAX / 1_000_000) {
            let time = Timestamp::from_millis(millis);
            prop_assert_eq!(parse(&time.to_string()), Some(time));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}[.,]?[0-9]{0,12}(Z|[+-][0-9]{2}:?[0-9]{2})") {
            let _time = parse(&text);
        }
    }
}
