//! Who is whose child within a batch.

use opentelemetry_sdk::trace::SpanData;

/// Stands for "nobody".
const NONE: u32 = u32::MAX;

/// The spans of a batch as trees. Its lists are reused from batch to batch.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Spans that are to be sent, by trace and id.
    by_id: Vec<u32>,
    first_child: Vec<u32>,
    next_sibling: Vec<u32>,
    /// Spans that are written, or are not to be.
    done: Vec<bool>,
    /// Spans that begin a document.
    roots: Vec<u32>,
}

// === impl Tree ===

impl Tree {
    /// Reads a batch. Returns how many of its sampled spans cannot be written at all, as an id is zero.
    pub(crate) fn read(&mut self, spans: &[SpanData]) -> usize {
        let Self { by_id, first_child, next_sibling, done, roots } = self;
        for links in [&mut *first_child, &mut *next_sibling] {
            links.clear();
            links.resize(spans.len(), NONE);
        }
        done.clear();
        by_id.clear();
        roots.clear();
        let mut invalid = 0;
        for (span, index) in spans.iter().zip(0..) {
            let sampled = span.span_context.is_sampled();
            let valid = span.span_context.is_valid();
            invalid += usize::from(sampled && !valid);
            done.push(!(sampled && valid));
            if sampled && valid {
                by_id.push(index);
            }
        }
        by_id.sort_unstable_by_key(|index| key(&spans[*index as usize]));
        // From the last to the first, so that each child is put before its later siblings.
        for (place, child) in spans.iter().enumerate().rev().filter(|(place, _)| !done[*place]) {
            let Ok(index) = u32::try_from(place) else { continue };
            match parent(spans, by_id, child).filter(|parent| *parent != index) {
                Some(parent) => {
                    next_sibling[place] = first_child[parent as usize];
                    first_child[parent as usize] = index;
                }
                None => roots.push(index),
            }
        }
        invalid
    }

    /// The next span that begins a document; every span is reached through one of these.
    pub(crate) fn next_root(&mut self) -> Option<usize> {
        while let Some(root) = self.roots.pop() {
            if !self.done[root as usize] {
                return Some(root as usize);
            }
        }
        // What is left is a circle of spans that claim to be each other's parents.
        self.done.iter().position(|done| !done)
    }

    /// Has this span begin a document of its own.
    pub(crate) fn put_off(&mut self, index: usize) {
        self.roots.extend(u32::try_from(index));
    }

    /// Takes note that a span is written.
    pub(crate) fn written(&mut self, index: usize) {
        self.done[index] = true;
    }

    /// The first child that is not written yet.
    pub(crate) fn first_child(&self, index: usize) -> Option<usize> {
        self.unwritten(self.first_child[index])
    }

    /// The next sibling that is not written yet.
    pub(crate) fn next_sibling(&self, index: usize) -> Option<usize> {
        self.unwritten(self.next_sibling[index])
    }

    fn unwritten(&self, mut index: u32) -> Option<usize> {
        while index != NONE {
            if !self.done[index as usize] {
                return Some(index as usize);
            }
            index = self.next_sibling[index as usize];
        }
        None
    }
}

fn key(span: &SpanData) -> ([u8; 16], [u8; 8]) {
    (span.span_context.trace_id().to_bytes(), span.span_context.span_id().to_bytes())
}

fn parent(spans: &[SpanData], by_id: &[u32], child: &SpanData) -> Option<u32> {
    if child.parent_span_is_remote {
        return None;
    }
    let wanted = (child.span_context.trace_id().to_bytes(), child.parent_span_id.to_bytes());
    let place = by_id.binary_search_by_key(&wanted, |index| key(&spans[*index as usize])).ok()?;
    Some(by_id[place])
}
