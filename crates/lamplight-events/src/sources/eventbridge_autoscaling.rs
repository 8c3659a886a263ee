//! Events of EC2 Auto Scaling that EventBridge delivers.
//!
//! See "Amazon EC2 Auto Scaling event reference" in the Amazon EC2 Auto Scaling User Guide.

use super::eventbridge::EventBridge;
use crate::Timestamp;
use crate::field::{event, words};

/// Something happened in a group: `EC2 Instance Launch Successful`, `EC2 Instance-launch Lifecycle Action`
/// and so on.
pub type EventBridgeAutoScalingEvent = EventBridge<AutoScalingDetail>;

event! {
    /// What Auto Scaling says about it: launches and terminations, lifecycle actions, instance refreshes.
    pub struct AutoScalingDetail = "the detail of an Auto Scaling event" {
        /// Lifecycle action: identifies it, to complete it or to keep it waiting.
        pub lifecycle_action_token: Option<String> = "LifecycleActionToken",
        /// Launch or termination: `InProgress`, or `Failed`.
        pub status_code: Option<String> = "StatusCode",
        /// Launch or termination: what is done, in words for people.
        pub description: Option<String> = "Description",
        /// The group.
        pub auto_scaling_group_name: String = "AutoScalingGroupName",
        /// Lifecycle action: the hook.
        pub lifecycle_hook_name: Option<String> = "LifecycleHookName",
        /// Launch or termination: the id of the activity.
        pub activity_id: Option<String> = "ActivityId",
        /// Launch or termination: where the instance is.
        pub details: Option<AutoScalingActivity> = "Details",
        /// Launch or termination: the id of the request.
        pub request_id: Option<String> = "RequestId",
        /// Launch or termination: why it failed, in words for people.
        pub status_message: Option<String> = "StatusMessage",
        /// Launch or termination: when it ended.
        pub end_time: Option<Timestamp> = "EndTime",
        /// The instance.
        pub ec2_instance_id: Option<String> = "EC2InstanceId",
        /// Lifecycle action: what the instance is about to do.
        pub lifecycle_transition: Option<LifecycleTransition> = "LifecycleTransition",
        /// Lifecycle action: what was given with the hook.
        pub notification_metadata: Option<String> = "NotificationMetadata",
        /// Launch or termination: when it began.
        pub start_time: Option<Timestamp> = "StartTime",
        /// Launch or termination: why, in words for people.
        pub cause: Option<String> = "Cause",
        /// Where the instance comes from: `EC2`, `AutoScalingGroup` or `WarmPool`.
        pub origin: Option<String> = "Origin",
        /// Where it goes.
        pub destination: Option<String> = "Destination",
        /// Instance refresh: its id.
        pub instance_refresh_id: Option<String> = "InstanceRefreshId",
    }
}

event! {
    /// Where an instance is.
    pub struct AutoScalingActivity = "the details of an Auto Scaling activity" {
        /// Its zone.
        pub availability_zone: Option<String> = "Availability Zone",
        /// Its subnet.
        pub subnet_id: Option<String> = "Subnet ID",
    }
}

words! {
    /// What an instance is about to do.
    pub enum LifecycleTransition {
        /// To begin its work.
        Launching = "autoscaling:EC2_INSTANCE_LAUNCHING",
        /// To end.
        Terminating = "autoscaling:EC2_INSTANCE_TERMINATING",
    }
}
