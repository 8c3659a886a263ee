//! One destination: what waits for it, what is on its way, and whether it is asked.

use std::time::Duration;

use bytes::Bytes;
use lamplight_core::clock::Timestamp;

use super::spool::Shelf;
use crate::batch::{Batch, Queue, Spooled};
use crate::breaker::{Breaker, Permission};
use crate::event::{Action, Verdict};
use crate::ledger::{Ledger, Reason};
use crate::otlp::limits::Limits;
use crate::otlp::split::{self, Fitting};
use crate::settings::Destination;
use crate::signal::{Encoding, Signal};

/// How many attempts are on their way at once.
const FLIGHTS: usize = 2;

/// A destination's state.
#[derive(Debug)]
pub(crate) struct Lane {
    place: usize,
    takes: [bool; Signal::ALL.len()],
    limits: [Limits; Signal::ALL.len()],
    queues: [Queue; Signal::ALL.len()],
    flights: Vec<Flight>,
    breaker: Breaker,
    /// It was asked once more although it is left alone.
    was_asked_last: bool,
    /// Files of the spool whose batches were delivered or given up.
    forgotten: Vec<u64>,
}

/// An attempt on its way.
#[derive(Debug)]
struct Flight {
    attempt: u64,
    signal: Signal,
    batches: Vec<Batch>,
    began: Timestamp,
    /// When it is given up.
    until: Timestamp,
    is_probe: bool,
}

/// What limits attempts that begin now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) now: Timestamp,
    /// When they are given up.
    pub(crate) until: Timestamp,
    /// Whether a destination that did not answer is asked whether it is back.
    pub(crate) probes: bool,
    /// Whether it is asked once in any case, for there is no later.
    pub(crate) is_last: bool,
    pub(crate) request_bytes: usize,
}

// === impl Lane ===

impl Lane {
    pub(crate) fn new(place: usize, to: &Destination) -> Self {
        let Destination { takes, limits, .. } = *to;
        let (queues, breaker) = Default::default();
        let (flights, forgotten) = Default::default();
        Self { place, takes, limits, queues, flights, breaker, was_asked_last: false, forgotten }
    }

    /// The same destination, with nothing of it waiting.
    pub(crate) fn emptied(&self) -> Self {
        let (queues, breaker) = Default::default();
        let flights = Vec::new();
        let forgotten = self.forgotten.clone();
        Self { queues, flights, breaker, was_asked_last: false, forgotten, ..*self }
    }

    pub(crate) fn takes(&self, signal: Signal) -> bool {
        self.takes[signal.index()]
    }

    /// Queues a batch, for which older ones that are needed less make way. Whether there was room.
    pub(crate) fn accept(
        &mut self,
        signal: Signal,
        batch: Batch,
        most_bytes: usize,
        ledger: &mut Ledger,
    ) -> bool {
        let account = ledger.account_mut(self.place, signal);
        account.accept(batch.items);
        let queue = &mut self.queues[signal.index()];
        match fitting(signal, &batch, &self.limits[signal.index()]) {
            None => queue.push(batch),
            Some(Fitting { bodies, too_large }) => {
                account.drop_items(too_large, Reason::TooLarge);
                for (body, items) in bodies {
                    queue.push(Batch { body, items, ..batch.clone() });
                }
            }
        }
        let mut kept = true;
        while self.bytes() > most_bytes {
            let Some((from, dropped)) = self.pop_least_needed() else {
                break;
            };
            ledger.account_mut(self.place, from).drop_items(dropped.items, Reason::QueueFull);
            self.let_go(&dropped);
            kept = false;
        }
        kept
    }

    /// Logs go first, then metrics, then spans, the oldest of each; what tells of failures goes last. What is on its
    /// way is not dropped.
    fn pop_least_needed(&mut self) -> Option<(Signal, Batch)> {
        let order = [Signal::Logs, Signal::Metrics, Signal::Traces];
        let least = order
            .into_iter()
            .find_map(|signal| self.queues[signal.index()].pop_least_needed().map(|batch| (signal, batch)));
        least.or_else(|| {
            order
                .into_iter()
                .find_map(|signal| self.queues[signal.index()].pop_oldest().map(|batch| (signal, batch)))
        })
    }

    /// What waits or is on its way.
    pub(crate) fn bytes(&self) -> usize {
        let waiting: usize = self.queues.iter().map(Queue::bytes).sum();
        let flying = self.flights.iter().flat_map(|flight| &flight.batches);
        waiting + flying.map(|batch| batch.body.len()).sum::<usize>()
    }

    pub(crate) fn items(&self, signal: Signal) -> u64 {
        let flying = self.flights.iter().filter(|flight| flight.signal == signal);
        let flying = flying.flat_map(|flight| &flight.batches).map(|batch| batch.items).sum::<u64>();
        self.queues[signal.index()].items() + flying
    }

    /// How many of them are in files.
    pub(crate) fn kept_items(&self, signal: Signal) -> u64 {
        let flying = self.flights.iter().filter(|flight| flight.signal == signal);
        let flying = flying.flat_map(|flight| &flight.batches);
        let flying = flying.filter(|batch| matches!(batch.copy, Spooled::Kept(_)));
        self.queues[signal.index()].kept_items() + flying.map(|batch| batch.items).sum::<u64>()
    }

    pub(crate) fn waiting_bytes(&self) -> usize {
        self.queues.iter().map(Queue::bytes).sum()
    }

    pub(crate) fn oldest(&self) -> Option<Timestamp> {
        self.queues.iter().filter_map(Queue::oldest).min()
    }

    pub(crate) fn has_urgent(&self) -> bool {
        self.queues.iter().any(Queue::has_urgent)
    }

    pub(crate) fn is_flying(&self) -> bool {
        !self.flights.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.flights.is_empty() && self.queues.iter().all(Queue::is_empty)
    }

    /// When the first attempt is given up.
    pub(crate) fn gives_up(&self) -> Option<Timestamp> {
        self.flights.iter().map(|flight| flight.until).min()
    }

    /// Whether something would be sent in this window.
    pub(crate) fn would_send(&self, window: Window) -> bool {
        let waits = self.queues.iter().any(|queue| !queue.is_empty());
        waits && self.permission(window) != Permission::None
    }

    fn permission(&self, window: Window) -> Permission {
        match self.breaker.permission(window.now) {
            Permission::None | Permission::Probe if window.is_last && !self.was_asked_last => Permission::All,
            Permission::Probe if !window.probes => Permission::None,
            permission => permission,
        }
    }

    /// When a destination that is left alone may be asked again.
    pub(crate) fn reopens(&self) -> Option<Timestamp> {
        self.breaker.reopens()
    }

    /// Begins attempts, as many as may be on their way.
    pub(crate) fn send(&mut self, window: Window, attempts: &mut u64, actions: &mut Vec<Action>) {
        if window.until <= window.now {
            return;
        }
        let (most_flights, request_bytes, is_probe) = match self.permission(window) {
            Permission::None => return,
            // One small attempt.
            Permission::Probe => (1, 1, true),
            Permission::All => (FLIGHTS, window.request_bytes, false),
        };
        self.was_asked_last |= window.is_last && self.breaker.permission(window.now) != Permission::All;
        for signal in Signal::ALL {
            let busy = self.flights.iter().any(|flight| flight.signal == signal);
            if busy || self.flights.len() >= most_flights {
                continue;
            }
            let Limits { bytes, items, .. } = self.limits[signal.index()];
            let batches = self.queues[signal.index()].take(request_bytes.min(bytes), items);
            let Some(first) = batches.first() else {
                continue;
            };
            *attempts += 1;
            let bodies: Vec<Bytes> = batches.iter().map(|batch| batch.body.clone()).collect();
            actions.push(Action::Send {
                attempt: *attempts,
                destination: self.place,
                signal,
                encoding: first.encoding,
                bodies,
            });
            let (began, until) = (window.now, window.until);
            self.flights.push(Flight { attempt: *attempts, signal, batches, began, until, is_probe });
        }
    }

    /// Takes what came of an attempt. How long it took, if it was one of this destination's.
    pub(crate) fn sent(
        &mut self,
        attempt: u64,
        verdict: Verdict,
        now: Timestamp,
        chance: f64,
        ledger: &mut Ledger,
    ) -> Option<Duration> {
        let place = self.flights.iter().position(|flight| flight.attempt == attempt)?;
        let Flight { signal, batches, began, .. } = self.flights.remove(place);
        let items = batches.iter().map(|batch| batch.items).sum();
        let account = ledger.account_mut(self.place, signal);
        match verdict {
            Verdict::Delivered { rejected } => {
                self.breaker.answered();
                account.deliver(items, rejected);
                batches.iter().for_each(|batch| self.let_go(batch));
            }
            Verdict::Retry { after } => {
                self.breaker.failed(now, after, chance);
                self.queues[signal.index()].put_back(batches);
            }
            Verdict::Failed => {
                self.breaker.failed(now, None, chance);
                self.queues[signal.index()].put_back(batches);
            }
            Verdict::Refused => {
                self.breaker.answered();
                self.refused(signal, batches, Reason::Refused, ledger);
            }
            Verdict::TooLarge => {
                self.breaker.answered();
                self.refused(signal, batches, Reason::TooLarge, ledger);
            }
        }
        Some(now.saturating_since(began))
    }

    /// Several together are sent again one by one, so that one cannot spoil the others; one that is too large is sent
    /// in halves; what remains is given up.
    fn refused(&mut self, signal: Signal, mut batches: Vec<Batch>, reason: Reason, ledger: &mut Ledger) {
        if batches.len() > 1 {
            batches.iter_mut().for_each(|batch| batch.alone = true);
            return self.queues[signal.index()].put_back(batches);
        }
        for batch in batches {
            self.let_go(&batch);
            let halves = match (reason, batch.encoding) {
                (Reason::TooLarge, Encoding::Protobuf) => halved(signal, &batch),
                _ => None,
            };
            match halves {
                Some(halves) => self.queues[signal.index()].put_back(halves),
                None => ledger.account_mut(self.place, signal).drop_items(batch.items, reason),
            }
        }
    }

    /// Ends what is on its way and has no time left; it counts as a failure.
    pub(crate) fn expire(
        &mut self,
        now: Timestamp,
        chance: f64,
        ledger: &mut Ledger,
        actions: &mut Vec<Action>,
    ) {
        let expired: Vec<u64> =
            self.flights.iter().filter(|flight| flight.until <= now).map(|flight| flight.attempt).collect();
        for attempt in expired {
            actions.push(Action::Abort { attempt });
            self.sent(attempt, Verdict::Failed, now, chance, ledger);
        }
    }

    /// Ends all that is on its way. It waits again, and nobody is blamed. For how long the longest was on its way,
    /// probes aside.
    pub(crate) fn abort(&mut self, now: Timestamp, actions: &mut Vec<Action>) -> Option<Duration> {
        let mut longest = None;
        for flight in std::mem::take(&mut self.flights) {
            actions.push(Action::Abort { attempt: flight.attempt });
            if flight.is_probe {
                self.breaker.cut_short(now);
            } else {
                longest = longest.max(Some(now.saturating_since(flight.began)));
            }
            self.queues[flight.signal.index()].put_back(flight.batches);
        }
        longest
    }

    /// Whether the only thing on its way is the question whether it is back.
    pub(crate) fn is_probing(&self) -> bool {
        self.flights.iter().any(|flight| flight.is_probe)
    }

    /// Leaves what is in the spool to the next environment, if there may be one, and gives up all else that waits.
    pub(crate) fn give_up(&mut self, leaves: bool, reason: Reason, ledger: &mut Ledger) {
        for signal in Signal::ALL {
            while let Some(batch) = self.queues[signal.index()].pop_oldest() {
                let account = ledger.account_mut(self.place, signal);
                if leaves && matches!(batch.copy, Spooled::Kept(_)) {
                    account.spool(batch.items);
                } else {
                    account.drop_items(batch.items, reason);
                    self.let_go(&batch);
                }
            }
        }
    }

    // --- the spool ---

    /// Has all that waits written to files, but for what is in one already.
    pub(crate) fn spool(
        &mut self,
        shelf: &mut Shelf,
        name: &str,
        most_bytes: usize,
        actions: &mut Vec<Action>,
    ) {
        for signal in Signal::ALL {
            let Limits { bytes, items, .. } = self.limits[signal.index()];
            let most = (most_bytes.min(bytes), items);
            shelf.spool(&mut self.queues[signal.index()], signal, name, most, actions);
        }
    }

    /// Every batch, on its way or not.
    pub(crate) fn batches_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        let flying = self.flights.iter_mut().flat_map(|flight| &mut flight.batches);
        self.queues.iter_mut().flat_map(Queue::iter_mut).chain(flying)
    }

    /// The files that are not needed any more.
    pub(crate) fn forgotten(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.forgotten)
    }

    fn let_go(&mut self, batch: &Batch) {
        if let Spooled::Kept(file) = batch.copy {
            self.forgotten.push(file);
        }
    }
}

/// A batch as several that keep the limits, where it does not. One that is in a file is sent as it is there.
fn fitting(signal: Signal, batch: &Batch, limits: &Limits) -> Option<Fitting> {
    let is_free = batch.encoding == Encoding::Protobuf && batch.copy == Spooled::None;
    is_free.then(|| split::fitting(signal, &batch.body, batch.items, limits)).flatten()
}

/// A batch as two.
fn halved(signal: Signal, batch: &Batch) -> Option<Vec<Batch>> {
    let halves = split::halves(signal, &batch.body, batch.items)?;
    let half = |(body, items)| Batch { body, items, alone: true, copy: Spooled::None, ..batch.clone() };
    Some(halves.into_iter().map(half).collect())
}
