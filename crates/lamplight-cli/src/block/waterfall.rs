//! Spans as a waterfall: a tree, and beside it a bar for each span, to the scale of the invocation.

use std::time::Duration;

use anstyle::Style;
use lamplight_core::clock::Timestamp;
use lamplight_records::span::Span;

use super::bar::{self, Ink};
use super::span_tree::{Row, SpanTree};
use crate::flow::Flow;
use crate::span_of_time;
use crate::terminal::Look;
use crate::text::{Charset, clean, count, cut};
use crate::theme;

/// How many spans are shown: what goes beyond a screen or two belongs into a tool of its own.
const ROWS: usize = 100;
/// Columns of bars, and of labels at most, where nobody has said how many there are.
const PIPED: (usize, usize) = (40, 80);
/// Columns of durations: `75.00 s`, `running`.
const DURATION: usize = 7;
/// Bars that are shorter than this tell nothing, and longer ones not more.
const BAR: std::ops::RangeInclusive<usize> = 8..=64;

/// The invocation that the spans belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole<'a> {
    pub(super) function: &'a str,
    pub(super) start: Timestamp,
    pub(super) duration: Duration,
}

/// Where things are in a line.
struct Layout<'a> {
    look: &'a Look,
    indent: usize,
    gutter: usize,
    /// None where lines may be as long as they like.
    width: Option<usize>,
    label: usize,
    /// None where there is no room for bars.
    bar: Option<usize>,
}

/// What stands in one line.
struct Line<'a> {
    /// The tree before the name.
    branch: String,
    /// The tree before a second line.
    below: String,
    name: String,
    span: Option<&'a Span>,
    /// What went wrong, in one line.
    message: Option<String>,
}

pub(super) fn waterfall(
    spans: &[Span],
    whole: Whole<'_>,
    indent: usize,
    gutter: usize,
    look: &Look,
) -> String {
    let tree = SpanTree::new(spans, whole.function, ROWS);
    let lines = lines(&tree, whole, look);
    let layout = Layout::new(&lines, indent, gutter, look);
    let mut out = String::new();
    for (number, line) in lines.iter().enumerate() {
        layout.line(&mut out, line, whole, if number == 0 { "spans" } else { "" });
    }
    if tree.left_out > 0 {
        let more = format!("{} more", count(tree.left_out, "span"));
        out.push_str(&layout.note(theme::DIM, "", &more));
    }
    out
}

fn lines<'a>(tree: &SpanTree<'a>, whole: Whole<'_>, look: &Look) -> Vec<Line<'a>> {
    let below = if tree.rows.is_empty() { look.signs.gap } else { look.signs.rail };
    let root = Line {
        branch: String::new(),
        below: below.to_owned(),
        name: clean(whole.function, look.charset),
        span: tree.root,
        message: tree.root.and_then(|root| message(root, look)),
    };
    let mut lines: Vec<_> =
        std::iter::once(root).chain(tree.rows.iter().map(|row| Line::of(row, look))).collect();
    // An error that goes up from span to span is told where it comes from, even if only those above it know
    // its type. What is part of a span follows it, and has a longer branch.
    for at in 0..lines.len() {
        let (line, rest) = (&lines[at], &lines[at + 1..]);
        let length = |line: &Line<'_>| line.branch.chars().count();
        let mut parts = rest.iter().take_while(|part| length(part) > length(line));
        if parts.any(|part| part.error() == line.error()) {
            lines[at].message = None;
        }
    }
    lines
}

/// What went wrong, in one line.
fn message(span: &Span, look: &Look) -> Option<String> {
    if !span.status.is_error() {
        return None;
    }
    let cause = span.cause.clone().unwrap_or_default();
    let told = match (cause.kind, cause.message, span.http_status) {
        (Some(kind), Some(message), _) => format!("{kind}: {message}"),
        (Some(text), None, _) | (None, Some(text), _) => text,
        (None, None, Some(status)) => format!("HTTP {status}"),
        (None, None, None) => span.status.as_str().to_owned(),
    };
    Some(clean(&told, look.charset).replace('\n', " "))
}

// === impl Line ===

impl<'a> Line<'a> {
    /// What tells an error from others.
    fn error(&self) -> Option<&str> {
        let cause = self.span.and_then(|span| span.cause.as_ref()?.message.as_deref());
        cause.filter(|_| self.failed()).or(self.message.as_deref())
    }

    fn of(row: &Row<'a>, look: &Look) -> Self {
        let signs = look.signs;
        let rail = |more: bool| if more { signs.rail } else { signs.gap };
        let rails: String = row.rails.iter().map(|more| rail(*more)).collect();
        Self {
            branch: format!("{rails}{}", if row.last { signs.last_branch } else { signs.branch }),
            below: format!("{rails}{}{}", rail(!row.last), rail(row.has_children)),
            name: clean(&row.span.name, look.charset).replace('\n', " "),
            span: Some(row.span),
            message: message(row.span, look),
        }
    }

    fn failed(&self) -> bool {
        self.span.is_some_and(|span| span.status.is_error())
    }

    fn label_length(&self) -> usize {
        // The sign of a failure is one column wide, as is the gap after it.
        let sign = if self.failed() { 2 } else { 0 };
        self.branch.chars().count() + sign + self.name.chars().count()
    }
}

// === impl Layout ===

impl<'a> Layout<'a> {
    fn new(lines: &[Line<'_>], indent: usize, gutter: usize, look: &'a Look) -> Self {
        let longest = lines.iter().map(Line::label_length).max().unwrap_or(0);
        let Some(width) = look.width else {
            let (bar, label) = PIPED;
            return Self { look, indent, gutter, width: None, label: longest.min(label), bar: Some(bar) };
        };
        let width = width.max(gutter + 20);
        let room = width - gutter;
        let label = longest.min((room / 2).saturating_sub(DURATION / 2));
        // Two columns after the label, one after the duration.
        let left = room.saturating_sub(label + 2 + DURATION + 1).min(*BAR.end());
        let bar = BAR.contains(&left).then_some(left);
        Self { look, indent, gutter, width: Some(width), label, bar }
    }

    fn line(&self, out: &mut String, line: &Line<'_>, whole: Whole<'_>, title: &str) {
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
    fn note(&self, style: Style, below: &str, text: &str) -> String {
        let mut flow = Flow::new(None, 0);
        flow.pad_to(self.gutter);
        flow.fixed(theme::DIM, &self.tail_of_branch(below));
        let room = self.width.map_or(usize::MAX, |width| width.saturating_sub(flow.column()));
        flow.fixed(style, &fit(text, room, self.look.signs.cut));
        flow.finish()
    }

    /// Deep trees keep half of the label for names: the branches nearest to the span.
    fn tail_of_branch(&self, branch: &str) -> String {
        let unit = self.look.signs.gap.len();
        let room = (self.label / 2 / unit).max(1) * unit;
        let length = branch.chars().count();
        branch.chars().skip(length.saturating_sub(room)).collect()
    }
}

/// Text in so many columns at most, the sign of the cut included.
fn fit(text: &str, room: usize, sign: &str) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    cut(text, room.saturating_sub(sign.chars().count()), sign)
}

// === impl Whole ===

impl Whole<'_> {
    /// Where a moment is in the invocation: 0 at its start, 1 at its end.
    fn part(&self, at: Timestamp) -> f64 {
        let whole = self.duration.as_secs_f64().max(1e-9);
        (at.saturating_since(self.start).as_secs_f64() - self.start.saturating_since(at).as_secs_f64())
            / whole
    }
}
