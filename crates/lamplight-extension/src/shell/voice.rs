//! What the extension has to say to whoever runs the function: lines on stderr, which Lambda keeps as logs.

use std::fmt;

use lamplight_core::clock::Clock;
use lamplight_core::level::Level;
use lamplight_core::notice;

/// Says it as a warning.
pub(crate) fn say(clock: &Clock, what: fmt::Arguments<'_>) {
    notice::say(clock, Level::Warn, what);
}
