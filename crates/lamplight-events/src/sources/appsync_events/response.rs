//! What AppSync Events is told.

use serde::Serialize;

use crate::RawJson;
use crate::field::event;

event! {
    /// The answer to somebody who publishes. Who subscribes is answered with `null`, that is with `None` for
    /// an `Option` of this, or with an error.
    ///
    /// ```
    /// use lamplight_events::sources::appsync_events::{AppSyncEventsResponse, AppSyncEventsResult};
    ///
    /// let response = AppSyncEventsResponse::publish([
    ///     AppSyncEventsResult::new("1", &"hello")?,
    ///     AppSyncEventsResult::failed("2", "too long"),
    /// ]);
    /// assert_eq!(
    ///     serde_json::to_string(&response)?,
    ///     r#"{"events":[{"id":"1","payload":"hello"},{"id":"2","error":"too long"}]}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct AppSyncEventsResponse = "the response to AppSync Events" {
        /// What goes to the subscribers, and what failed. A message that is left out goes to nobody.
        pub events: Option<Vec<AppSyncEventsResult>> = "events",
        /// Why all of it is refused.
        pub error: Option<String> = "error",
    }
}

event! {
    /// What becomes of a message.
    pub struct AppSyncEventsResult = "a result of AppSync Events" {
        /// The message, as it is named in the event.
        pub id: String = "id",
        /// What goes to the subscribers.
        pub payload: Option<RawJson> = "payload",
        /// Why it goes to nobody: what its publisher is told.
        pub error: Option<String> = "error",
    }
}

// === impl AppSyncEventsResponse ===

impl AppSyncEventsResponse {
    /// This becomes of the messages.
    pub fn publish(results: impl IntoIterator<Item = AppSyncEventsResult>) -> Self {
        Self { events: Some(results.into_iter().collect()), ..Self::default() }
    }

    /// Nobody may publish or subscribe like this.
    pub fn refuse(error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..Self::default() }
    }
}

// === impl AppSyncEventsResult ===

impl AppSyncEventsResult {
    /// This goes to the subscribers.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as JSON.
    pub fn new<T: Serialize + ?Sized>(id: impl Into<String>, payload: &T) -> Result<Self, serde_json::Error> {
        Ok(Self { id: id.into(), payload: Some(RawJson::write(payload)?), ..Self::default() })
    }

    /// It goes to nobody.
    pub fn failed(id: impl Into<String>, error: impl Into<String>) -> Self {
        Self { id: id.into(), error: Some(error.into()), ..Self::default() }
    }
}
