//! Requests that wait for an answer.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::content::Content;
use super::error::ContentError;
use crate::source::{RequestSource, Source};

/// A request, whose body is read as `C` says. Everything else of it is found as if it were the event
/// itself.
///
/// A body that cannot be read is no failure of the function: who sent it is to be told so, with a
/// response that says 400, and with [`ContentError`]'s words if they may see the path.
pub struct Request<E, C: Content> {
    /// As it came.
    pub event: E,
    /// What the client says.
    pub content: Result<C::Output, ContentError>,
}

// === impl Request ===

impl<E, C: Content> Request<E, C> {
    /// The event, without what was read from it.
    #[must_use]
    pub fn into_event(self) -> E {
        self.event
    }
}

impl<E: RequestSource, C: Content> Request<E, C> {
    /// Reads the body of an event.
    #[must_use]
    pub fn read(event: E) -> Self {
        let mut content = event.body().and_then(|body| C::read(&body));
        match &mut content {
            Ok(content) => C::locate(content, &|| E::BODY.to_owned()),
            Err(error) => error.locate(E::BODY),
        }
        Self { event, content }
    }
}

impl<E, C: Content> Deref for Request<E, C> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.event
    }
}

impl<E, C: Content> DerefMut for Request<E, C> {
    fn deref_mut(&mut self) -> &mut E {
        &mut self.event
    }
}

impl<'de, E: RequestSource + Deserialize<'de>, C: Content> Deserialize<'de> for Request<E, C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        E::deserialize(deserializer).map(Self::read)
    }
}

/// Written is the event as it came.
impl<E: Serialize, C: Content> Serialize for Request<E, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.event.serialize(serializer)
    }
}

impl<E: Source, C: Content> Source for Request<E, C> {
    const KINDS: &'static [lamplight_core::source::Kind] = E::KINDS;

    fn facts(&self) -> lamplight_core::source::Facts<Vec<u8>> {
        self.event.facts()
    }
}

impl<E: Clone, C: Content> Clone for Request<E, C>
where
    C::Output: Clone,
{
    fn clone(&self) -> Self {
        Self { event: self.event.clone(), content: self.content.clone() }
    }
}

impl<E: fmt::Debug, C: Content> fmt::Debug for Request<E, C>
where
    C::Output: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("event", &self.event).field("content", &self.content).finish()
    }
}
