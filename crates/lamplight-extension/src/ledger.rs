//! The ledger: what became of every item.
//!
//! An item is a span, a data point of a metric or a log record. At every instant, for each destination and signal,
//! `accepted = delivered + rejected + dropped + queued + spooled`.

use std::fmt;

use crate::signal::Signal;

/// Why items were given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// More was queued than memory allows.
    QueueFull,
    /// The destination answered that it will never take them.
    Refused,
    /// The destination answered that they are too large, and they could not be split.
    TooLarge,
    /// The environment ended before they could be sent.
    Shutdown,
    /// No destination takes this signal.
    NoDestination,
    /// The environment ended before they could be sent, and they could not be written to the spool or read from it.
    SpoolFailed,
    /// They were in the spool for too long.
    SpoolExpired,
    /// Lambda gave them up before it handed them over.
    Platform,
    /// The X-Ray daemon could not be sent to.
    XrayDaemon,
    /// The extension itself failed while it had them.
    Panic,
}

/// What became of the items of one signal at one destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Taken in.
    pub accepted: u64,
    /// Taken by the destination.
    pub delivered: u64,
    /// Named by the destination as not taken, in an answer that took others.
    pub rejected: u64,
    /// Waiting, or on their way.
    pub queued: u64,
    /// Left in files for the environment that comes after a reset.
    pub spooled: u64,
    dropped: [u64; Reason::ALL.len()],
}

/// The accounts of all destinations.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    destinations: Vec<[Account; Signal::ALL.len()]>,
    /// Items that came before it was known where to, or that nobody takes.
    unrouted: [Account; Signal::ALL.len()],
}

// === impl Reason ===

impl Reason {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::QueueFull,
        Self::Refused,
        Self::TooLarge,
        Self::Shutdown,
        Self::NoDestination,
        Self::SpoolFailed,
        Self::SpoolExpired,
        Self::Platform,
        Self::XrayDaemon,
        Self::Panic,
    ];

    /// As metrics and the closing line name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::Refused => "refused",
            Self::TooLarge => "too_large",
            Self::Shutdown => "shutdown",
            Self::NoDestination => "no_destination",
            Self::SpoolFailed => "spool_failed",
            Self::SpoolExpired => "spool_expired",
            Self::Platform => "platform",
            Self::XrayDaemon => "xray_daemon",
            Self::Panic => "panic",
        }
    }
}

// === impl Account ===

impl Account {
    /// How many were given up for this reason.
    #[must_use]
    pub fn dropped(&self, reason: Reason) -> u64 {
        self.dropped[reason as usize]
    }

    /// How many were given up.
    #[must_use]
    pub fn all_dropped(&self) -> u64 {
        self.dropped.iter().sum()
    }

    /// Whether nothing is unaccounted for.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let known = self.delivered + self.rejected + self.all_dropped() + self.queued + self.spooled;
        self.accepted == known
    }

    pub(crate) fn accept(&mut self, items: u64) {
        self.accepted += items;
        self.queued += items;
    }

    /// Of queued items, these were delivered but for those that were rejected. A destination that rejects more than
    /// it was sent rejected all.
    pub(crate) fn deliver(&mut self, items: u64, rejected: u64) {
        let rejected = rejected.min(items);
        self.queued -= items;
        self.delivered += items - rejected;
        self.rejected += rejected;
    }

    pub(crate) fn drop_items(&mut self, items: u64, reason: Reason) {
        self.queued -= items;
        self.dropped[reason as usize] += items;
    }

    /// Items that the next environment is left.
    pub(crate) fn spool(&mut self, items: u64) {
        self.queued -= items;
        self.spooled += items;
    }

    /// All that is queued is given up, but for so many that are in files.
    pub(crate) fn abandon(&mut self, kept: u64, reason: Reason) {
        self.spool(kept.min(self.queued));
        self.drop_items(self.queued, reason);
    }

    /// There is no next environment for what was left to it.
    pub(crate) fn drop_spooled(&mut self, reason: Reason) {
        self.dropped[reason as usize] += std::mem::take(&mut self.spooled);
    }

    /// Items that wait elsewhere from now on.
    pub(crate) fn hand_over(&mut self, items: u64) {
        self.accepted -= items;
        self.queued -= items;
    }

    /// Whether anything did not arrive.
    #[must_use]
    pub fn has_losses(&self) -> bool {
        self.rejected + self.all_dropped() > 0
    }
}

// === impl Ledger ===

impl Ledger {
    pub(crate) fn open(&mut self, destinations: usize) {
        self.destinations = vec![Default::default(); destinations];
    }

    /// The account of a signal at a destination, by its place in the configuration.
    ///
    /// # Panics
    ///
    /// Where there is no such destination.
    #[must_use]
    pub fn account(&self, destination: usize, signal: Signal) -> &Account {
        &self.destinations[destination][signal.index()]
    }

    pub(crate) fn account_mut(&mut self, destination: usize, signal: Signal) -> &mut Account {
        &mut self.destinations[destination][signal.index()]
    }

    /// The account of items that belong to no destination.
    #[must_use]
    pub fn unrouted(&self, signal: Signal) -> &Account {
        &self.unrouted[signal.index()]
    }

    pub(crate) fn unrouted_mut(&mut self, signal: Signal) -> &mut Account {
        &mut self.unrouted[signal.index()]
    }

    pub(crate) fn accounts_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.unrouted.iter_mut().chain(self.destinations.iter_mut().flatten())
    }

    /// Every account there is: the destination's place, if it is one's, and the signal.
    pub fn accounts(&self) -> impl Iterator<Item = (Option<usize>, Signal, &Account)> {
        let of =
            |place: Option<usize>| move |(signal, account): (usize, _)| (place, Signal::ALL[signal], account);
        let unrouted = self.unrouted.iter().enumerate().map(of(None));
        let routed = self.destinations.iter().enumerate();
        unrouted
            .chain(routed.flat_map(move |(place, signals)| signals.iter().enumerate().map(of(Some(place)))))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, delivered, rejected, queued, spooled, .. } = self;
        write!(f, "accepted {accepted}, delivered {delivered}, rejected {rejected}, queued {queued}")?;
        if *spooled > 0 {
            write!(f, ", spooled {spooled}")?;
        }
        let given_up = Reason::ALL.into_iter().filter(|reason| self.dropped(*reason) > 0);
        for reason in given_up {
            write!(f, ", dropped {} ({})", self.dropped(reason), reason.name())?;
        }
        Ok(())
    }
}
