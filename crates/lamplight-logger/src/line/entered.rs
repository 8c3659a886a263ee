//! The spans that this thread is in, and what they put on lines: looked up for the first line in a span, and not again
//! until it is left.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering};

use lamplight_core::trace::SpanId;
use lamplight_invocation::scope::SpanIds;
use tracing::Subscriber;
use tracing::span::Id;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::{Line, SpanFields};

/// Buffers that grew beyond this are given back.
const KEPT_BYTES: usize = 16 * 1024;

/// One layer's view of the spans that a thread is in. The registry knows the same, and where to find what belongs to a
/// span, but takes three looks into a table that all threads share.
///
/// Clones are views of their own: a thread may be in spans of several subscribers, whose ids are alike.
#[derive(Debug)]
pub(crate) struct Entered {
    layer: u64,
}

/// A span that this thread is in.
#[derive(Debug)]
struct Place {
    layer: u64,
    id: Id,
    /// It was entered before, and that is where it counts.
    again: bool,
    copied: Copied,
}

/// What a span and those around it put on a line. Ids of spans come again, so it ends when the span is left.
#[derive(Debug, Default)]
struct Copied {
    fields: SpanFields,
    span_id: Option<SpanId>,
}

/// The innermost is the last one. Behind the first so many are those that were left, for their buffers.
#[derive(Debug)]
struct Places {
    places: Vec<Place>,
    depth: usize,
}

/// What is known of the span that a line is in.
enum Innermost {
    /// Nothing: nobody is in one, or nobody said so.
    Unknown,
    Written,
    /// That it is this one. Its buffers are lent, to be filled.
    Id(Id, Copied),
}

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places { places: Vec::new(), depth: 0 }) };
}

// === impl Entered ===

impl Entered {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self { layer: NEXT.fetch_add(1, Ordering::Relaxed) }
    }

    pub(crate) fn enter(&self, id: &Id) {
        with(|places| places.enter(self.layer, id));
    }

    pub(crate) fn exit(&self, id: &Id) {
        with(|places| places.exit(self.layer, id));
    }

    /// Writes what the spans that this thread is in put on a line. Whether it did: not where no span was entered, or
    /// nobody said so, or where there are too many fields for a copy.
    pub(crate) fn write<S>(&self, line: &mut Line<'_>, context: &Context<'_, S>) -> bool
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let found = with(|places| match places.innermost(self.layer) {
            None => Innermost::Unknown,
            Some(place) if place.copied.write(line) => Innermost::Written,
            Some(place) => Innermost::Id(place.id.clone(), std::mem::take(&mut place.copied)),
        });
        // Nothing is borrowed while it is filled: the end of a span that was held here is told to anyone.
        match found {
            None | Some(Innermost::Unknown) => false,
            Some(Innermost::Written) => true,
            Some(Innermost::Id(id, mut copied)) => {
                context.span(&id).into_iter().for_each(|span| copied.copy(&span));
                let written = copied.write(line);
                with(|places| {
                    places
                        .innermost(self.layer)
                        .filter(|place| place.id == id)
                        .map(|place| place.copied = copied)
                });
                written
            }
        }
    }
}

impl Clone for Entered {
    fn clone(&self) -> Self {
        Self::new()
    }
}

/// Nothing where the thread ends.
fn with<T>(work: impl FnOnce(&mut Places) -> T) -> Option<T> {
    PLACES.try_with(|places| places.try_borrow_mut().ok().map(|mut places| work(&mut places))).ok().flatten()
}

// === impl Places ===

impl Places {
    /// As the registry does it: a span that is entered again is not the innermost for that.
    fn enter(&mut self, layer: u64, id: &Id) {
        let again = self.entered().any(|place| place.is(layer, id));
        match self.places.get_mut(self.depth) {
            Some(place) => {
                (place.layer, place.again) = (layer, again);
                place.id = id.clone();
                place.copied.forget();
            }
            None => self.places.push(Place { layer, id: id.clone(), again, copied: Copied::default() }),
        }
        self.depth += 1;
    }

    fn exit(&mut self, layer: u64, id: &Id) {
        if let Some(at) = self.entered().rposition(|place| place.is(layer, id)) {
            // Nearly always it is the last.
            self.places[at..self.depth].rotate_left(1);
            self.depth -= 1;
        }
    }

    fn innermost(&mut self, layer: u64) -> Option<&mut Place> {
        self.places[..self.depth].iter_mut().rfind(|place| place.layer == layer && !place.again)
    }

    fn entered(&self) -> std::slice::Iter<'_, Place> {
        self.places[..self.depth].iter()
    }
}

// === impl Place ===

impl Place {
    fn is(&self, layer: u64, id: &Id) -> bool {
        self.id == *id && self.layer == layer
    }
}

// === impl Copied ===

impl Copied {
    /// Copies what this span and those around it have.
    fn copy<'a, S: LookupSpan<'a>>(&mut self, span: &SpanRef<'a, S>) {
        self.span_id = SpanIds::of(span).map(|ids| ids.span_id);
        self.fields.copy_from(|visit| {
            let _ = span.scope().any(|span| span.extensions().get().is_some_and(&mut *visit));
        });
    }

    /// Writes it, if it was copied and is still right.
    fn write(&self, line: &mut Line<'_>) -> bool {
        let right = self.fields.is_complete();
        if right {
            self.span_id.into_iter().for_each(|id| line.span_id(id));
            line.span(&self.fields);
        }
        right
    }

    fn forget(&mut self) {
        self.fields.forget(KEPT_BYTES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The innermost span, by the number of its id.
    fn innermost(places: &mut Places, layer: u64) -> Option<u64> {
        places.innermost(layer).map(|place| place.id.into_u64())
    }

    #[test]
    fn a_span_counts_where_it_was_first_entered_and_only_for_its_layer() {
        let mut places = Places { places: Vec::new(), depth: 0 };
        let id = Id::from_u64;
        assert_eq!(innermost(&mut places, 0), None);
        places.enter(0, &id(1));
        places.enter(0, &id(2));
        places.enter(0, &id(1));
        assert_eq!(innermost(&mut places, 0), Some(2));
        places.enter(1, &id(1));
        assert_eq!((innermost(&mut places, 0), innermost(&mut places, 1)), (Some(2), Some(1)));
        places.exit(0, &id(1));
        assert_eq!((innermost(&mut places, 0), innermost(&mut places, 1)), (Some(2), Some(1)));
        places.exit(1, &id(1));
        places.exit(1, &id(1));
        places.exit(0, &id(1));
        assert_eq!((innermost(&mut places, 0), innermost(&mut places, 1)), (Some(2), None));
        places.exit(0, &id(2));
        assert_eq!((innermost(&mut places, 0), places.depth), (None, 0));
    }
}
