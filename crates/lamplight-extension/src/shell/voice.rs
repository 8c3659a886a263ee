//! What the extension has to say to whoever runs the function: lines on stderr, which Lambda keeps as logs,
//! and metrics on stdout, which CloudWatch reads there.

use std::fmt;
use std::io::Write as _;

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::notice;

/// Says it as a warning.
pub(crate) fn say(clock: &Clock, what: fmt::Arguments<'_>) {
    notice::say(clock, Level::Warn, what);
}

/// Prints a line in one call. A stdout that cannot be written leaves nobody to tell.
pub(crate) fn print(line: &str) {
    let _ = std::io::stdout().write_all(format!("{line}\n").as_bytes());
}
