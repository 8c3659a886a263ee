//! Events of EventBridge within something else.

use lamplight_core::source::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::content::{Content, Json};
use super::error::ContentError;
use crate::source::Source;
pub use crate::sources::eventbridge::EventBridge;
use crate::sources::eventbridge::EventBridgeEvent;

/// What EventBridge puts into a queue, a topic or a stream that is the target of a rule.
impl<T: DeserializeOwned> Content for EventBridge<T> {
    type Output = Self;

    fn read(input: &[u8]) -> Result<Self, ContentError> {
        let event = Json::<EventBridgeEvent>::read(input)?;
        let detail = Json::<T>::read(event.detail.get().as_bytes());
        Ok(Self {
            version: event.version,
            id: event.id,
            detail_type: event.detail_type,
            source: event.source,
            account: event.account,
            time: event.time,
            region: event.region,
            resources: event.resources,
            detail: detail.map_err(|error| error.within("detail"))?,
            replay_name: event.replay_name,
            extra: event.extra,
        })
    }
}

/// Whatever the detail is, the frame is the same.
const KINDS: &[Kind] = &[
    Kind::EventBridgeCustom,
    Kind::EventBridgeAwsService,
    Kind::EventBridgeScheduled,
    Kind::S3EventBridge,
    Kind::EventBridgeAutoScaling,
    Kind::EventBridgeCodeBuild,
    Kind::EventBridgeCodeDeploy,
    Kind::EventBridgeCodePipeline,
    Kind::EventBridgeEcr,
];

impl Source for EventBridgeEvent {
    const KINDS: &'static [Kind] = KINDS;
}

impl<T: Serialize> Source for EventBridge<T> {
    const KINDS: &'static [Kind] = KINDS;
}
