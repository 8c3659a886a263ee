//! Events with several records.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::content::Content;
use super::error::ContentError;
use crate::source::{BatchSource, List, Source};

/// A batch of records, whose content is read as `C` says, each for itself: one that cannot be read says
/// so where its content would be, and the others are there.
pub struct Records<E: BatchSource, C: Content<E::Input>> {
    /// The records, in their order.
    pub records: Vec<Record<E::Record, C::Output>>,
    /// The event without its records.
    pub event: E,
}

/// A record, with its content. Everything else of it is found as if it were the record itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<R, T> {
    /// As it came, with the content as it came: for whoever wants it under another view, or puts it aside.
    pub record: R,
    /// What the sender says.
    pub content: Result<T, ContentError>,
    /// The list that it came in.
    list: usize,
}

// === impl Records ===

impl<E: BatchSource, C: Content<E::Input>> Records<E, C> {
    /// Reads the content of an event's records.
    #[must_use]
    pub fn read(mut event: E) -> Self {
        let (mut records, mut list) = (Vec::new(), 0);
        event.lists(&mut |from| {
            let List { path, key, records: taken } = from;
            let taken = std::mem::take(taken);
            records.reserve(taken.len());
            for (index, record) in taken.into_iter().enumerate() {
                let place = || {
                    format!("{}.{}", List::<E::Record>::path_to(path, key, index), E::content_path(&record))
                };
                let mut content = E::content(&record).and_then(|input| C::read(&input));
                match &mut content {
                    Ok(content) => C::locate(content, &place),
                    Err(error) => error.locate(&place()),
                }
                records.push(Record { record, content, list });
            }
            list += 1;
        });
        Self { records, event }
    }

    /// Tells the errors of records that are within something else where that is: what [`Content::locate`] does
    /// for content that has records.
    pub fn locate(&mut self, outer: &dyn Fn() -> String) {
        for record in &mut self.records {
            match &mut record.content {
                Ok(content) => C::locate(content, outer),
                Err(error) => error.locate(&outer()),
            }
        }
    }

    /// The event with its records, without what was read from them.
    #[must_use]
    pub fn into_event(self) -> E {
        let mut event = self.event;
        put_back(&mut event, self.records.into_iter().map(|record| (record.list, record.record)));
        event
    }
}

/// Puts records into the lists that they came in.
fn put_back<E: BatchSource>(event: &mut E, records: impl Iterator<Item = (usize, E::Record)>) {
    let mut lists: Vec<Vec<E::Record>> = Vec::new();
    for (list, record) in records {
        if lists.len() <= list {
            lists.resize_with(list + 1, Vec::new);
        }
        lists[list].push(record);
    }
    let mut lists = lists.into_iter();
    event.lists(&mut |list| *list.records = lists.next().unwrap_or_default());
}

impl<E: BatchSource, C: Content<E::Input>> IntoIterator for Records<E, C> {
    type Item = Record<E::Record, C::Output>;
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a, E: BatchSource, C: Content<E::Input>> IntoIterator for &'a Records<E, C> {
    type Item = &'a Record<E::Record, C::Output>;
    type IntoIter = std::slice::Iter<'a, Record<E::Record, C::Output>>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}

impl<'de, E, C> Deserialize<'de> for Records<E, C>
where
    E: BatchSource + Deserialize<'de>,
    C: Content<E::Input>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        E::deserialize(deserializer).map(Self::read)
    }
}

/// Written is the event as it came. This makes a copy of it.
impl<E, C> Serialize for Records<E, C>
where
    E: BatchSource + Clone + Serialize,
    E::Record: Clone,
    C: Content<E::Input>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut event = self.event.clone();
        put_back(&mut event, self.records.iter().map(|record| (record.list, record.record.clone())));
        event.serialize(serializer)
    }
}

impl<E, C> Source for Records<E, C>
where
    E: BatchSource + Clone + Source,
    E::Record: Clone,
    C: Content<E::Input>,
{
    const KINDS: &'static [lamplight_core::source::Kind] = E::KINDS;
}

impl<E, C> Clone for Records<E, C>
where
    E: BatchSource + Clone,
    E::Record: Clone,
    C: Content<E::Input>,
    C::Output: Clone,
{
    fn clone(&self) -> Self {
        Self { records: self.records.clone(), event: self.event.clone() }
    }
}

impl<E, C> fmt::Debug for Records<E, C>
where
    E: BatchSource + fmt::Debug,
    E::Record: fmt::Debug,
    C: Content<E::Input>,
    C::Output: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("records", &self.records).field("event", &self.event).finish()
    }
}

// === impl Record ===

impl<R, T> Record<R, T> {
    /// The record and what was read.
    ///
    /// # Errors
    ///
    /// Where the content could not be read.
    pub fn into_parts(self) -> (R, Result<T, ContentError>) {
        (self.record, self.content)
    }
}

impl<R, T> Deref for Record<R, T> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.record
    }
}

impl<R, T> DerefMut for Record<R, T> {
    fn deref_mut(&mut self) -> &mut R {
        &mut self.record
    }
}
