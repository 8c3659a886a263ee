//! What waits in files across a reset: when it is written, and what becomes of what was found.
//!
//! A file is a copy. It is deleted once its batch was delivered or given up, so that what is still there when an
//! environment ends is exactly what the next one has to send.

use std::time::Duration;

use lamplight_core::clock::Timestamp;

use super::{Phase, State};
use crate::batch::{Batch, Queue, Spooled};
use crate::event::{Action, Saved, ShutdownReason};
use crate::ledger::Reason;
use crate::settings::Spool;
use crate::signal::Signal;

/// So long before the process is killed, what could not be written by then is given up.
const LEAST_MARGIN: Duration = Duration::from_millis(50);
/// How long a process that is asked to end takes at most.
const GRACE: Duration = Duration::from_secs(1);

/// The numbers of files, and what was found before it was known where to send it.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    latest: u64,
    now: Timestamp,
    early: Vec<Saved>,
    forgotten: Vec<u64>,
}

// === impl Shelf ===

impl Shelf {
    /// Has the batches of a queue written that are in no file, put together up to so many bytes and items.
    pub(super) fn spool(
        &mut self,
        queue: &mut Queue,
        signal: Signal,
        destination: &str,
        most: (usize, u64),
        actions: &mut Vec<Action>,
    ) {
        queue.put_together(most.0, most.1);
        for batch in queue.iter_mut().filter(|batch| batch.copy == Spooled::None) {
            // Files are found in the order in which they were written, and never have the name of another.
            self.latest = self.now.as_nanos().max(self.latest + 1);
            batch.copy = Spooled::Asked(self.latest);
            actions.push(Action::Spool(Saved {
                file: self.latest,
                destination: destination.to_owned(),
                signal,
                encoding: batch.encoding,
                items: batch.items,
                is_urgent: batch.is_urgent,
                body: batch.body.clone(),
            }));
        }
    }

    /// A batch was given up, or handed to others.
    pub(super) fn let_go(&mut self, batch: &Batch) {
        if let Spooled::Kept(file) = batch.copy {
            self.forgotten.push(file);
        }
    }
}

// === impl State ===

impl State {
    /// Has all that waits written to files, but for what is in one already.
    pub(super) fn spool(&mut self, actions: &mut Vec<Action>) {
        if self.settings.spool == Spool::Never {
            return;
        }
        self.shelf.now = self.now;
        let most_bytes = self.settings.request_bytes;
        for (lane, name) in self.lanes.iter_mut().flatten().zip(&self.names) {
            lane.spool(&mut self.shelf, name, most_bytes, actions);
        }
        for signal in Signal::ALL {
            let queue = &mut self.staged[signal.index()];
            self.shelf.spool(queue, signal, "", (most_bytes, u64::MAX), actions);
        }
    }

    fn batches_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        let staged = self.staged.iter_mut().flat_map(Queue::iter_mut);
        staged.chain(self.lanes.iter_mut().flatten().flat_map(super::Lane::batches_mut))
    }

    /// A file was written, or could not be. Then it is tried again later, unless there is none.
    pub(super) fn spooled(&mut self, file: u64, is_kept: bool) {
        let is_closing = matches!(self.phase, Phase::Closing { .. });
        let copy = match is_kept {
            true => Spooled::Kept(file),
            false if is_closing => Spooled::Refused,
            false => Spooled::None,
        };
        let mut is_known = false;
        for batch in self.batches_mut().filter(|batch| batch.copy == Spooled::Asked(file)) {
            batch.copy = copy;
            is_known = true;
        }
        if is_kept && !is_known {
            self.shelf.forgotten.push(file);
        }
    }

    /// Takes what an extension before a reset left: it is sent after everything else.
    pub(super) fn restored(&mut self, saved: Saved) {
        self.shelf.latest = self.shelf.latest.max(saved.file);
        let Some(lanes) = &mut self.lanes else {
            return self.shelf.early.push(saved);
        };
        let Saved { file, destination, signal, encoding, items, is_urgent, body } = saved;
        let place = self.names.iter().position(|name| *name == destination);
        let copy = if place.is_some() { Spooled::Kept(file) } else { Spooled::None };
        let (received, alone, is_restored) = (self.now, false, true);
        let batch = Batch { encoding, body, items, received, is_urgent, alone, is_restored, copy };
        match place {
            Some(place) => {
                lanes[place].accept(signal, batch, self.settings.most_bytes, &mut self.ledger);
            }
            // It was written before it was known where to send it, and is anybody's.
            None if destination.is_empty() => {
                self.accept(signal, batch);
                self.shelf.forgotten.push(file);
            }
            None => {
                self.lost(signal, items, Reason::NoDestination);
                self.shelf.forgotten.push(file);
            }
        }
    }

    /// What was found too early.
    pub(super) fn restore_early(&mut self) {
        std::mem::take(&mut self.shelf.early).into_iter().for_each(|saved| self.restored(saved));
    }

    /// What was found and never sent anywhere stays where it is, if there may be another environment.
    pub(super) fn leave_early(&mut self, leaves: bool, reason: Reason) {
        for Saved { file, signal, items, .. } in std::mem::take(&mut self.shelf.early) {
            if leaves {
                let account = self.ledger.unrouted_mut(signal);
                account.accept(items);
                account.spool(items);
            } else {
                self.lost(signal, items, reason);
                self.shelf.forgotten.push(file);
            }
        }
    }

    /// Items that nobody else accounts for.
    pub(super) fn lost(&mut self, signal: Signal, items: u64, reason: Reason) {
        let account = self.ledger.unrouted_mut(signal);
        account.accept(items);
        account.drop_items(items, reason);
    }

    /// The process is asked to end. What waits is safe at once, and sent as far as there is time.
    pub(super) fn terminated(&mut self, actions: &mut Vec<Action>) {
        let now = self.now;
        self.lanes_mut().iter_mut().for_each(|lane| _ = lane.abort(now, actions));
        self.spool(actions);
        if !matches!(self.phase, Phase::Ending { .. } | Phase::Closing { .. }) {
            self.shutdown(ShutdownReason::Unsaid, now.saturating_add(GRACE));
        }
    }

    /// Files that are not needed any more are deleted.
    pub(super) fn forget(&mut self) -> Vec<Action> {
        let mut forgotten = std::mem::take(&mut self.shelf.forgotten);
        self.lanes_mut().iter_mut().for_each(|lane| forgotten.extend(lane.forgotten()));
        forgotten.into_iter().map(|file| Action::Forget { file }).collect()
    }

    /// Whether an environment may come after this one that finds its files.
    pub(super) fn leaves(&self, reason: ShutdownReason) -> bool {
        reason != ShutdownReason::Spindown && self.settings.spool != Spool::Never
    }

    /// Ends the environment once all that was to be written is, or there is no more time.
    pub(super) fn close(&mut self, reason: ShutdownReason, deadline: Timestamp, actions: &mut Vec<Action>) {
        self.phase = Phase::Closing { reason, deadline };
        self.end_panic();
        if self.leaves(reason) {
            self.spool(actions);
            let is_writing = self.batches_mut().any(|batch| matches!(batch.copy, Spooled::Asked(_)));
            if is_writing && self.now < Self::closes(deadline) {
                return;
            }
        }
        self.exit(reason, actions);
    }

    /// When a process that is killed at `deadline` waits for nothing any more.
    pub(super) fn closes(deadline: Timestamp) -> Timestamp {
        deadline.saturating_sub(LEAST_MARGIN)
    }
}
