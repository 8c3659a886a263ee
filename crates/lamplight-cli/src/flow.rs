//! Text that flows: words with styles, broken into lines of a width, with a hanging indent.

use std::fmt::Write as _;

use anstyle::Style;

/// Writes words into lines no wider than so many columns.
///
/// A column is a `char`: wide characters make a line look longer than it is counted.
#[derive(Debug)]
pub(crate) struct Flow {
    out: String,
    width: usize,
    indent: usize,
    column: usize,
    /// The next word needs no gap before it.
    fresh: bool,
    /// What the end of the text is styled with.
    style: Style,
}

// === impl Flow ===

impl Flow {
    /// Lines after the first begin with `indent` spaces. Without a width only line feeds break lines.
    pub(crate) fn new(width: Option<usize>, indent: usize) -> Self {
        // A terminal too narrow for the indent gets lines that are too long, rather than one letter a line.
        let width = width.map_or(usize::MAX, |width| width.max(indent + 20));
        Self { out: String::new(), width, indent, column: 0, fresh: true, style: Style::new() }
    }

    /// Writes text that stays where it is: no gap or break before it, and no break within it.
    pub(crate) fn fixed(&mut self, style: Style, text: &str) {
        self.styled(style, text);
        self.fresh &= text.is_empty();
    }

    /// Moves to a column, if it is not reached yet. What comes next needs no gap.
    pub(crate) fn pad_to(&mut self, column: usize) {
        let missing = column.saturating_sub(self.column);
        self.styled(Style::new(), &" ".repeat(missing));
        self.fresh = true;
    }

    /// Writes a word after a gap, or on the next line without the gap where it would not fit.
    ///
    /// A word that is longer than a line begins where it stands, and is broken.
    pub(crate) fn word(&mut self, gap: &str, style: Style, word: &str) {
        let length = word.chars().count();
        if !self.fresh {
            let fits = self.column + gap.chars().count() + length <= self.width;
            if fits || length > self.width - self.indent {
                self.styled(Style::new(), gap);
            } else {
                self.line();
            }
        }
        self.fresh = false;
        let mut rest = word;
        loop {
            let room = self.width.saturating_sub(self.column);
            let Some((at, _)) = rest.char_indices().nth(room) else { break };
            let (head, tail) = rest.split_at(at);
            self.styled(style, head);
            self.line();
            rest = tail;
        }
        self.styled(style, rest);
    }

    /// Writes words as they are parted by spaces and line feeds.
    pub(crate) fn text(&mut self, style: Style, text: &str) {
        for (number, line) in text.lines().enumerate() {
            if number > 0 {
                self.line();
            }
            for word in line.split(' ') {
                self.word(" ", style, word);
            }
        }
    }

    /// Begins the next line.
    pub(crate) fn line(&mut self) {
        self.restyle(Style::new());
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.column = self.indent;
        self.fresh = true;
    }

    /// The column that comes next, from 0.
    pub(crate) fn column(&self) -> usize {
        self.column
    }

    /// Whether the end is on another line than the beginning.
    pub(crate) fn has_wrapped(&self) -> bool {
        self.out.contains('\n')
    }

    /// All of it, with a line feed; an empty last line is left out.
    pub(crate) fn finish(mut self) -> String {
        self.restyle(Style::new());
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        self.out
    }

    fn styled(&mut self, style: Style, text: &str) {
        // Spaces look the same in every style, so a style goes on through them.
        if text.contains(|c| c != ' ') {
            self.restyle(style);
        }
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn restyle(&mut self, style: Style) {
        if self.style != style {
            let _infallible = write!(self.out, "{:#}{style}", self.style);
            self.style = style;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(width: Option<usize>, text: &str) -> String {
        let mut flow = Flow::new(width, 2);
        flow.fixed(Style::new(), ">");
        flow.text(Style::new(), text);
        flow.finish()
    }

    #[test]
    fn breaks_between_words_and_hangs_the_rest() {
        assert_eq!(flow(Some(22), "one two three four five six"), "> one two three four\n  five six\n");
    }

    #[test]
    fn breaks_a_word_only_when_no_line_could_hold_it() {
        let word = "x".repeat(45);
        let (full, rest) = ("x".repeat(20), "x".repeat(5));
        assert_eq!(flow(Some(22), &word), format!("> {full}\n  {full}\n  {rest}\n"));
        assert_eq!(flow(Some(22), &format!("and {full}")), format!("> and\n  {full}\n"));
    }

    #[test]
    fn without_a_width_only_line_feeds_break() {
        assert_eq!(flow(None, &"x ".repeat(200)), format!("> {}\n", "x ".repeat(200).trim_end()));
        assert_eq!(flow(None, "one\ntwo"), "> one\n  two\n");
    }

    #[test]
    fn a_style_goes_on_through_spaces_and_never_over_the_end_of_a_line() {
        let bold = Style::new().bold();
        let mut flow = Flow::new(Some(22), 2);
        flow.text(bold, "one two three four five");
        flow.word(" ", Style::new(), "six");
        assert_eq!(flow.finish(), "\u{1b}[1mone two three four\u{1b}[0m\n  \u{1b}[1mfive \u{1b}[0msix\n");
    }

    #[test]
    fn keeps_runs_of_spaces_within_a_line() {
        assert_eq!(flow(None, "a   b"), "> a   b\n");
    }
}
