//! Where finished lines go.

mod descriptor;

pub use self::descriptor::{DEFAULT_PATIENCE, DescriptorSink};

use std::fmt;
use std::sync::Arc;

use crate::clock::Timestamp;

/// Takes whole lines.
pub trait LineSink: fmt::Debug + Send + Sync {
    /// Writes one line, which ends with its only line feed.
    ///
    /// Never fails and never panics: what cannot be written is counted by the sink, and said once. Does
    /// not block for longer than the sink says in its own documentation.
    fn write_line(&self, line: &[u8]);

    /// The same for a line of an invocation that has time until `deadline`: a sink that may block does not block for
    /// longer than that either. Unless the sink says otherwise, it is as any line.
    fn write_line_before(&self, line: &[u8], deadline: Timestamp) {
        let _ = deadline;
        self.write_line(line);
    }
}

impl<S: LineSink + ?Sized> LineSink for Arc<S> {
    fn write_line(&self, line: &[u8]) {
        (**self).write_line(line);
    }

    fn write_line_before(&self, line: &[u8], deadline: Timestamp) {
        (**self).write_line_before(line, deadline);
    }
}
