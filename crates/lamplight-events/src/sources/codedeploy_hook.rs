//! CodeDeploy asks a function whether a deployment may go on.
//!
//! See "AppSpec 'hooks' section" in the AWS CodeDeploy User Guide.

use crate::field::event;

event! {
    /// A hook of a deployment to Lambda or ECS: what comes of it is told with
    /// `PutLifecycleEventHookExecutionStatus`, else the deployment waits for an hour and fails.
    pub struct CodeDeployHookEvent = "the hook of a CodeDeploy deployment" {
        /// The deployment.
        pub deployment_id: String = "DeploymentId" required,
        /// The execution of the hook.
        pub lifecycle_event_hook_execution_id: String = "LifecycleEventHookExecutionId" required,
    }
}
