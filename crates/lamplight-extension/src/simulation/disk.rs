//! A model of the folder that outlives a reset: it may be full, and files may break.

use std::collections::{BTreeMap, BTreeSet};

use lamplight_core::clock::Timestamp;

use super::chance::Chance;
use crate::event::{Event, Saved};
use crate::ledger::Reason;

/// So long files are kept, in minutes.
const MOST_AGE: u64 = 15;

/// The folder.
#[derive(Debug)]
pub(super) struct Disk {
    pub(super) is_reliable: bool,
    files: BTreeMap<u64, Saved>,
    /// Files of before that the extension has not read yet.
    unread: BTreeSet<u64>,
}

// === impl Disk ===

impl Disk {
    pub(super) fn by(chance: &mut Chance) -> Self {
        Self { is_reliable: chance.percent(80), files: BTreeMap::new(), unread: BTreeSet::new() }
    }

    /// Whether there was room.
    pub(super) fn write(&mut self, saved: Saved, chance: &mut Chance) -> bool {
        if !self.is_reliable && chance.percent(40) {
            return false;
        }
        let other = self.files.insert(saved.file, saved);
        assert_eq!(other, None, "no file is written over");
        true
    }

    pub(super) fn delete(&mut self, file: u64) {
        assert!(self.files.remove(&file).is_some(), "only what is there is deleted");
    }

    /// An extension begins.
    pub(super) fn list(&mut self) {
        self.unread = self.files.keys().copied().collect();
    }

    /// What it finds; files that broke or are too old are gone.
    pub(super) fn read(&mut self, chance: &mut Chance, now: Timestamp) -> Vec<Event> {
        let mut events = Vec::new();
        for file in std::mem::take(&mut self.unread) {
            let saved = self.files.remove(&file).expect("nobody deletes what it does not know");
            let Saved { signal, items, .. } = saved;
            let age = now.saturating_since(Timestamp::from_nanos(file));
            if age.as_secs() > MOST_AGE * 60 {
                events.push(Event::Lost { signal, items, reason: Reason::SpoolExpired });
            } else if !self.is_reliable && chance.percent(20) {
                events.push(Event::Lost { signal, items, reason: Reason::SpoolFailed });
            } else {
                self.files.insert(file, saved.clone());
                events.push(Event::Restored(saved));
            }
        }
        events
    }

    /// How many items are in files that the extension knows.
    pub(super) fn items(&self) -> u64 {
        let known = self.files.iter().filter(|(file, _)| !self.unread.contains(file));
        known.map(|(_, saved)| saved.items).sum()
    }
}
