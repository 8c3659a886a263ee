//! A body that waits, and how many items it has.

use std::collections::VecDeque;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;

use crate::signal::Encoding;

/// A body as it came. Clones share its bytes.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) encoding: Encoding,
    pub(crate) body: Bytes,
    pub(crate) items: u64,
    pub(crate) received: Timestamp,
    /// It tells of something that went wrong, and is not to wait.
    pub(crate) is_urgent: bool,
    /// It was refused together with others, and is sent by itself from now on to find out which one it was.
    pub(crate) alone: bool,
}

/// Batches of one signal for one destination, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    batches: VecDeque<Batch>,
    bytes: usize,
}

// === impl Queue ===

impl Queue {
    pub(crate) fn push(&mut self, batch: Batch) {
        self.bytes += batch.body.len();
        self.batches.push_back(batch);
    }

    /// Puts batches back where they came from.
    pub(crate) fn put_back(&mut self, batches: Vec<Batch>) {
        for batch in batches.into_iter().rev() {
            self.bytes += batch.body.len();
            self.batches.push_front(batch);
        }
    }

    /// Takes what goes into one request: batches of one encoding, up to so many bytes, but at least one. JSON does
    /// not go together.
    pub(crate) fn take(&mut self, most_bytes: usize) -> Vec<Batch> {
        let mut taken: Vec<Batch> = Vec::new();
        let mut bytes = 0;
        while let Some(next) = self.batches.front() {
            let fits = match taken.first() {
                None => true,
                Some(first) => {
                    let alone = first.alone || next.alone || first.encoding == Encoding::Json;
                    !alone && first.encoding == next.encoding && bytes + next.body.len() <= most_bytes
                }
            };
            if !fits {
                break;
            }
            bytes += next.body.len();
            taken.extend(self.pop_oldest());
        }
        taken
    }

    /// The oldest, unless all are urgent.
    pub(crate) fn pop_least_needed(&mut self) -> Option<Batch> {
        let place = self.batches.iter().position(|batch| !batch.is_urgent)?;
        let batch = self.batches.remove(place)?;
        self.bytes -= batch.body.len();
        Some(batch)
    }

    pub(crate) fn pop_oldest(&mut self) -> Option<Batch> {
        let batch = self.batches.pop_front()?;
        self.bytes -= batch.body.len();
        Some(batch)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    pub(crate) fn items(&self) -> u64 {
        self.batches.iter().map(|batch| batch.items).sum()
    }

    pub(crate) fn has_urgent(&self) -> bool {
        self.batches.iter().any(|batch| batch.is_urgent)
    }

    /// When the oldest came.
    pub(crate) fn oldest(&self) -> Option<Timestamp> {
        self.batches.iter().map(|batch| batch.received).min()
    }
}
