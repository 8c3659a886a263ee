//! Events of CodeDeploy that EventBridge delivers.
//!
//! See "Monitoring deployments with Amazon CloudWatch Events" in the AWS CodeDeploy User Guide.

use super::eventbridge::EventBridge;
use crate::field::{event, words};

/// A deployment has another state now, or is in another one on an instance.
pub type EventBridgeCodeDeployEvent = EventBridge<CodeDeployDetail>;

event! {
    /// What CodeDeploy says about it.
    pub struct CodeDeployDetail = "the detail of a CodeDeploy event" {
        /// Instance: which one.
        pub instance_id: Option<String> = "instanceId",
        /// The region of the deployment.
        pub region: Option<String> = "region",
        /// The state that it has now.
        pub state: Option<CodeDeployState> = "state",
        /// The application.
        pub application: Option<String> = "application",
        /// The deployment.
        pub deployment_id: String = "deploymentId",
        /// The id of the deployment group.
        pub instance_group_id: Option<String> = "instanceGroupId",
        /// The name of the deployment group.
        pub deployment_group: Option<String> = "deploymentGroup",
    }
}

words! {
    /// How a deployment is.
    pub enum CodeDeployState {
        /// It has begun.
        Start = "START",
        /// It waits for the traffic to be moved.
        Ready = "READY",
        /// It did what it should.
        Success = "SUCCESS",
        /// It did not.
        Failure = "FAILURE",
        /// Somebody stopped it.
        Stop = "STOP",
    }
}
