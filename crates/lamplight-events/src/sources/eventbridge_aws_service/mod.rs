//! Events of AWS services that EventBridge delivers.
//!
//! Every service has its own details, listed in "Events from AWS services" in the Amazon EventBridge User
//! Guide. Those that are here are used as in `EventBridge<Ec2InstanceStateChange>`; others are types of
//! one's own, or `serde_json::Value`.

mod ec2;
mod ecs;
mod jobs;
mod rds;

pub use self::ec2::{Ec2InstanceState, Ec2InstanceStateChange};
pub use self::ecs::{
    EcsAttachment, EcsAttribute, EcsContainer, EcsContainerInstanceStateChange, EcsEphemeralStorage,
    EcsNameValue, EcsNetworkInterface, EcsResource, EcsTaskStateChange, EcsVersionInfo,
};
pub use self::jobs::{TranscribeJobStateChange, TranslateTextTranslationJobStateChange};
pub use self::rds::RdsEvent;
use super::eventbridge::EventBridgeEvent;

/// An event of a service, whose detail is not read yet;
/// [`EventBridge`](super::eventbridge::EventBridge) reads it as a type.
pub type EventBridgeAwsServiceEvent = EventBridgeEvent;
