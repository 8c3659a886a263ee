//! Finished lines, each a document, in one buffer.

use std::cell::Cell;

thread_local! {
    /// The buffers of this thread, while they are not in use.
    static KEPT: Cell<Lines> = const { Cell::new(Lines { text: Vec::new(), ends: Vec::new() }) };
}

/// A buffer that grew beyond this for one invocation is given back.
const KEPT_BYTES: usize = 64 * 1024;

/// The lines that a [provider](crate::MetricsProvider) writes.
#[derive(Debug, Default)]
pub struct Lines {
    text: Vec<u8>,
    /// Where each one ends, so that nobody has to search for it.
    ends: Vec<usize>,
}

// === impl Lines ===

impl Lines {
    /// None yet, in the buffers of the thread.
    pub(crate) fn begin() -> Self {
        // A thread that ends has none any more.
        KEPT.try_with(Cell::take).unwrap_or_default()
    }

    /// Gives the buffers back, if they are of a usual size.
    pub(crate) fn end(mut self) {
        self.text.clear();
        self.text.shrink_to(KEPT_BYTES);
        self.ends.clear();
        let _ = KEPT.try_with(|kept| kept.set(self));
    }

    /// Adds a line. `write` appends it to the buffer, without line feeds; the one at its end is added here.
    pub fn line(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.text);
        self.text.push(b'\n');
        self.ends.push(self.text.len());
    }

    /// Adds a line unless it is longer than `most` bytes without its line feed, and says whether it did.
    pub(crate) fn line_of_at_most(&mut self, most: usize, write: impl FnOnce(&mut Vec<u8>)) -> bool {
        let begin = self.text.len();
        write(&mut self.text);
        let fits = self.text.len() - begin <= most;
        if fits {
            self.text.push(b'\n');
            self.ends.push(self.text.len());
        } else {
            self.text.truncate(begin);
        }
        fits
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}
