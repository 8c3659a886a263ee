//! What is known of the terminal: whether there is one, its width, its characters, its colours.

use std::fs::File;
use std::io::IsTerminal;
use std::process::{Command, Stdio};

use anstream::ColorChoice;
use lamplight_core::lookup::Lookup;

use crate::args::Global;
use crate::text::Charset;
use crate::theme::{ASCII, Signs, UNICODE};

/// What output looks like.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// Columns to keep within; none when a program reads the output.
    pub(crate) width: Option<usize>,
    pub(crate) charset: Charset,
    pub(crate) signs: &'static Signs,
}

/// The process's terminal.
#[derive(Clone, Debug)]
pub(crate) struct Terminal {
    /// Someone looks at standard output.
    pub(crate) stdout_is_terminal: bool,
    /// Someone may be typing on standard input.
    pub(crate) stdin_is_terminal: bool,
    pub(crate) color: ColorChoice,
    pub(crate) look: Look,
}

// === impl Look ===

impl Look {
    pub(crate) fn new(width: Option<usize>, charset: Charset) -> Self {
        let signs = if charset == Charset::Ascii { &ASCII } else { &UNICODE };
        Self { width, charset, signs }
    }
}

// === impl Terminal ===

impl Terminal {
    pub(crate) fn detect(global: &Global, environment: &dyn Lookup) -> Self {
        let stdout_is_terminal = std::io::stdout().is_terminal();
        let width = stdout_is_terminal.then(|| width(environment));
        let charset = if global.ascii || !is_utf8(environment) { Charset::Ascii } else { Charset::Unicode };
        Self {
            stdout_is_terminal,
            stdin_is_terminal: std::io::stdin().is_terminal(),
            color: global.color.into(),
            look: Look::new(width, charset),
        }
    }

    /// Reads the width again, after the window was resized.
    pub(crate) fn resized(&mut self) {
        if self.stdout_is_terminal {
            self.look.width = columns_of_tty().or(self.look.width);
        }
    }
}

/// `COLUMNS` where it is exported, else what the terminal says, else 80.
fn width(environment: &dyn Lookup) -> usize {
    let set = environment.get("COLUMNS").ok().flatten().and_then(|columns| columns.parse().ok());
    set.or_else(columns_of_tty).unwrap_or(80)
}

/// Asks `stty`, which every Unix has: the system call behind it needs `unsafe` or one more dependency.
fn columns_of_tty() -> Option<usize> {
    let tty = File::open("/dev/tty").ok()?;
    let stty = Command::new("stty").arg("size").stdin(tty).stderr(Stdio::null()).output().ok()?;
    let columns = String::from_utf8(stty.stdout).ok()?.split_whitespace().nth(1)?.parse().ok();
    columns.filter(|columns| *columns > 0)
}

/// By the locale, in the order in which the C library looks.
fn is_utf8(environment: &dyn Lookup) -> bool {
    let set = |name| environment.get(name).ok().flatten().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_locale_that_is_set_counts() {
        assert!(is_utf8(&[("LANG", "en_GB.UTF-8")]));
        assert!(is_utf8(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8"), ("LANG", "C")]));
        assert!(!is_utf8(&[("LC_ALL", "POSIX"), ("LANG", "en_GB.UTF-8")]));
        assert!(!is_utf8(&[]));
    }

    #[test]
    fn an_exported_width_beats_the_terminals() {
        assert_eq!(width(&[("COLUMNS", "97")]), 97);
    }
}
