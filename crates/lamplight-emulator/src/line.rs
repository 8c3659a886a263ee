//! One line of a function's log.

use lamplight_core::clock::Timestamp;

/// One line of a function's log, as CloudWatch would hold one event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// When it was read.
    pub time: Timestamp,
    /// Who wrote it.
    pub source: LineSource,
    /// The invocation it belongs to: named in the line itself (JSON), or the only one that was running.
    pub request_id: Option<String>,
    /// The line without its newline. Bytes that are not UTF-8 are replaced by U+FFFD.
    ///
    /// Only lines of [`LineSource::Platform`] can hold a newline: REPORT with its X-Ray part, and what
    /// Lambda says when a process ended.
    pub text: String,
    /// The line was longer than 256 KiB: the next line of this source goes on with it.
    pub continues: bool,
}

/// Who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LineSource {
    /// The function, on standard output.
    Stdout,
    /// The function, on standard error.
    Stderr,
    /// An extension, on standard output or standard error.
    Extension,
    /// Lambda itself: `INIT_START`, `START`, `END`, `REPORT` and what else it says.
    Platform,
}
