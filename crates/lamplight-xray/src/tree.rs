//! Who is whose child within a batch.

use opentelemetry::{SpanId, TraceId};
use opentelemetry_sdk::trace::SpanData;

/// Stands for "nobody".
const NONE: u32 = u32::MAX;

/// The spans of a batch as trees. Its lists are reused from batch to batch.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    /// Spans that are to be sent, by trace and id: a table of places, at most half of them taken, in which a span
    /// is at the place its id says or at the next that was free.
    by_id: Vec<u32>,
    /// Spans that begin a document.
    roots: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    first_child: u32,
    next_sibling: u32,
    /// It is written, or is not to be.
    done: bool,
}

// === impl Tree ===

impl Tree {
    /// Reads a batch. Returns how many of its sampled spans cannot be written at all, as an id is zero.
    pub(crate) fn read(&mut self, spans: &[SpanData]) -> usize {
        let Self { nodes, by_id, roots } = self;
        nodes.clear();
        by_id.clear();
        by_id.resize(2 * spans.len().next_power_of_two(), NONE);
        roots.clear();
        let mut invalid = 0;
        for (span, index) in spans.iter().zip(0..) {
            let sampled = span.span_context.is_sampled();
            let valid = span.span_context.is_valid();
            invalid += usize::from(sampled && !valid);
            nodes.push(Node { first_child: NONE, next_sibling: NONE, done: !(sampled && valid) });
            if sampled && valid {
                let (trace, id) = key(span);
                let (Ok(place) | Err(place)) = search(spans, by_id, trace, id);
                by_id[place] = index;
            }
        }
        // From the last to the first, so that each child is put before its later siblings.
        for (place, child) in spans.iter().enumerate().rev() {
            let Ok(index) = u32::try_from(place) else { continue };
            if nodes[place].done {
                continue;
            }
            match parent(spans, by_id, child).filter(|parent| *parent != index) {
                Some(parent) => {
                    nodes[place].next_sibling = nodes[parent as usize].first_child;
                    nodes[parent as usize].first_child = index;
                }
                None => roots.push(index),
            }
        }
        invalid
    }

    /// The next span that begins a document; every span is reached through one of these.
    pub(crate) fn next_root(&mut self) -> Option<usize> {
        while let Some(root) = self.roots.pop() {
            if !self.nodes[root as usize].done {
                return Some(root as usize);
            }
        }
        // What is left is a circle of spans that claim to be each other's parents.
        self.nodes.iter().position(|node| !node.done)
    }

    /// Has this span begin a document of its own.
    pub(crate) fn put_off(&mut self, index: usize) {
        self.roots.extend(u32::try_from(index));
    }

    /// Takes note that a span is written.
    pub(crate) fn written(&mut self, index: usize) {
        self.nodes[index].done = true;
    }

    /// The first child that is not written yet.
    pub(crate) fn first_child(&self, index: usize) -> Option<usize> {
        self.unwritten(self.nodes[index].first_child)
    }

    /// The next sibling that is not written yet.
    pub(crate) fn next_sibling(&self, index: usize) -> Option<usize> {
        self.unwritten(self.nodes[index].next_sibling)
    }

    fn unwritten(&self, mut index: u32) -> Option<usize> {
        while index != NONE {
            let node = self.nodes[index as usize];
            if !node.done {
                return Some(index as usize);
            }
            index = node.next_sibling;
        }
        None
    }
}

fn key(span: &SpanData) -> (TraceId, SpanId) {
    (span.span_context.trace_id(), span.span_context.span_id())
}

fn parent(spans: &[SpanData], by_id: &[u32], child: &SpanData) -> Option<u32> {
    if child.parent_span_is_remote {
        return None;
    }
    let (trace, _) = key(child);
    let place = search(spans, by_id, trace, child.parent_span_id).ok()?;
    Some(by_id[place])
}

/// The place of the span with this id, or else the place that is free for it.
fn search(spans: &[SpanData], by_id: &[u32], trace: TraceId, id: SpanId) -> Result<usize, usize> {
    // Ids are random, but those of others need not be; the factor, the golden ratio's, spreads them.
    let spread = u64::from_be_bytes(id.to_bytes()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let last = by_id.len() - 1;
    let mut place = (spread >> 32) as usize & last;
    loop {
        match by_id[place] {
            NONE => return Err(place),
            index if key(&spans[index as usize]) == (trace, id) => return Ok(place),
            _ => place = (place + 1) & last,
        }
    }
}
