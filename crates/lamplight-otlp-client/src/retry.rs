//! Whether to try again, and when. Pure: time and chance are arguments.

use std::time::Duration;

use http::StatusCode;
use lamplight_core::clock::Timestamp;

/// How often a batch is sent at most, when nothing takes it.
pub(crate) const MAX_ATTEMPTS: u32 = 4;
/// The wait after the first attempt; each one after it is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// Whether a collector that answers this may take the same batch later (OpenTelemetry protocol specification,
/// "Retryable response codes").
pub(crate) fn is_temporary(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502 | 503 | 504)
}

/// How long to wait after the attempt of this number, the first being 1; `None` when that was the last. What
/// the collector asks for counts; else it is between half and all of a time that doubles, by `chance`.
pub(crate) fn wait(attempt: u32, asked: Option<Duration>, chance: u32) -> Option<Duration> {
    if attempt >= MAX_ATTEMPTS {
        return None;
    }
    let longest = FIRST_WAIT * 2_u32.pow(attempt - 1);
    Some(asked.unwrap_or_else(|| longest / 2 + longest / 2 * (chance % 1024) / 1024))
}

/// What a collector asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    After(Duration),
    At(Timestamp),
}

// === impl Asked ===

impl Asked {
    /// Reads `retry-after`: seconds, or a date (RFC 9110, section 5.6.7), of which only the form that may still be
    /// written is read.
    pub(crate) fn read(header: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(header).ok()?.trim();
        match text.parse() {
            Ok(seconds) => Some(Self::After(Duration::from_secs(seconds))),
            Err(_) => at(text).map(Self::At),
        }
    }

    /// How long that is from now.
    pub(crate) fn wait(self, now: Timestamp) -> Duration {
        match self {
            Self::After(wait) => wait,
            Self::At(time) => time.saturating_since(now),
        }
    }
}

/// Reads `Wed, 21 Oct 2015 07:28:00 GMT`.
fn at(text: &str) -> Option<Timestamp> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let (_, date) = text.strip_suffix(" GMT")?.split_once(", ")?;
    let mut parts = date.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    lamplight_core::date::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_and_then_no_more() {
        let waits = |chance| (1..5).map(move |attempt| wait(attempt, None, chance)).collect::<Vec<_>>();
        let millis = |millis| Some(Duration::from_millis(millis));
        assert_eq!(waits(0), [millis(50), millis(100), millis(200), None]);
        assert!(waits(1023)[2] > millis(399) && waits(1023)[2] < millis(400));
    }

    #[test]
    fn the_collectors_wish_counts_but_not_for_ever() {
        let asked = Some(Duration::from_secs(7));
        assert_eq!((wait(1, asked, 0), wait(4, asked, 0)), (asked, None));
    }

    #[test]
    fn the_wish_is_seconds_or_a_date() {
        let now = Timestamp::from_millis(1_445_412_470_500);
        let wait = |header: &[u8]| Asked::read(header).map(|asked| asked.wait(now));
        assert_eq!(wait(b" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(wait(b"Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::from_millis(9_500)));
        assert_eq!(wait(b"Wed, 21 Oct 2015 07:27:00 GMT"), Some(Duration::ZERO), "it is past");
        for header in ["-1", "", "soon", "Wed, 21 anF 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00"] {
            assert_eq!(wait(header.as_bytes()), None, "{header}");
        }
    }

    #[test]
    fn only_four_statuses_are_temporary() {
        let temporary: Vec<u16> =
            (100..600).filter(|code| StatusCode::from_u16(*code).is_ok_and(is_temporary)).collect();
        assert_eq!(temporary, [429, 502, 503, 504]);
    }
}
