//! Spans of time, as people write and read them.

use std::time::Duration;

/// Reads `3s`, `1.5s`, `500ms` or `2m`; a number without a unit is seconds, as in Lambda's own settings.
///
/// # Errors
///
/// What is allowed, as a sentence.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, unit) = text.split_at(digits);
    let seconds = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        _ => f64::NAN,
    };
    let number: f64 = number.parse().unwrap_or(f64::NAN);
    let allowed = || "allowed is a number with ms, s or m, such as 500ms or 3s".to_owned();
    Duration::try_from_secs_f64(number * seconds).ok().filter(|span| !span.is_zero()).ok_or_else(allowed)
}

/// Reads `0`, `250`, or what [`parse`] reads where there is a unit; a number without a unit is milliseconds.
///
/// # Errors
///
/// What is allowed, as a sentence.
pub(crate) fn parse_millis(text: &str) -> Result<Duration, String> {
    if let Ok(millis) = text.parse() {
        return Ok(Duration::from_millis(millis));
    }
    let has_unit = text.ends_with(|c: char| c.is_ascii_alphabetic());
    let allowed = || "allowed is a number of milliseconds, or a number with ms, s or m, such as 250ms or 2s";
    parse(text).ok().filter(|_| has_unit).ok_or_else(|| allowed().to_owned())
}

/// Three figures are enough to compare: `1.32 ms`, `12.4 ms`, `154 ms`, `2.05 s`.
pub(crate) fn show(span: Duration) -> String {
    let micros = span.as_nanos().div_euclid(1000);
    match micros {
        0..10_000 => format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10),
        10_000..100_000 => format!("{}.{} ms", micros / 1000, micros % 1000 / 100),
        100_000..1_000_000 => format!("{} ms", micros / 1000),
        _ => format!("{}.{:02} s", micros / 1_000_000, micros % 1_000_000 / 10_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, millis) in [("3", 3000), ("3s", 3000), ("1.5s", 1500), ("500ms", 500), ("2m", 120_000)] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "s", "0", "-1s", "3h", "1e3", "1..2s", "99999999999999999999999m", "inf"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reads_milliseconds_where_there_is_no_unit() {
        for (text, millis) in [("0", 0), ("250", 250), ("250ms", 250), ("2s", 2000), ("0.5s", 500)] {
            assert_eq!(parse_millis(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "1.5", "-1", "soon", "3h", "ms"] {
            assert!(parse_millis(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shows_three_figures() {
        for (micros, text) in [
            (0, "0.00 ms"),
            (9, "0.00 ms"),
            (1_329, "1.32 ms"),
            (12_440, "12.4 ms"),
            (154_900, "154 ms"),
            (2_059_999, "2.05 s"),
            (75_000_000, "75.00 s"),
        ] {
            assert_eq!(show(Duration::from_micros(micros)), text);
        }
    }
}
