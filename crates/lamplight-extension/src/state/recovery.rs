//! Going on after a panic.
//!
//! A step that panicked may have left lists half changed. What is whole at any time stays: the accounts, what is known of
//! invocations, what was measured. The rest is as in the beginning, and what it held is accounted for as lost.

use super::{Phase, Rhythm, State, Stream};
use crate::ledger::Reason;
use crate::signal::Signal;

// === impl State ===

impl State {
    /// Goes on after a step that panicked. What waited or was on its way is given up, but for what is in files, which the
    /// next environment finds. The next event has to have been asked for, unless the end was [told](Self::is_ending) of.
    pub(crate) fn recover(&mut self) {
        for signal in Signal::ALL {
            let staged = self.staged[signal.index()].kept_items();
            self.ledger.unrouted_mut(signal).abandon(staged, Reason::Panic);
            for (place, lane) in self.lanes.iter().flatten().enumerate() {
                self.ledger.account_mut(place, signal).abandon(lane.kept_items(signal), Reason::Panic);
            }
        }
        let of_panic = self.stream.has_panic().then_some((Signal::Logs, 1));
        for (signal, items) in self.at_hand.take().into_iter().chain(of_panic) {
            self.lost(signal, items, Reason::Panic);
        }
        self.stream = Stream::default();
        self.staged = Default::default();
        self.lanes_mut().iter_mut().for_each(|lane| *lane = lane.emptied());
        self.rhythm = Rhythm::default();
        if !self.is_ending() {
            self.phase = Phase::first(&self.settings, self.now);
        }
    }

    /// Whether it has been told that the environment ends.
    pub(crate) fn is_ending(&self) -> bool {
        matches!(self.phase, Phase::Ending { .. } | Phase::Closing { .. } | Phase::Over)
    }

    /// What is to be said of losses, a line for each account that has any.
    pub(crate) fn losses(&self) -> Vec<String> {
        let accounts = self.ledger.accounts().filter(|(_, _, account)| account.has_losses());
        let line = |(place, signal, account): (Option<usize>, Signal, _)| {
            let name = place.map_or("no destination", |place| &self.names[place]);
            format!("telemetry was lost: {} to {name}: {account}", signal.name())
        };
        accounts.map(line).collect()
    }
}
