//! What made AWS Config ask a rule.

use serde_json::{Number, Value};

use crate::field::{event, words};
use crate::{Map, RawJson, Timestamp};

event! {
    /// What happened: a resource has changed, or it is time.
    pub struct InvokingEvent = "the invoking event of an AWS Config rule" {
        /// A resource has changed: what it is now.
        pub configuration_item: Option<Box<ConfigItem>> = "configurationItem",
        /// A resource has changed, and its item is too large for an event: what is there of it. The whole is
        /// to be asked for.
        pub configuration_item_summary: Option<Box<ConfigItem>> = "configurationItemSummary",
        /// What is other than before.
        pub configuration_item_diff: Option<ConfigItemDiff> = "configurationItemDiff",
        /// It is time: the account.
        pub aws_account_id: Option<String> = "awsAccountId",
        /// A snapshot was delivered: its id.
        pub config_snapshot_id: Option<String> = "configSnapshotId",
        /// A snapshot was delivered: the key of the object.
        pub s3_object_key: Option<String> = "s3ObjectKey",
        /// A snapshot was delivered: its bucket.
        pub s3_bucket: Option<String> = "s3Bucket",
        /// When this was written.
        pub notification_creation_time: Option<Timestamp> = "notificationCreationTime",
        /// What it is.
        pub message_type: Option<ConfigMessageType> = "messageType",
        /// The version of this.
        pub record_version: Option<String> = "recordVersion",
    }
}

words! {
    /// What made AWS Config ask.
    pub enum ConfigMessageType {
        /// A resource has changed.
        ConfigurationItemChange = "ConfigurationItemChangeNotification",
        /// A resource has changed whose item is too large for an event.
        OversizedConfigurationItemChange = "OversizedConfigurationItemChangeNotification",
        /// It is time.
        Scheduled = "ScheduledNotification",
        /// A snapshot was delivered.
        ConfigurationSnapshotDeliveryCompleted = "ConfigurationSnapshotDeliveryCompleted",
    }
}

event! {
    /// A resource at a point in time.
    pub struct ConfigItem = "a configuration item" {
        /// Summary: whether it was made, changed or deleted.
        pub change_type: Option<String> = "changeType",
        /// The version of the item's form.
        pub configuration_item_version: Option<String> = "configurationItemVersion",
        /// When it was looked at.
        pub configuration_item_capture_time: Option<Timestamp> = "configurationItemCaptureTime",
        /// Counts the items of a resource.
        pub configuration_state_id: Option<Number> = "configurationStateId",
        /// The account.
        pub aws_account_id: Option<String> = "awsAccountId",
        /// Whether the resource is there.
        pub configuration_item_status: Option<ConfigItemStatus> = "configurationItemStatus",
        /// Its type: `AWS::EC2::Instance`.
        pub resource_type: Option<String> = "resourceType",
        /// Its id.
        pub resource_id: Option<String> = "resourceId",
        /// Its name, where it has one.
        pub resource_name: Option<String> = "resourceName",
        /// Its ARN.
        pub arn: Option<String> = "ARN",
        /// Its region; `global` for what has none.
        pub aws_region: Option<String> = "awsRegion",
        /// Its zone.
        pub availability_zone: Option<String> = "availabilityZone",
        /// The MD5 of the item, in hexadecimal digits.
        pub configuration_state_md5_hash: Option<String> = "configurationStateMd5Hash",
        /// When it was made.
        pub resource_creation_time: Option<Timestamp> = "resourceCreationTime",
        /// Ids of CloudTrail's events; nothing is written here any more.
        pub related_events: Vec<String> = "relatedEvents",
        /// What it has to do with.
        pub relationships: Vec<ConfigRelationship> = "relationships",
        /// Its configuration, as its service describes it.
        pub configuration: Option<RawJson> = "configuration",
        /// What its service tells elsewhere.
        pub supplementary_configuration: Map<Value> = "supplementaryConfiguration",
        /// Its tags.
        pub tags: Map<String> = "tags",
    }
}

words! {
    /// Whether a resource is there.
    pub enum ConfigItemStatus {
        /// It is, and its item is complete.
        Ok = "OK",
        /// It was found to be there already.
        ResourceDiscovered = "ResourceDiscovered",
        /// It is there, and is not recorded any more.
        ResourceNotRecorded = "ResourceNotRecorded",
        /// It is gone.
        ResourceDeleted = "ResourceDeleted",
        /// It is gone, and was not recorded any more.
        ResourceDeletedNotRecorded = "ResourceDeletedNotRecorded",
    }
}

event! {
    /// What a resource has to do with.
    pub struct ConfigRelationship = "a relationship of a configuration item" {
        /// The id of the other.
        pub resource_id: Option<String> = "resourceId",
        /// The name of the other.
        pub resource_name: Option<String> = "resourceName",
        /// The type of the other.
        pub resource_type: Option<String> = "resourceType",
        /// How: `Is attached to Subnet`. AWS names the key `name` in items and `relationshipName` in its API.
        pub name: Option<String> = "name",
    }
}

event! {
    /// What is other than before.
    pub struct ConfigItemDiff = "the difference between two configuration items" {
        /// What changed, by its path: `Configuration.SecurityGroups.0`.
        pub changed_properties: Map<Value> = "changedProperties",
        /// Whether it was made, changed or deleted: `CREATE`, `UPDATE` or `DELETE`.
        pub change_type: Option<String> = "changeType",
    }
}
