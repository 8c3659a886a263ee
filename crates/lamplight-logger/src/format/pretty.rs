//! Lines for people at a terminal: text in colours.

use std::io::IsTerminal as _;

use lamplight_core::level::Level;

use super::text::{write_location, write_message};
use super::{Format, Keys, Record};

/// As [`TextFormat`](super::TextFormat), in colours where stdout is a terminal, with the time of the day alone and
/// without the request.
///
/// ```text
/// 23:59:59.999  INFO order received order_id="A-17" shop::orders:42
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PrettyFormat {
    coloured: bool,
}

// === impl PrettyFormat ===

impl PrettyFormat {
    /// In colours if stdout is a terminal.
    #[must_use]
    pub fn new() -> Self {
        Self { coloured: std::io::stdout().is_terminal() }
    }

    /// In colours, or not, whatever stdout is.
    #[must_use]
    pub const fn coloured(coloured: bool) -> Self {
        Self { coloured }
    }

    /// Writes text in a colour.
    fn paint(self, colour: &str, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if self.coloured {
            for part in ["\u{1b}[", colour, "m"] {
                out.extend_from_slice(part.as_bytes());
            }
        }
        write(out);
        if self.coloured {
            out.extend_from_slice(b"\x1b[0m");
        }
    }
}

impl Default for PrettyFormat {
    fn default() -> Self {
        Self::new()
    }
}

const DIM: &str = "2";
const BOLD: &str = "1";

const fn colour(level: Level) -> &'static str {
    match level {
        Level::Trace => "35",
        Level::Debug => "34",
        Level::Info => "32",
        Level::Warn => "33",
        Level::Error | Level::Fatal => "31",
    }
}

impl Format for PrettyFormat {
    fn reserved(&self) -> &'static [&'static str] {
        &[]
    }

    fn keys(&self, _: &Keys<'_>, _: &mut Vec<u8>) {}

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        // 2026-01-31T23:59:59.999Z
        self.paint(DIM, out, |out| out.extend_from_slice(&record.time()[11..23]));
        out.push(b' ');
        let level = record.level().as_str();
        out.extend(std::iter::repeat_n(b' ', 5 - level.len().min(5)));
        self.paint(colour(record.level()), out, |out| out.extend_from_slice(level.as_bytes()));
        self.paint(BOLD, out, |out| write_message(record, out));
        for (key, value) in record.each_field() {
            out.push(b' ');
            out.extend_from_slice(key);
            self.paint(DIM, out, |out| out.push(b'='));
            out.extend_from_slice(value);
        }
        self.paint(DIM, out, |out| write_location(record, out));
    }
}
