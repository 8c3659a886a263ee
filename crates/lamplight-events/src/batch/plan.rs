//! Which record is begun next, and which are reported at the end: all decisions, and nothing that runs.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::on_failure::OnFailure;

/// How far the records of a batch got. They are named by their places in it.
#[derive(Debug)]
pub(super) struct Plan {
    on_failure: OnFailure,
    /// What may be begun now: of each group the first that was not.
    ready: BinaryHeap<Reverse<usize>>,
    /// The next one of the same group.
    after: Vec<Option<usize>>,
    succeeded: Vec<bool>,
    begun: usize,
}

// === impl Plan ===

impl Plan {
    /// A batch with these groups. Records of the same group are processed one after the other, all others
    /// in any order.
    pub(super) fn new<'a>(groups: impl Iterator<Item = Option<&'a str>>, on_failure: OnFailure) -> Self {
        let mut last_of = HashMap::new();
        let mut after: Vec<Option<usize>> = Vec::new();
        let mut ready = BinaryHeap::new();
        for (record, group) in groups.enumerate() {
            after.push(None);
            match group.and_then(|group| last_of.insert(group, record)) {
                Some(before) => after[before] = Some(record),
                None => ready.push(Reverse(record)),
            }
        }
        Self { on_failure, ready, succeeded: vec![false; after.len()], after, begun: 0 }
    }

    /// The next record to begin, if there is one that may be.
    pub(super) fn begin(&mut self) -> Option<usize> {
        let Reverse(record) = self.ready.pop()?;
        self.begun += 1;
        Some(record)
    }

    /// A record that was begun is done.
    pub(super) fn succeed(&mut self, record: usize) {
        self.succeeded[record] = true;
        self.go_on_after(record);
    }

    /// A record that was begun failed.
    pub(super) fn fail(&mut self, record: usize) {
        match self.on_failure {
            OnFailure::Continue => self.go_on_after(record),
            OnFailure::SkipGroup => {}
            OnFailure::Stop => self.stop(),
        }
    }

    /// Nothing more is begun.
    pub(super) fn stop(&mut self) {
        self.ready.clear();
        self.after.fill(None);
    }

    /// How many were never begun.
    pub(super) fn not_begun(&self) -> usize {
        self.succeeded.len() - self.begun
    }

    /// Whether every record was begun, and none succeeded. Not so of a batch without records.
    pub(super) fn all_failed(&self) -> bool {
        self.begun > 0 && self.not_begun() == 0 && !self.succeeded.contains(&true)
    }

    /// The records that did not succeed, in their order.
    pub(super) fn failed(&self) -> impl Iterator<Item = usize> {
        self.succeeded.iter().enumerate().filter_map(|(record, succeeded)| (!succeeded).then_some(record))
    }

    fn go_on_after(&mut self, record: usize) {
        self.ready.extend(self.after[record].map(Reverse));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(groups: &[&'static str], on_failure: OnFailure) -> Plan {
        Plan::new(groups.iter().map(|group| (!group.is_empty()).then_some(*group)), on_failure)
    }

    #[test]
    fn of_each_group_one_at_a_time_is_begun() {
        let mut plan = plan(&["a", "a", "b", "", ""], OnFailure::Continue);
        let begun: Vec<_> = std::iter::from_fn(|| plan.begin()).collect();
        assert_eq!(begun, [0, 2, 3, 4]);
        plan.succeed(2);
        assert_eq!(plan.begin(), None);
        plan.fail(0);
        assert_eq!((plan.begin(), plan.begin()), (Some(1), None));
    }

    #[test]
    fn the_rest_of_a_group_that_failed_is_not_begun() {
        let mut plan = plan(&["a", "b", "a", "b", "a"], OnFailure::SkipGroup);
        assert_eq!(plan.begin(), Some(0));
        plan.fail(0);
        assert_eq!(plan.begin(), Some(1));
        plan.succeed(1);
        assert_eq!(plan.begin(), Some(3));
        plan.succeed(3);
        assert_eq!(plan.begin(), None);
        assert_eq!(plan.failed().collect::<Vec<_>>(), [0, 2, 4]);
        assert_eq!(plan.not_begun(), 2);
        assert!(!plan.all_failed());
    }

    #[test]
    fn after_a_stop_what_ends_begins_nothing() {
        let mut plan = plan(&["a", "b", "a", "c"], OnFailure::Stop);
        assert_eq!((plan.begin(), plan.begin()), (Some(0), Some(1)));
        plan.fail(1);
        plan.succeed(0);
        assert_eq!(plan.begin(), None);
        assert_eq!(plan.failed().collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_batch_without_records_has_not_failed() {
        assert!(!plan(&[], OnFailure::Continue).all_failed());
    }
}
