//! Joining the lines of a panic, which Rust writes one by one and Lambda takes for as many records.
//!
//! ```text
//! thread 'main' (17) panicked at src/main.rs:5:5:
//! the message
//! stack backtrace:
//!    0: first
//!              at ./src/first.rs:1:2
//! note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
//! ```

use super::line::{Content, Line};

/// What is longer is cut into several records.
const MOST_BYTES: usize = 64 * 1024;

/// A panic whose lines are still coming.
#[derive(Clone, Debug)]
pub(crate) struct Panic {
    whole: Line,
    /// The message comes with the next line, whatever that is.
    wants_message: bool,
}

// === impl Panic ===

impl Panic {
    /// A line that begins a panic, or the same line.
    pub(crate) fn begin(line: Line) -> Result<Self, Line> {
        let Content::Text(text) = &line.content else {
            return Err(line);
        };
        let is_panic = text.trim_start().starts_with("thread '") && text.contains(" panicked at ");
        if !is_panic {
            return Err(line);
        }
        // Before Rust 1.73 the message came first, and the line ended with the place.
        let wants_message = text.ends_with(':');
        Ok(Self { whole: line, wants_message })
    }

    /// Takes the line if it is one of the panic's; else it is given back.
    pub(crate) fn take(&mut self, line: Line) -> Result<(), Line> {
        let (Content::Text(so_far), Content::Text(text)) = (&mut self.whole.content, &line.content) else {
            return Err(line);
        };
        let belongs = std::mem::take(&mut self.wants_message) || continues(text);
        if !belongs || so_far.len() + text.len() > MOST_BYTES {
            return Err(line);
        }
        so_far.push('\n');
        so_far.push_str(text);
        Ok(())
    }

    /// All of it as one line.
    pub(crate) fn into_line(self) -> Line {
        self.whole
    }
}

/// A title, a frame (`  12: name`), its place (`       at ./src/main.rs:1:2`) or a note.
fn continues(line: &str) -> bool {
    let trimmed = line.trim_start();
    let is_frame = trimmed
        .split_once(": ")
        .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_indented = trimmed.len() < line.len();
    line.starts_with("stack backtrace:")
        || line.starts_with("note: ")
        || is_indented && (is_frame || trimmed.starts_with("at "))
}
