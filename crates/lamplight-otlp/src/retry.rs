//! Whether to try again, and when. Pure: time and chance are arguments.

use std::time::Duration;

use http::StatusCode;

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

/// Reads `retry-after`: seconds. A date, its other form, is not read.
pub(crate) fn seconds(header: &[u8]) -> Option<Duration> {
    std::str::from_utf8(header).ok()?.trim().parse().ok().map(Duration::from_secs)
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
        assert_eq!(seconds(b" 7 "), asked);
        assert_eq!(seconds(b"Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert_eq!(seconds(b"-1"), None);
    }

    #[test]
    fn only_four_statuses_are_temporary() {
        let temporary: Vec<u16> =
            (100..600).filter(|code| StatusCode::from_u16(*code).is_ok_and(is_temporary)).collect();
        assert_eq!(temporary, [429, 502, 503, 504]);
    }
}
