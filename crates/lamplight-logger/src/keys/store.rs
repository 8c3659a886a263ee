//! Where keys are kept: written once, copied to each line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Given;
use crate::line::Line;

/// Keys, and the standard keys that hold instead of those of the start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) standard: Option<Box<[u8]>>,
    entries: Vec<Entry>,
}

/// A key and its value as JSON.
#[derive(Clone, Debug)]
struct Entry {
    name: Box<str>,
    json: Box<[u8]>,
}

/// What the keys of some names were.
pub(crate) type Before = Vec<(Box<str>, Option<Box<[u8]>>)>;

/// What is written of a key's JSON, by its name; nothing where it is to be left out.
pub(crate) type Mask<'a> = &'a dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>>;

/// Keys that may change while lines are written. A line has those of the moment it is begun at, and no lock is
/// held while its fields are written: their code may set keys too.
#[derive(Debug, Default)]
pub(crate) struct KeyStore {
    /// Whether there ever were any: most invocations have none, and their lines need no lock.
    used: AtomicBool,
    keys: Mutex<Arc<Keys>>,
}

// === impl Keys ===

impl Keys {
    /// Writes those that are not hidden by fields of the same name.
    pub(crate) fn write(&self, line: &mut Line<'_>) {
        for Entry { name, json } in &self.entries {
            line.field(name, |out| out.extend_from_slice(json));
        }
    }

    /// Puts a key in, or takes it out. What was there before.
    fn set(&mut self, name: Box<str>, json: Option<Box<[u8]>>) -> Option<Box<[u8]>> {
        let place = self.entries.iter().position(|entry| entry.name == name);
        match (place, json) {
            (Some(place), Some(json)) => Some(std::mem::replace(&mut self.entries[place].json, json)),
            (Some(place), None) => Some(self.entries.remove(place).json),
            (None, Some(json)) => {
                self.entries.push(Entry { name, json });
                None
            }
            (None, None) => None,
        }
    }
}

// === impl KeyStore ===

impl KeyStore {
    /// The keys of this moment.
    pub(crate) fn now(&self) -> Option<Arc<Keys>> {
        self.used.load(Ordering::Acquire).then(|| self.lock().clone())
    }

    pub(crate) fn append(&self, keys: Given<'_>, mask: Mask<'_>) {
        self.replace(keys, mask);
    }

    /// Puts keys in, once their secrets are masked. What there was of their names before.
    pub(crate) fn replace(&self, keys: Given<'_>, mask: Mask<'_>) -> Before {
        // Not under the lock: the values' own code writes them.
        let written: Before = keys
            .iter()
            .map(|(name, value)| {
                let mut json = Vec::new();
                value.write_json(&mut json);
                (Box::from(*name), mask(name, json).map(Vec::into_boxed_slice))
            })
            .collect();
        self.put(written)
    }

    /// Puts keys in or takes them out. What there was of their names before.
    pub(crate) fn put(&self, keys: Before) -> Before {
        self.change(|now| keys.into_iter().map(|(name, json)| (name.clone(), now.set(name, json))).collect())
    }

    /// Masks the keys that are there.
    #[cfg(feature = "redaction")]
    pub(crate) fn mask(&self, mask: Mask<'_>) {
        self.change(|now| {
            let entries = std::mem::take(&mut now.entries);
            now.entries.extend(entries.into_iter().filter_map(|Entry { name, json }| {
                let json = mask(&name, json.into_vec())?.into_boxed_slice();
                Some(Entry { name, json })
            }));
        });
    }

    pub(crate) fn remove(&self, names: &[&str]) {
        self.change(|now| now.entries.retain(|entry| !names.contains(&&*entry.name)));
    }

    pub(crate) fn clear(&self) {
        self.change(|now| now.entries.clear());
    }

    pub(crate) fn set_standard(&self, json: Vec<u8>) {
        self.change(|now| now.standard = Some(json.into_boxed_slice()));
    }

    fn change<T>(&self, change: impl FnOnce(&mut Keys) -> T) -> T {
        let result = change(Arc::make_mut(&mut self.lock()));
        self.used.store(true, Ordering::Release);
        result
    }

    /// Nothing that is locked here is left half-changed by a panic.
    fn lock(&self) -> MutexGuard<'_, Arc<Keys>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
