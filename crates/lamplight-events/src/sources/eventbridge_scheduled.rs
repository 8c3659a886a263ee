//! What EventBridge sends at a time, or every so often.
//!
//! See "Creating a rule that runs on a schedule" in the Amazon EventBridge User Guide.

use super::eventbridge::EventBridgeEvent;

/// A scheduled event: [`time`](EventBridgeEvent::time) says for when, the first of the
/// [`resources`](EventBridgeEvent::resources) which rule or schedule it is. The detail is `{}`, if nobody
/// gave it another one.
pub type EventBridgeScheduledEvent = EventBridgeEvent;
