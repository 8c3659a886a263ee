//! Why a command failed: what, its causes, and what to do about it.

use std::error::Error;

use crate::exit::Exit;
use crate::flow::Flow;
use crate::theme;

/// A failure as the user sees it, and the exit code it ends in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    causes: Vec<String>,
    help: Vec<String>,
}

/// What a step of a command comes to.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

// === impl Failure ===

impl Failure {
    /// `what` failed and on what: lower case, no full stop.
    pub(crate) fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), causes: Vec::new(), help: Vec::new() }
    }

    /// Adds a cause. More than one is shown from the nearest to the root.
    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds an error and all its sources as causes.
    pub(crate) fn because_of(mut self, error: &dyn Error) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            self.causes.push(error.to_string());
            next = error.source();
        }
        self
    }

    /// Adds a way out.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// `error: …`, `cause: …` and `help: …`, each on lines of its own, which keep within a width if there is one.
    pub(crate) fn render(&self, width: Option<usize>) -> String {
        let mut out = String::new();
        let mut part = |style: anstyle::Style, word: &str, text: &str| {
            // What follows the first line of a cause (an excerpt, a list) lines up under it, and has its own breaks.
            let text = text.trim_end();
            let mut flow = Flow::new(width.filter(|_| !text.contains('\n')), word.len() + 2);
            flow.fixed(style, &format!("{word}:"));
            flow.fixed(theme::PLAIN, " ");
            flow.pad_to(word.len() + 2);
            flow.text(theme::PLAIN, text);
            out.push_str(&flow.finish());
        };
        part(theme::ERROR, "error", &self.what);
        for cause in &self.causes {
            part(theme::CAUSE, "cause", cause);
        }
        for help in &self.help {
            part(theme::HELP, "help", help);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_why_and_what_to_do() {
        let io = std::io::Error::other("disk on fire");
        let failure = Failure::new(Exit::Input, "cannot read a.json")
            .because_of(&io)
            .because("two\nlines")
            .help("use another disk");
        assert_eq!(
            anstream::adapter::strip_str(&failure.render(None)).to_string(),
            "error: cannot read a.json\ncause: disk on fire\ncause: two\n       lines\nhelp: use another disk\n"
        );
    }

    #[test]
    fn keeps_within_the_window_and_breaks_no_word() {
        let failure =
            Failure::new(Exit::NotFound, "no such function").because("the names are: api, orders, other");
        assert_eq!(
            anstream::adapter::strip_str(&failure.render(Some(30))).to_string(),
            "error: no such function\ncause: the names are: api,\n       orders, other\n"
        );
    }
}
