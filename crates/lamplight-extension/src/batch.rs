//! A body that waits, and how many items it has.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
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
    /// It is from before a reset, and waits until everything newer was sent.
    pub(crate) is_restored: bool,
    /// Whether the spool has it too.
    pub(crate) copy: Spooled,
}

/// Whether the spool has a batch too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spooled {
    #[default]
    None,
    /// It is being written to the file of this number.
    Asked(u64),
    /// It is in the file of this number.
    Kept(u64),
    /// It could not be written.
    Refused,
}

/// Batches of one signal for one destination, oldest first, and those of before a reset behind them.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    batches: VecDeque<Batch>,
    restored: VecDeque<Batch>,
    bytes: usize,
}

// === impl Batch ===

impl Batch {
    /// Protobuf that nobody has a copy of goes together; what is urgent only with its like.
    fn may_go_with(&self, other: &Self) -> bool {
        let is_free = |batch: &Self| {
            batch.encoding == Encoding::Protobuf && !batch.alone && batch.copy == Spooled::None
        };
        is_free(self) && is_free(other) && self.is_urgent == other.is_urgent
    }

    /// Batches that go together as one; none of none.
    fn of_run(mut run: Vec<Self>) -> Option<Self> {
        let mut whole = run.pop()?;
        if run.is_empty() {
            return Some(whole);
        }
        run.push(whole.clone());
        let mut body = BytesMut::with_capacity(run.iter().map(|batch| batch.body.len()).sum());
        run.iter().for_each(|batch| body.extend_from_slice(&batch.body));
        whole.body = body.freeze();
        whole.items = run.iter().map(|batch| batch.items).sum();
        whole.received = run.iter().map(|batch| batch.received).min().unwrap_or(whole.received);
        Some(whole)
    }
}

// === impl Queue ===

impl Queue {
    pub(crate) fn push(&mut self, batch: Batch) {
        self.bytes += batch.body.len();
        if batch.is_restored {
            self.restored.push_back(batch);
        } else {
            self.batches.push_back(batch);
        }
    }

    /// Puts batches back where they came from.
    pub(crate) fn put_back(&mut self, batches: Vec<Batch>) {
        for batch in batches.into_iter().rev() {
            self.bytes += batch.body.len();
            if batch.is_restored {
                self.restored.push_front(batch);
            } else {
                self.batches.push_front(batch);
            }
        }
    }

    /// Takes what goes into one request: batches of one encoding, up to so many bytes and items, but at least
    /// one. JSON does not go together.
    pub(crate) fn take(&mut self, most_bytes: usize, most_items: u64) -> Vec<Batch> {
        let mut taken: Vec<Batch> = Vec::new();
        let (mut bytes, mut items) = (0, 0);
        while let Some(next) = self.batches.front().or_else(|| self.restored.front()) {
            let fits = match taken.first() {
                None => true,
                Some(first) => {
                    let alone = first.alone || next.alone || first.encoding == Encoding::Json;
                    !alone
                        && first.encoding == next.encoding
                        && bytes + next.body.len() <= most_bytes
                        && items + next.items <= most_items
                }
            };
            if !fits {
                break;
            }
            bytes += next.body.len();
            items += next.items;
            taken.extend(self.pop_oldest());
        }
        taken
    }

    /// The oldest, one of before a reset if there is any, unless all are urgent.
    pub(crate) fn pop_least_needed(&mut self) -> Option<Batch> {
        let batch = [&mut self.restored, &mut self.batches].into_iter().find_map(|batches| {
            let place = batches.iter().position(|batch| !batch.is_urgent)?;
            batches.remove(place)
        })?;
        self.bytes -= batch.body.len();
        Some(batch)
    }

    pub(crate) fn pop_oldest(&mut self) -> Option<Batch> {
        let batch = self.batches.pop_front().or_else(|| self.restored.pop_front())?;
        self.bytes -= batch.body.len();
        Some(batch)
    }

    /// Makes one batch of those next to each other that may go together, up to so many bytes and items each, so that few
    /// files hold many.
    pub(crate) fn put_together(&mut self, most_bytes: usize, most_items: u64) {
        let mut together: VecDeque<Batch> = VecDeque::with_capacity(self.batches.len());
        let mut run: Vec<Batch> = Vec::new();
        for batch in self.batches.drain(..) {
            let whole = || run.iter().chain([&batch]);
            let goes_on = run.last().is_some_and(|last| last.may_go_with(&batch))
                && whole().map(|batch| batch.body.len()).sum::<usize>() <= most_bytes
                && whole().map(|batch| batch.items).sum::<u64>() <= most_items;
            if !goes_on {
                together.extend(Batch::of_run(std::mem::take(&mut run)));
            }
            run.push(batch);
        }
        together.extend(Batch::of_run(run));
        self.batches = together;
    }

    /// Every batch, in the order in which they are sent.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter().chain(&self.restored)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        self.batches.iter_mut().chain(&mut self.restored)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.restored.is_empty()
    }

    pub(crate) fn items(&self) -> u64 {
        self.iter().map(|batch| batch.items).sum()
    }

    /// How many of the items are in files.
    pub(crate) fn kept_items(&self) -> u64 {
        self.iter().filter(|batch| matches!(batch.copy, Spooled::Kept(_))).map(|batch| batch.items).sum()
    }

    pub(crate) fn has_urgent(&self) -> bool {
        self.iter().any(|batch| batch.is_urgent)
    }

    /// When the oldest came.
    pub(crate) fn oldest(&self) -> Option<Timestamp> {
        self.iter().map(|batch| batch.received).min()
    }
}
