//! What waits to be sent to one destination.

use std::collections::VecDeque;

/// What waits to be sent to one destination, and what there was no room for.
#[derive(Debug, Default)]
pub(super) struct Queue {
    records: VecDeque<String>,
    bytes: usize,
    dropped_records: usize,
    dropped_bytes: usize,
}

/// How much may wait, in bytes: the rest is dropped, and the extension is told so.
pub(super) const CAPACITY: usize = 8 * 1024 * 1024;

// === impl Queue ===

impl Queue {
    pub(super) fn push(&mut self, record: String) {
        if self.bytes + record.len() > CAPACITY {
            self.dropped_records += 1;
            self.dropped_bytes += record.len();
            return;
        }
        self.bytes += record.len();
        self.records.push_back(record);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn is_full(&self, max_items: usize, max_bytes: usize) -> bool {
        self.records.len() >= max_items || self.bytes >= max_bytes
    }

    /// A batch. `dropped` makes the record that says how many records of how many bytes were dropped.
    pub(super) fn take(
        &mut self,
        max_items: usize,
        max_bytes: usize,
        dropped: impl FnOnce(usize, usize) -> String,
    ) -> Vec<String> {
        let (mut batch, mut size) = (Vec::new(), 0);
        while batch.len() < max_items && size < max_bytes {
            let Some(record) = self.records.pop_front() else { break };
            size += record.len();
            batch.push(record);
        }
        self.bytes -= size;
        if self.dropped_records > 0 {
            batch.push(dropped(self.dropped_records, self.dropped_bytes));
            (self.dropped_records, self.dropped_bytes) = (0, 0);
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_room_for_is_counted_and_told_once() {
        let mut queue = Queue::default();
        queue.push("a".repeat(CAPACITY));
        queue.push("bb".to_owned());
        queue.push("c".to_owned());
        let batch = queue.take(10, 10, |records, bytes| format!("{records} {bytes}"));
        assert_eq!((batch.len(), batch[1].as_str()), (2, "2 3"));
        assert!(queue.take(10, 10, |_, _| String::new()).is_empty());
    }

    #[test]
    fn a_batch_ends_at_either_limit() {
        let mut queue = Queue::default();
        ["aa", "bb", "cc", "dd"].iter().for_each(|record| queue.push((*record).to_owned()));
        assert!(queue.is_full(4, 100) && queue.is_full(100, 8) && !queue.is_full(5, 9));
        assert_eq!(queue.take(1, 100, |_, _| String::new()), ["aa"]);
        assert_eq!(queue.take(100, 3, |_, _| String::new()), ["bb", "cc"]);
        assert!(!queue.is_empty());
    }
}
