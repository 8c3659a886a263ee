//! Which spans of an invocation are open, so that they can be found when its time runs out.

use tracing::span::Id;

/// How many have a place from the start: deeper than most handlers nest.
const AT_HAND: usize = 8;

/// The `tracing` ids of open spans, in no particular order.
///
/// Their records stay in the subscriber. What this costs an ordinary invocation is to write down and to strike out
/// a number for each span.
#[derive(Debug, Default)]
pub(crate) struct OpenSpans {
    at_hand: [Option<Id>; AT_HAND],
    more: Vec<Id>,
}

// === impl OpenSpans ===

impl OpenSpans {
    pub(crate) fn add(&mut self, id: Id) {
        match self.at_hand.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(id),
            None => self.more.push(id),
        }
    }

    pub(crate) fn remove(&mut self, id: &Id) {
        if let Some(place) = self.at_hand.iter_mut().find(|place| place.as_ref() == Some(id)) {
            *place = None;
        } else if let Some(place) = self.more.iter().rposition(|open| open == id) {
            self.more.swap_remove(place);
        }
    }

    pub(crate) fn to_vec(&self) -> Vec<Id> {
        self.at_hand.iter().flatten().chain(&self.more).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_there_until_it_is_removed() {
        let mut open = OpenSpans::default();
        (1..=20).map(Id::from_u64).for_each(|id| open.add(id));
        (1..=20).filter(|id| id % 3 != 0).map(Id::from_u64).for_each(|id| open.remove(&id));
        open.add(Id::from_u64(21));
        open.remove(&Id::from_u64(99));
        let mut left: Vec<_> = open.to_vec().iter().map(Id::into_u64).collect();
        left.sort_unstable();
        assert_eq!(left, [3, 6, 9, 12, 15, 18, 21]);
    }
}
