//! One line of a waterfall: a span in its place in the tree.

use lamplight_records::span::Span;

use super::Whole;
use crate::block::span_tree::{Row, SpanTree};
use crate::terminal::Look;
use crate::text::clean_line;

/// What stands in one line.
pub(super) struct Line<'a> {
    /// The tree before the name.
    pub(super) branch: String,
    /// The tree before a second line.
    pub(super) below: String,
    pub(super) name: String,
    pub(super) span: Option<&'a Span>,
    /// What went wrong, in one line.
    pub(super) message: Option<String>,
}

/// The invocation, and below it the rows of the tree.
pub(super) fn lines<'a>(tree: &SpanTree<'a>, whole: Whole<'_>, look: &Look) -> Vec<Line<'a>> {
    let below = if tree.rows.is_empty() { look.signs.gap } else { look.signs.rail };
    let root = Line {
        branch: String::new(),
        below: below.to_owned(),
        name: clean_line(whole.function, look.charset),
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
    Some(clean_line(&told, look.charset))
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
            name: clean_line(&row.span.name, look.charset),
            span: Some(row.span),
            message: message(row.span, look),
        }
    }

    pub(super) fn failed(&self) -> bool {
        self.span.is_some_and(|span| span.status.is_error())
    }

    pub(super) fn label_length(&self) -> usize {
        // The sign of a failure is one column wide, as is the gap after it.
        let sign = if self.failed() { 2 } else { 0 };
        self.branch.chars().count() + sign + self.name.chars().count()
    }
}
