//! Spans as a waterfall: a tree, and beside it a bar for each span, to the scale of the invocation.

mod layout;
mod line;

use std::time::Duration;

use lamplight_core::clock::Timestamp;
use lamplight_records::span::Span;

use self::layout::Layout;
use super::span_tree::SpanTree;
use crate::terminal::Look;
use crate::text::count;
use crate::theme;

/// How many spans are shown: what goes beyond a screen or two belongs into a tool of its own.
const ROWS: usize = 100;

/// The invocation that the spans belong to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole<'a> {
    pub(super) function: &'a str,
    pub(super) start: Timestamp,
    pub(super) duration: Duration,
}

/// Several lines; the first begins in the column `indent` with what they are, and all go on in `gutter`.
pub(super) fn waterfall(
    spans: &[Span],
    whole: Whole<'_>,
    indent: usize,
    gutter: usize,
    look: &Look,
) -> String {
    let tree = SpanTree::new(spans, whole.function, ROWS);
    let lines = line::lines(&tree, whole, look);
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

// === impl Whole ===

impl Whole<'_> {
    /// Where a moment is in the invocation: 0 at its start, 1 at its end.
    fn part(&self, at: Timestamp) -> f64 {
        let whole = self.duration.as_secs_f64().max(1e-9);
        (at.saturating_since(self.start).as_secs_f64() - self.start.saturating_since(at).as_secs_f64())
            / whole
    }
}
