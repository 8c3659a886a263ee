//! The buffers a line is made in, kept per thread and used again.

use std::cell::RefCell;

use super::Members;

/// A buffer that grew beyond this for one long line is given back.
const KEPT_BYTES: usize = 64 * 1024;

/// What the making of a line needs.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) line: Vec<u8>,
    pub(super) message: Vec<u8>,
    pub(super) fields: Members,
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
            *self = Self::default();
        }
    }
}
