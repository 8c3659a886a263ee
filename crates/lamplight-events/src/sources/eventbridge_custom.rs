//! Events of one's own, or of a partner's, that EventBridge delivers.
//!
//! See "Sending events with PutEvents" in the Amazon EventBridge User Guide.

use super::eventbridge::EventBridgeEvent;

/// An event of one's own, whose detail is not read yet;
/// [`EventBridge`](super::eventbridge::EventBridge) reads it as a type.
pub type EventBridgeCustomEvent = EventBridgeEvent;
