//! Where things are in the lines of a waterfall.

use anstyle::Style;

use super::Whole;
use super::line::Line;
use crate::block::bar::{self, Ink};
use crate::flow::Flow;
use crate::span_of_time;
use crate::terminal::Look;
use crate::text::{Charset, cut};
use crate::theme;

/// Columns of bars, and of labels at most, where nobody has said how many there are.
const PIPED: (usize, usize) = (40, 80);
/// Columns of durations: `75.00 s`, `running`.
const DURATION: usize = 7;
/// Bars that are shorter than this tell nothing, and longer ones not more.
const BAR: std::ops::RangeInclusive<usize> = 8..=64;

/// Where things are in a line.
pub(super) struct Layout<'a> {
    look: &'a Look,
    indent: usize,
    gutter: usize,
    /// None where lines may be as long as they like.
    width: Option<usize>,
    label: usize,
    /// Columns of a label that the tree may have.
    branch: usize,
    /// None where there is no room for bars.
    bar: Option<usize>,
}

// === impl Layout ===

impl<'a> Layout<'a> {
    pub(super) fn new(lines: &[Line<'_>], indent: usize, gutter: usize, look: &'a Look) -> Self {
        let longest = lines.iter().map(Line::label_length).max().unwrap_or(0);
        let Some(width) = look.width else {
            let (bar, label) = PIPED;
            let (label, branch) = share(longest, label, look);
            return Self { look, indent, gutter, width: None, label, branch, bar: Some(bar) };
        };
        let width = width.max(gutter + 20);
        let room = width - gutter;
        let (label, branch) = share(longest, (room / 2).saturating_sub(DURATION / 2), look);
        // Two columns after the label, one after the duration.
        let left = room.saturating_sub(label + 2 + DURATION + 1).min(*BAR.end());
        let bar = BAR.contains(&left).then_some(left);
        Self { look, indent, gutter, width: Some(width), label, branch, bar }
    }

    pub(super) fn line(&self, out: &mut String, line: &Line<'_>, whole: Whole<'_>, title: &str) {
        let signs = self.look.signs;
        let mut flow = Flow::new(None, 0);
        flow.pad_to(self.indent);
        flow.fixed(theme::DIM, title);
        flow.pad_to(self.gutter);
        flow.fixed(theme::DIM, &self.tail_of_branch(&line.branch));
        if line.failed() {
            flow.fixed(theme::ERROR, signs.failed);
            flow.fixed(theme::PLAIN, " ");
        }
        let room = (self.gutter + self.label).saturating_sub(flow.column());
        let style = if line.branch.is_empty() { theme::NAME } else { theme::PLAIN };
        flow.fixed(style, &fit(&line.name, room, signs.cut));
        flow.pad_to(self.gutter + self.label + 2);
        let duration = match line.span {
            None => span_of_time::show(whole.duration),
            Some(span) => span.duration().map_or_else(|| "running".to_owned(), span_of_time::show),
        };
        flow.fixed(theme::PLAIN, &format!("{duration:>DURATION$}"));
        if let Some(width) = self.bar {
            let (style, bar) = self.bar(line, whole, width);
            flow.fixed(theme::PLAIN, " ");
            flow.fixed(style, &bar);
        }
        out.push_str(&flow.finish());
        if let Some(message) = &line.message {
            out.push_str(&self.note(theme::ERROR_TEXT, &line.below, message));
        }
    }

    fn bar(&self, line: &Line<'_>, whole: Whole<'_>, width: usize) -> (Style, String) {
        let ascii = self.look.charset == Charset::Ascii;
        let (full, open) = if ascii { (Ink::Hashes, Ink::Dots) } else { (Ink::Blocks, Ink::Shade) };
        let style = if line.failed() { theme::ERROR_TEXT } else { theme::BAR };
        let Some(span) = line.span else { return (theme::DIM, bar::draw(0.0, 1.0, width, full)) };
        let Some(start) = span.start else { return (style, String::new()) };
        let start = whole.part(start);
        let (end, ink) = match span.end {
            Some(end) => (whole.part(end), full),
            None => (1.0, open),
        };
        (style, bar::draw(start, end, width, ink))
    }

    /// A line under a span, which may take the room of the bars.
    pub(super) fn note(&self, style: Style, below: &str, text: &str) -> String {
        let mut flow = Flow::new(None, 0);
        flow.pad_to(self.gutter);
        flow.fixed(theme::DIM, &self.tail_of_branch(below));
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(flow.column()));
        flow.fixed(style, &fit(text, room, self.look.signs.cut));
        flow.finish()
    }

    /// Of a tree that is too deep, the branches nearest to the span.
    fn tail_of_branch(&self, branch: &str) -> String {
        let length = branch.chars().count();
        branch.chars().skip(length.saturating_sub(self.branch)).collect()
    }
}

/// The columns of labels, at most `limit`, and how many of them the tree may have: where it does not all
/// fit, half of them are for names.
fn share(longest: usize, limit: usize, look: &Look) -> (usize, usize) {
    if longest <= limit {
        return (longest, usize::MAX);
    }
    let unit = look.signs.gap.len();
    (limit, (limit / 2 / unit).max(1) * unit)
}

/// Text in so many columns at most, the sign of the cut included.
fn fit(text: &str, room: usize, sign: &str) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    cut(text, room.saturating_sub(sign.chars().count()), sign)
}
