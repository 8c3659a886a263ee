//! ECS: `ECS Task State Change` and `ECS Container Instance State Change`.
//!
//! See "Amazon ECS task state change events" and "Amazon ECS container instance state change events" in the
//! Amazon ECS Developer Guide.

use serde_json::Value;

use crate::field::event;
use crate::{Quoted, Timestamp};

event! {
    /// A task is in another state now, or about to be.
    pub struct EcsTaskStateChange = "the detail of an ECS task state change" {
        /// What is attached to it, such as its network interface.
        pub attachments: Vec<EcsAttachment> = "attachments",
        /// What it says of itself, such as the architecture that it runs on.
        pub attributes: Vec<EcsAttribute> = "attributes",
        /// Where it runs.
        pub availability_zone: Option<String> = "availabilityZone",
        /// Which capacity provider it runs on, where one is used.
        pub capacity_provider_name: Option<String> = "capacityProviderName",
        /// The ARN of its cluster.
        pub cluster_arn: Option<String> = "clusterArn",
        /// The instance that it runs on, on EC2.
        pub container_instance_arn: Option<String> = "containerInstanceArn",
        /// Its containers.
        pub containers: Vec<EcsContainer> = "containers",
        /// When it was asked for.
        pub created_at: Option<Timestamp> = "createdAt",
        /// `EC2`, `FARGATE` or `EXTERNAL`.
        pub launch_type: Option<String> = "launchType",
        /// How many units of CPU it has, of which 1,024 are one vCPU.
        pub cpu: Option<Quoted<u32>> = "cpu",
        /// How much memory it has, in MiB.
        pub memory: Option<Quoted<u32>> = "memory",
        /// Disk space that it asks for beyond what Fargate gives.
        pub ephemeral_storage: Option<EcsEphemeralStorage> = "ephemeralStorage",
        /// The state that it is to have: `RUNNING` or `STOPPED`.
        pub desired_status: Option<String> = "desiredStatus",
        /// Whether commands may be run in it.
        pub enable_execute_command: Option<bool> = "enableExecuteCommand",
        /// `family:` or `service:` and a name.
        pub group: Option<String> = "group",
        /// The state that it has: `PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED` and those between.
        pub last_status: Option<String> = "lastStatus",
        /// What was given otherwise than its definition says.
        pub overrides: Value = "overrides",
        /// Whether it reaches the network: `CONNECTED` or `DISCONNECTED`.
        pub connectivity: Option<String> = "connectivity",
        /// Since when.
        pub connectivity_at: Option<Timestamp> = "connectivityAt",
        /// When its images began to come.
        pub pull_started_at: Option<Timestamp> = "pullStartedAt",
        /// When it began to run.
        pub started_at: Option<Timestamp> = "startedAt",
        /// Who started it: a deployment of a service, or a text of one's own.
        pub started_by: Option<String> = "startedBy",
        /// When it was to stop.
        pub stopping_at: Option<Timestamp> = "stoppingAt",
        /// When it was stopped.
        pub stopped_at: Option<Timestamp> = "stoppedAt",
        /// Why, in words for people.
        pub stopped_reason: Option<String> = "stoppedReason",
        /// Why: `EssentialContainerExited`, `UserInitiated` and the like.
        pub stop_code: Option<String> = "stopCode",
        /// When its containers were stopped.
        pub execution_stopped_at: Option<Timestamp> = "executionStoppedAt",
        /// When its images were there.
        pub pull_stopped_at: Option<Timestamp> = "pullStoppedAt",
        /// When this was.
        pub updated_at: Option<Timestamp> = "updatedAt",
        /// The ARN of the task.
        pub task_arn: String = "taskArn",
        /// The ARN of its definition.
        pub task_definition_arn: Option<String> = "taskDefinitionArn",
        /// Counts the changes: the higher number is the later one.
        pub version: Option<u64> = "version",
        /// Fargate: the version of the platform.
        pub platform_version: Option<String> = "platformVersion",
        /// Fargate: the kind of the platform.
        pub platform_family: Option<String> = "platformFamily",
    }
}

event! {
    /// A container of a task.
    pub struct EcsContainer = "a container of an ECS task" {
        /// The ARN of the container.
        pub container_arn: Option<String> = "containerArn",
        /// What its main process ended with.
        pub exit_code: Option<i32> = "exitCode",
        /// The state that it has.
        pub last_status: Option<String> = "lastStatus",
        /// Its name in the definition.
        pub name: String = "name",
        /// Why it stopped, or did not start.
        pub reason: Option<String> = "reason",
        /// Its image.
        pub image: Option<String> = "image",
        /// The digest of its image.
        pub image_digest: Option<String> = "imageDigest",
        /// The id that Docker or containerd gave it.
        pub runtime_id: Option<String> = "runtimeId",
        /// The ARN of its task.
        pub task_arn: Option<String> = "taskArn",
        /// Its network interfaces.
        pub network_interfaces: Vec<EcsNetworkInterface> = "networkInterfaces",
        /// How many units of CPU it has; 0 where only the task has a limit.
        pub cpu: Option<Quoted<u32>> = "cpu",
        /// The most memory that it may have, in MiB.
        pub memory: Option<Quoted<u32>> = "memory",
        /// The memory that is kept for it, in MiB.
        pub memory_reservation: Option<Quoted<u32>> = "memoryReservation",
        /// `HEALTHY`, `UNHEALTHY` or `UNKNOWN`.
        pub health_status: Option<String> = "healthStatus",
    }
}

event! {
    /// A network interface of a container.
    pub struct EcsNetworkInterface = "a network interface of an ECS container" {
        /// The attachment of the task that it is.
        pub attachment_id: Option<String> = "attachmentId",
        /// Its address.
        pub private_ipv4_address: Option<String> = "privateIpv4Address",
        /// Its IPv6 address.
        pub ipv6_address: Option<String> = "ipv6Address",
    }
}

event! {
    /// Something that is attached to a task or an instance.
    pub struct EcsAttachment = "an attachment in ECS" {
        /// Its id.
        pub id: Option<String> = "id",
        /// What it is: `eni` is a network interface.
        pub r#type: Option<String> = "type",
        /// How far it is: `ATTACHED`, `DELETED` and those between.
        pub status: Option<String> = "status",
        /// What is known of it.
        pub details: Vec<EcsNameValue> = "details",
    }
}

event! {
    /// A name and its value.
    pub struct EcsNameValue = "a name and a value" {
        /// The name.
        pub name: String = "name",
        /// The value.
        pub value: Option<String> = "value",
    }
}

event! {
    /// What a task or an instance says of itself.
    pub struct EcsAttribute = "an attribute in ECS" {
        /// The name.
        pub name: String = "name",
        /// The value; many have none.
        pub value: Option<String> = "value",
    }
}

event! {
    /// Disk space of a task on Fargate.
    pub struct EcsEphemeralStorage = "the ephemeral storage of an ECS task" {
        /// In GiB.
        pub size_in_gib: Option<u32> = "sizeInGiB",
    }
}

event! {
    /// An instance that tasks run on has changed, or what is left on it.
    pub struct EcsContainerInstanceStateChange = "the detail of an ECS container instance state change" {
        /// Whether the agent on it can be reached.
        pub agent_connected: Option<bool> = "agentConnected",
        /// What it says of itself, and what its owner says.
        pub attributes: Vec<EcsAttribute> = "attributes",
        /// What is attached to it.
        pub attachments: Vec<EcsAttachment> = "attachments",
        /// The ARN of its cluster.
        pub cluster_arn: Option<String> = "clusterArn",
        /// The ARN of the instance in ECS.
        pub container_instance_arn: String = "containerInstanceArn",
        /// The instance in EC2.
        pub ec2_instance_id: Option<String> = "ec2InstanceId",
        /// What it has.
        pub registered_resources: Vec<EcsResource> = "registeredResources",
        /// What of it is left.
        pub remaining_resources: Vec<EcsResource> = "remainingResources",
        /// `ACTIVE`, `DRAINING`, `INACTIVE` and those between.
        pub status: Option<String> = "status",
        /// Counts the changes: the higher number is the later one.
        pub version: Option<u64> = "version",
        /// What runs on it.
        pub version_info: EcsVersionInfo = "versionInfo",
        /// When this was.
        pub updated_at: Option<Timestamp> = "updatedAt",
        /// When it was registered.
        pub registered_at: Option<Timestamp> = "registeredAt",
    }
}

event! {
    /// Something that an instance has.
    pub struct EcsResource = "a resource of an ECS container instance" {
        /// `CPU`, `MEMORY`, `PORTS`, `PORTS_UDP` or a name of one's own.
        pub name: String = "name",
        /// Which of the values there is: `INTEGER`, `LONG`, `DOUBLE` or `STRINGSET`.
        pub r#type: Option<String> = "type",
        /// An integer: of CPU in units of which 1,024 are one vCPU, of memory in MiB.
        pub integer_value: Option<i64> = "integerValue",
        /// A long integer.
        pub long_value: Option<i64> = "longValue",
        /// A number.
        pub double_value: Option<serde_json::Number> = "doubleValue",
        /// Several texts, such as ports.
        pub string_set_value: Vec<String> = "stringSetValue",
    }
}

event! {
    /// What runs on an instance.
    pub struct EcsVersionInfo = "the versions of an ECS container instance" {
        /// The commit of the agent.
        pub agent_hash: Option<String> = "agentHash",
        /// The version of the agent.
        pub agent_version: Option<String> = "agentVersion",
        /// The version of Docker.
        pub docker_version: Option<String> = "dockerVersion",
    }
}
