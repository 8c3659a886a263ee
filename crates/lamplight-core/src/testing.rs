//! Test doubles (feature `test-util`): a sink that keeps what it is given. The manual clock is
//! [`Clock::manual`](crate::clock::Clock::manual).

use std::sync::{Arc, Mutex, PoisonError};

use crate::sink::LineSink;

/// Keeps every line. Clones share their lines.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    lines: Arc<Mutex<Vec<String>>>,
}

impl Captured {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The lines so far, without their line feeds.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The lines so far, which are then forgotten.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl LineSink for Captured {
    /// # Panics
    ///
    /// When the line is not UTF-8, or does not end with its only line feed: both would be our mistake.
    fn write_line(&self, line: &[u8]) {
        let text = std::str::from_utf8(line).expect("lines are UTF-8");
        let line = text.strip_suffix('\n').expect("lines end with a line feed");
        assert!(!line.contains('\n'), "more than one line at once: {line}");
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    }
}
