//! The buffers a line is made in, kept per thread and used again.

use std::cell::RefCell;

use lamplight_core::clock::Timestamp;

use super::Members;
use super::callsites::Callsites;

/// A buffer that grew beyond this for one long line is given back.
const KEPT_BYTES: usize = 64 * 1024;

/// What the making of a line needs.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) line: Vec<u8>,
    pub(super) message: Vec<u8>,
    pub(super) fields: Members,
    /// The location as a JSON string, of a line that is of no place in the code that is remembered.
    pub(super) place: Vec<u8>,
    pub(super) callsites: Callsites,
    /// The place that the line is of.
    pub(super) callsite: Option<usize>,
    pub(super) time: Time,
}

/// The last time that was written. The next line is most often of the same second.
#[derive(Debug, Default)]
pub(super) struct Time {
    /// None as long as there is no text.
    millis: Option<u64>,
    text: [u8; 24],
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    /// Runs `work` with this thread's buffers. Where they are in use, because the `Display` of a value logs
    /// a line of its own, or gone, because the thread ends, with new ones.
    pub(crate) fn with<R>(work: impl FnOnce(&mut Self) -> R) -> R {
        let mut work = Some(work);
        let kept = SCRATCH.try_with(|scratch| {
            let mut scratch = scratch.try_borrow_mut().ok()?;
            let result = work.take()?(&mut scratch);
            scratch.shrink();
            Some(result)
        });
        match (kept, work) {
            (Ok(Some(result)), _) => result,
            (_, Some(work)) => work(&mut Self::default()),
            (_, None) => unreachable!("work that was taken has left its result"),
        }
    }

    pub(super) fn clear(&mut self) {
        self.line.clear();
        self.message.clear();
        self.fields.clear();
    }

    fn shrink(&mut self) {
        // Message and fields are no longer than the line.
        if self.line.capacity() > KEPT_BYTES || self.message.capacity() > KEPT_BYTES {
            (self.line, self.message, self.fields) = Default::default();
        }
    }
}

// === impl Time ===

impl Time {
    /// The time as [`Timestamp::rfc3339`] has it.
    pub(super) fn text(&mut self, timestamp: Timestamp) -> &[u8; 24] {
        let millis = timestamp.as_millis();
        if self.millis == Some(millis) {
            return &self.text;
        }
        if self.millis.is_some_and(|before| before / 1000 == millis / 1000) {
            let millis = (millis % 1000) as u16;
            let digit = |power: u16| b'0' + (millis / power % 10) as u8;
            self.text[20..23].copy_from_slice(&[digit(100), digit(10), digit(1)]);
        } else {
            self.text = *timestamp.rfc3339().as_bytes().first_chunk().unwrap_or(&[b'0'; 24]);
        }
        self.millis = Some(millis);
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_it_is_whatever_was_written_before() {
        let mut time = Time::default();
        for millis in [
            0,
            0,
            1,
            999,
            1000,
            1_769_903_999_999,
            1_769_903_999_000,
            1_769_904_000_000,
            42,
            1_769_904_000_123,
        ] {
            let timestamp = Timestamp::from_millis(millis);
            assert_eq!(time.text(timestamp).as_slice(), timestamp.rfc3339().as_bytes());
        }
    }
}
