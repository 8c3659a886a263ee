//! The events of the function `posts`, and what comes of them.

use std::ops::Range;

use lamplight_emulator::backends::Span;
use serde_json::{Value, json};

/// An invocation that posts so many spans, whose ids begin with `first`, and ends so. With `link` the extension is told of
/// it, and the root has the id before.
pub(crate) fn posts(first: u64, spans: u64, link: bool, end: &str) -> Value {
    json!({ "first": first, "spans": spans, "link": link, "end": end })
}

/// The ids of the function's own spans, and the spans that the extension wrote.
pub(crate) fn sorted(spans: Vec<Span>) -> (Vec<String>, Vec<Span>) {
    let (own, written): (Vec<_>, Vec<_>) = spans.into_iter().partition(|span| span.name == "work");
    let mut ids: Vec<_> = own.into_iter().map(|span| span.span_id).collect();
    ids.sort_unstable();
    (ids, written)
}

/// Ids, as they are written.
pub(crate) fn ids(range: Range<u64>) -> Vec<String> {
    range.map(|id| format!("{id:016x}")).collect()
}
