//! How things look: colours and signs. Red is for errors only, and nothing is told by colour alone.

use anstyle::{AnsiColor, Color, Style};
use lamplight_core::level::Level;

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

pub(crate) const ERROR: Style = colour(AnsiColor::Red).bold();
pub(crate) const ERROR_TEXT: Style = colour(AnsiColor::Red);
pub(crate) const CAUSE: Style = Style::new().bold();
pub(crate) const HELP: Style = colour(AnsiColor::Cyan).bold();
pub(crate) const OK: Style = colour(AnsiColor::Green).bold();
pub(crate) const NAME: Style = Style::new().bold();
pub(crate) const COLD: Style = colour(AnsiColor::Cyan);
pub(crate) const BAR: Style = colour(AnsiColor::Cyan);
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const PLAIN: Style = Style::new();
/// The text of `clap`'s help, so that it looks like the rest.
pub(crate) const CLAP: clap::builder::Styles = clap::builder::Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(colour(AnsiColor::Cyan))
    .error(ERROR);

/// The colour of a phase of an invocation.
pub(crate) fn phase(name: &str) -> Style {
    match name {
        "init" => colour(AnsiColor::Blue),
        "extensions" => colour(AnsiColor::Magenta),
        _ => BAR,
    }
}

/// The colour of a level.
pub(crate) const fn level(level: Option<Level>) -> Style {
    match level {
        Some(Level::Error | Level::Fatal) => ERROR,
        Some(Level::Warn) => colour(AnsiColor::Yellow),
        Some(Level::Info) => colour(AnsiColor::Green),
        Some(Level::Debug) => colour(AnsiColor::Blue),
        Some(Level::Trace) | None => DIM,
    }
}

/// The signs that are not letters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Signs {
    pub(crate) ok: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) separator: &'static str,
    pub(crate) cut: &'static str,
    pub(crate) response: &'static str,
    pub(crate) source: &'static str,
    /// The four parts of trees, all of the same width.
    pub(crate) branch: &'static str,
    pub(crate) last_branch: &'static str,
    pub(crate) rail: &'static str,
    pub(crate) gap: &'static str,
}

/// For terminals that show UTF-8.
pub(crate) const UNICODE: Signs = Signs {
    ok: "✓",
    failed: "✗",
    separator: " · ",
    cut: "…",
    response: "→",
    source: "└",
    branch: "├ ",
    last_branch: "└ ",
    rail: "│ ",
    gap: "  ",
};

/// For everything else.
pub(crate) const ASCII: Signs = Signs {
    ok: "+",
    failed: "x",
    separator: " | ",
    cut: "...",
    response: ">",
    source: "`-",
    branch: "|- ",
    last_branch: "`- ",
    rail: "|  ",
    gap: "   ",
};
