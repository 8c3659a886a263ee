//! EC2: `EC2 Instance State-change Notification`.
//!
//! See "State change events for your instances" in the Amazon EC2 User Guide.

use crate::field::{event, words};

event! {
    /// An instance has another state now.
    pub struct Ec2InstanceStateChange = "the detail of an EC2 state change" {
        /// The instance.
        pub instance_id: String = "instance-id",
        /// The state that it has now.
        pub state: Option<Ec2InstanceState> = "state",
    }
}

words! {
    /// How an instance is.
    pub enum Ec2InstanceState {
        /// It starts.
        Pending = "pending",
        /// It runs.
        Running = "running",
        /// It stops, to be started again.
        Stopping = "stopping",
        /// It is stopped, and may be started again.
        Stopped = "stopped",
        /// It ends.
        ShuttingDown = "shutting-down",
        /// It has ended.
        Terminated = "terminated",
    }
}
