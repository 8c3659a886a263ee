//! The spans of an invocation as a tree.

use std::collections::HashMap;

use lamplight_core::trace::SpanId;
use lamplight_records::span::Span;

/// The spans of an invocation, each after the one it is part of, and neighbours by the time they started.
#[derive(Debug)]
pub(crate) struct SpanTree<'a> {
    /// The span that stands for the invocation: one that is called as the function is and is part of none.
    pub(crate) root: Option<&'a Span>,
    pub(crate) rows: Vec<Row<'a>>,
    /// How many more spans there are than rows.
    pub(crate) left_out: usize,
}

/// A span below the root.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) span: &'a Span,
    /// For each level between the root and this one: whether more follows there.
    pub(crate) rails: Vec<bool>,
    /// Nothing follows on its own level.
    pub(crate) last: bool,
    pub(crate) has_children: bool,
}

/// Parts by position: of each span, the spans that are part of it.
struct Children {
    /// Parts of no span that is here: of the function's own segment, or of one that was never sent.
    top: Vec<usize>,
    of: Vec<Vec<usize>>,
}

// === impl SpanTree ===

impl<'a> SpanTree<'a> {
    /// A tree of no more than `limit` rows.
    pub(crate) fn new(spans: &'a [Span], function: &str, limit: usize) -> Self {
        let Children { mut top, of } = Children::new(spans);
        let named: Vec<usize> = top.iter().copied().filter(|at| spans[*at].name == function).collect();
        let root = if let [root] = named[..] { Some(root) } else { None };
        if let Some(root) = root {
            // What has no place elsewhere is shown below the root, as is what belongs there.
            top.retain(|at| *at != root);
            top.extend(&of[root]);
            sort(&mut top, spans);
        }
        let mut rows = Vec::new();
        let mut next: Vec<(usize, Vec<bool>, bool)> = Vec::new();
        push(&mut next, &top, &[]);
        while let Some((at, rails, last)) = next.pop() {
            if rows.len() == limit {
                break;
            }
            let below: Vec<bool> = rails.iter().copied().chain([!last]).collect();
            push(&mut next, &of[at], &below);
            rows.push(Row { span: &spans[at], rails, last, has_children: !of[at].is_empty() });
        }
        let left_out = spans.len() - rows.len() - usize::from(root.is_some());
        Self { root: root.map(|at| &spans[at]), rows, left_out }
    }
}

/// The first comes off the stack first.
fn push(stack: &mut Vec<(usize, Vec<bool>, bool)>, spans: &[usize], rails: &[bool]) {
    for (number, at) in spans.iter().enumerate().rev() {
        stack.push((*at, rails.to_vec(), number + 1 == spans.len()));
    }
}

fn sort(positions: &mut [usize], spans: &[Span]) {
    positions.sort_by_key(|at| spans[*at].start);
}

// === impl Children ===

impl Children {
    fn new(spans: &[Span]) -> Self {
        let mut children = Self { top: Vec::new(), of: vec![Vec::new(); spans.len()] };
        for (at, parent) in parents(spans).into_iter().enumerate() {
            match parent {
                Some(parent) => children.of[parent].push(at),
                None => children.top.push(at),
            }
        }
        sort(&mut children.top, spans);
        children.of.iter_mut().for_each(|list| sort(list, spans));
        children
    }
}

/// Where the span is that each is part of. Circles, which only a broken tracer sends, are broken up.
fn parents(spans: &[Span]) -> Vec<Option<usize>> {
    let ids: HashMap<SpanId, usize> =
        spans.iter().enumerate().rev().filter_map(|(at, span)| Some((span.id?, at))).collect();
    let mut parents: Vec<Option<usize>> =
        spans.iter().map(|span| ids.get(&span.parent_id?).copied()).collect();
    // The walk on which each was first met.
    let mut met = vec![usize::MAX; spans.len()];
    for walk in 0..spans.len() {
        let mut at = walk;
        while met[at] == usize::MAX {
            met[at] = walk;
            match parents[at] {
                Some(parent) if met[parent] == walk => parents[at] = None,
                Some(parent) => at = parent,
                None => break,
            }
        }
    }
    parents
}

#[cfg(test)]
mod tests {
    use lamplight_records::xray;

    use super::*;

    /// Spans out of `name id parent start`.
    fn spans(list: &[(&str, u64, u64, u32)]) -> Vec<Span> {
        let read = |(name, id, parent, start): &(&str, u64, u64, u32)| {
            let document = format!(
                r#"{{"name":"{name}","id":"{id:016x}","parent_id":"{parent:016x}","start_time":{start},"end_time":9}}"#
            );
            xray::parse(document.as_bytes()).expect("a document").remove(0)
        };
        list.iter().map(read).collect()
    }

    fn drawn(tree: &SpanTree<'_>) -> Vec<String> {
        let rail = |more: &bool| if *more { "│" } else { " " };
        let row = |row: &Row<'_>| {
            let rails: String = row.rails.iter().map(rail).collect();
            format!("{rails}{}{}", if row.last { "└" } else { "├" }, row.span.name)
        };
        tree.rows.iter().map(row).collect()
    }

    #[test]
    fn neighbours_are_in_the_order_of_their_starts() {
        let spans = spans(&[("c", 3, 1, 5), ("a", 1, 99, 2), ("d", 4, 3, 6), ("b", 2, 1, 3), ("z", 5, 0, 8)]);
        let tree = SpanTree::new(&spans, "orders", 100);
        assert!(tree.root.is_none());
        assert_eq!(drawn(&tree), ["├a", "│├b", "│└c", "│ └d", "└z"]);
    }

    #[test]
    fn a_span_called_as_the_function_is_the_root_and_takes_in_orphans() {
        let spans = spans(&[("orders", 1, 99, 1), ("b", 2, 1, 4), ("orphan", 3, 77, 2)]);
        let tree = SpanTree::new(&spans, "orders", 100);
        assert_eq!(tree.root.map(|root| root.name.as_str()), Some("orders"));
        assert_eq!(drawn(&tree), ["├orphan", "└b"]);
        let twice: Vec<_> = spans.iter().chain(&spans).cloned().collect();
        assert!(SpanTree::new(&twice, "orders", 100).root.is_none(), "there are two");
    }

    #[test]
    fn circles_and_spans_that_are_their_own_parents_are_all_shown() {
        let spans =
            spans(&[("self", 1, 1, 1), ("a", 2, 4, 2), ("b", 3, 2, 3), ("c", 4, 3, 4), ("d", 5, 3, 5)]);
        assert_eq!(SpanTree::new(&spans, "orders", 100).rows.len(), 5);
    }

    #[test]
    fn counts_what_it_leaves_out() {
        let chain: Vec<_> = (1..=5000).map(|id| ("a", id, id - 1, 1)).collect();
        let spans = spans(&chain);
        let tree = SpanTree::new(&spans, "orders", 40);
        assert_eq!((tree.rows.len(), tree.left_out), (40, 4960));
    }
}
