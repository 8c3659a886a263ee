//! Notifications of an S3 bucket.
//!
//! See "Process Amazon S3 event notifications with Lambda" in the AWS Lambda Developer Guide, and "Event
//! message structure" in the Amazon S3 User Guide. It comes to the function itself, or as the text of an SQS
//! or SNS message; then the first of them is an [`S3TestEvent`](super::s3_test_event).

use std::borrow::Cow;

use super::s3_key;
use crate::field::event;
use crate::{Headers, Map, Quoted, Seconds, Timestamp};

event! {
    /// What happened in a bucket.
    pub struct S3Event = "an S3 event" {
        /// The notifications; today always one.
        pub records: Vec<S3Record> = "Records" required,
    }
}

event! {
    /// A notification.
    pub struct S3Record = "an S3 record" {
        /// The version of this structure: `2.1`, and later ones where there is more in it.
        pub event_version: Option<String> = "eventVersion",
        /// `aws:s3`.
        pub event_source: Option<String> = "eventSource",
        /// The region of the bucket.
        pub aws_region: Option<String> = "awsRegion",
        /// When S3 had done what was asked.
        pub event_time: Option<Timestamp<Seconds>> = "eventTime",
        /// What happened: `ObjectCreated:Put`, without the `s3:` of the configuration.
        pub event_name: String = "eventName",
        /// Who did it.
        pub user_identity: Option<S3Identity> = "userIdentity",
        /// Of the request.
        pub request_parameters: Option<S3RequestParameters> = "requestParameters",
        /// What S3 answered: `x-amz-request-id` and `x-amz-id-2`.
        pub response_elements: Headers = "responseElements",
        /// The bucket and the object.
        pub s3: S3Entity = "s3" required,
        /// `ObjectRestore:Completed`: of the copy.
        pub glacier_event_data: Option<S3GlacierEventData> = "glacierEventData",
        /// Replication: what failed, or took long.
        pub replication_event_data: Option<S3ReplicationEventData> = "replicationEventData",
        /// `IntelligentTiering`: where the object is now.
        pub intelligent_tiering_event_data: Option<S3IntelligentTieringEventData> = "intelligentTieringEventData",
        /// `LifecycleTransition`: where the object is now.
        pub lifecycle_event_data: Option<S3LifecycleEventData> = "lifecycleEventData",
        /// Of the copy of a restored object, where it is not within the data of Glacier.
        pub restore_event_data: Option<S3RestoreEventData> = "restoreEventData",
    }
}

event! {
    /// Someone known to S3.
    pub struct S3Identity = "an identity" {
        /// The id of a user or a role, or `s3.amazonaws.com`.
        pub principal_id: Option<String> = "principalId",
    }
}

event! {
    /// Of the request.
    pub struct S3RequestParameters = "request parameters" {
        /// The address that it came from, or `s3.amazonaws.com`.
        pub source_ip_address: Option<String> = "sourceIPAddress",
    }
}

event! {
    /// Where it happened.
    pub struct S3Entity = "an S3 entity" {
        /// `1.0`.
        pub s3_schema_version: Option<String> = "s3SchemaVersion",
        /// The id of the bucket's notification configuration.
        pub configuration_id: Option<String> = "configurationId",
        /// The bucket.
        pub bucket: S3Bucket = "bucket",
        /// The object.
        pub object: S3Object = "object",
    }
}

event! {
    /// A bucket.
    pub struct S3Bucket = "an S3 bucket" {
        /// Its name.
        pub name: String = "name",
        /// Who owns it.
        pub owner_identity: Option<S3Identity> = "ownerIdentity",
        /// Its ARN.
        pub arn: Option<String> = "arn",
        /// The tags that AWS put to the bucket, such as `aws:cloudformation:stack-name`.
        pub aws_generated_tags: Option<Map<String>> = "awsGeneratedTags",
    }
}

event! {
    /// An object.
    pub struct S3Object = "an S3 object" {
        /// Its key as it came, which is encoded; see [`S3Object::decoded_key`].
        pub key: String = "key",
        /// Its size in bytes; absent where it was removed.
        pub size: Option<Quoted<u64>> = "size",
        /// Its entity tag; absent where it was removed.
        pub e_tag: Option<String> = "eTag",
        /// Its version, where the bucket has versions.
        pub version_id: Option<String> = "versionId",
        /// Tells the order of two events of the same key: the greater one is later, as hexadecimal numbers
        /// that the shorter one is filled up for with zeros at its end.
        pub sequencer: Option<String> = "sequencer",
    }
}

event! {
    /// Of an object that was in Glacier.
    pub struct S3GlacierEventData = "event data of Glacier" {
        /// Of the copy.
        pub restore_event_data: Option<S3RestoreEventData> = "restoreEventData",
    }
}

event! {
    /// Of the copy of a restored object.
    pub struct S3RestoreEventData = "event data of a restore" {
        /// When the copy goes away.
        pub lifecycle_restoration_expiry_time: Option<Timestamp<Seconds>> = "lifecycleRestorationExpiryTime",
        /// The storage class that it was restored from.
        pub lifecycle_restore_storage_class: Option<String> = "lifecycleRestoreStorageClass",
    }
}

event! {
    /// Of the replication of an object.
    pub struct S3ReplicationEventData = "event data of a replication" {
        /// The rule.
        pub replication_rule_id: Option<String> = "replicationRuleId",
        /// The ARN of the bucket that it goes to.
        pub destination_bucket: Option<String> = "destinationBucket",
        /// What is replicated: `OBJECT_PUT`.
        pub s3_operation: Option<String> = "s3Operation",
        /// When it was asked for.
        pub request_time: Option<Timestamp<Seconds>> = "requestTime",
        /// Why it failed: `AssumeRoleNotPermitted`.
        pub failure_reason: Option<String> = "failureReason",
        /// How long it may take.
        pub threshold: Option<Quoted<u64>> = "threshold",
        /// When it was done.
        pub replication_time: Option<Timestamp<Seconds>> = "replicationTime",
    }
}

event! {
    /// Of an object that Intelligent-Tiering moved.
    pub struct S3IntelligentTieringEventData = "event data of intelligent tiering" {
        /// `ARCHIVE_ACCESS` or `DEEP_ARCHIVE_ACCESS`.
        pub destination_access_tier: Option<String> = "destinationAccessTier",
    }
}

event! {
    /// Of an object that a lifecycle rule moved.
    pub struct S3LifecycleEventData = "event data of a lifecycle" {
        /// Where it went.
        pub transition_event_data: Option<S3TransitionEventData> = "transitionEventData",
    }
}

event! {
    /// Where an object went.
    pub struct S3TransitionEventData = "event data of a transition" {
        /// The storage class that it has now.
        pub destination_storage_class: Option<String> = "destinationStorageClass",
    }
}

// === impl S3Object ===

impl S3Object {
    /// The key that other calls to S3 take.
    ///
    /// ```
    /// use lamplight_events::sources::s3::S3Object;
    ///
    /// let object: S3Object = serde_json::from_str(r#"{"key":"red+flowers/%C3%BC.jpg"}"#)?;
    /// assert_eq!(object.decoded_key(), "red flowers/ü.jpg");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn decoded_key(&self) -> Cow<'_, str> {
        s3_key::decode(&self.key)
    }
}
