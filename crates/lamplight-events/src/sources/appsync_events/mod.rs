//! AppSync Events: somebody publishes to a channel, or subscribes to one.
//!
//! See "Direct Lambda integration" of channel namespaces in the AWS AppSync Events Developer Guide.

mod response;

use serde_json::Value;

pub use self::response::{AppSyncEventsResponse, AppSyncEventsResult};
pub use super::appsync::{
    AppSyncCognitoIdentity, AppSyncIamIdentity, AppSyncIdentity, AppSyncLambdaIdentity, AppSyncOidcIdentity,
    AppSyncRequest,
};
use crate::RawJson;
use crate::field::{event, words};

event! {
    /// Somebody publishes, or subscribes.
    pub struct AppSyncEventsEvent = "an event of AppSync Events" {
        /// Who it is; none with an API key.
        pub identity: Option<AppSyncIdentity> = "identity",
        /// The result until now.
        pub result: Value = "result",
        /// The request of the client.
        pub request: AppSyncRequest = "request",
        /// What is done, and where.
        pub info: AppSyncEventsInfo = "info" required,
        /// What went wrong until now.
        pub error: Value = "error",
        /// What went before.
        pub prev: Value = "prev",
        /// What handlers hand on: an object.
        pub stash: RawJson = "stash",
        /// What went wrong until now.
        pub out_errors: Vec<Value> = "outErrors",
        /// What is published; nothing where somebody subscribes.
        pub events: Option<Vec<AppSyncEventsMessage>> = "events",
    }
}

event! {
    /// What is done, and where.
    pub struct AppSyncEventsInfo = "the info of AppSync Events" {
        /// The channel.
        pub channel: AppSyncEventsChannel = "channel",
        /// Its namespace.
        pub channel_namespace: AppSyncEventsNamespace = "channelNamespace",
        /// What is done.
        pub operation: Option<AppSyncEventsOperation> = "operation",
    }
}

event! {
    /// A channel.
    pub struct AppSyncEventsChannel = "a channel of AppSync Events" {
        /// Its path: `/default/orders`; a subscription may end in `/*`.
        pub path: String = "path",
        /// The same in parts, the first of which is the namespace.
        pub segments: Vec<String> = "segments",
    }
}

event! {
    /// A namespace.
    pub struct AppSyncEventsNamespace = "a namespace of AppSync Events" {
        /// Its name.
        pub name: String = "name",
    }
}

words! {
    /// What is done.
    pub enum AppSyncEventsOperation {
        /// Somebody publishes.
        Publish = "PUBLISH",
        /// Somebody subscribes.
        Subscribe = "SUBSCRIBE",
    }
}

event! {
    /// What is published.
    pub struct AppSyncEventsMessage = "a message of AppSync Events" {
        /// Tells it from the others of the request: the response names it.
        pub id: String = "id",
        /// What the client sends.
        pub payload: RawJson = "payload",
    }
}
