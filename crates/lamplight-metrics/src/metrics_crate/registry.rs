//! The metrics of one kind that are known.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use metrics::Key;

use super::metric::Metric;
use super::units::Units;

/// In how many parts they are, so that threads that look for different ones do not wait for each other.
const PARTS: usize = 16;
/// How many are kept in each part: 4096 altogether, of a kind.
const KEPT: usize = 256;

/// Metrics by name and labels. Looking for one that is known takes no lock that another reader has to wait for.
#[derive(Debug)]
pub(super) struct Registry<T> {
    parts: [RwLock<HashMap<Key, Arc<T>>>; PARTS],
}

// === impl Registry ===

impl<T: From<Metric>> Registry<T> {
    /// The one that is known by this key, or a new one.
    pub(super) fn get(&self, key: &Key, units: &Units) -> Arc<T> {
        let part = &self.parts[key.get_hash() as usize % PARTS];
        if let Some(known) = part.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return known.clone();
        }
        let mut part = part.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = part.get(key) {
            return known.clone();
        }
        if part.len() == KEPT {
            return Arc::new(Metric::passing(key, units).into());
        }
        let new = Arc::new(T::from(Metric::kept(key, units)));
        part.insert(key.clone(), new.clone());
        new
    }
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| RwLock::default()) }
    }
}
