//! What happened in a bucket, as EventBridge delivers it.
//!
//! See "EventBridge event message structure" and "Using EventBridge" in the Amazon S3 User Guide.

use super::eventbridge::EventBridge;
use crate::Timestamp;
use crate::field::{event, words};

/// Something happened to an object.
///
/// Events of other kinds that S3 sends by way of CloudTrail have none of the detail's fields; all of it is
/// in its `extra`.
pub type S3EventBridgeEvent = EventBridge<S3EventBridgeDetail>;

impl S3EventBridgeEvent {
    /// What happened, from the event's `detail-type`.
    #[must_use]
    pub fn kind(&self) -> S3EventBridgeKind {
        S3EventBridgeKind::from(self.detail_type.as_str())
    }
}

words! {
    /// What happened to an object.
    pub enum S3EventBridgeKind {
        /// It was written.
        ObjectCreated = "Object Created",
        /// It was deleted, or covered by a delete marker: by a request or by a lifecycle rule.
        ObjectDeleted = "Object Deleted",
        /// A copy of the archived object was asked for.
        ObjectRestoreInitiated = "Object Restore Initiated",
        /// The copy is there.
        ObjectRestoreCompleted = "Object Restore Completed",
        /// The copy is gone again.
        ObjectRestoreExpired = "Object Restore Expired",
        /// Its tags were set.
        ObjectTagsAdded = "Object Tags Added",
        /// Its tags were taken away.
        ObjectTagsDeleted = "Object Tags Deleted",
        /// Who may read and write it was changed.
        ObjectAclUpdated = "Object ACL Updated",
        /// A lifecycle rule moved it to another storage class.
        ObjectStorageClassChanged = "Object Storage Class Changed",
        /// Intelligent-Tiering moved it to another tier.
        ObjectAccessTierChanged = "Object Access Tier Changed",
    }
}

event! {
    /// What S3 says about it.
    pub struct S3EventBridgeDetail = "the detail of an S3 event" {
        /// The version of the detail: `0` until now.
        pub version: Option<String> = "version",
        /// The version of the event, where S3 says it.
        pub event_version: Option<String> = "event-version",
        /// The bucket.
        pub bucket: S3EventBridgeBucket = "bucket",
        /// The object.
        pub object: S3EventBridgeObject = "object",
        /// The id of the request that did it, as S3's responses and access logs have it.
        pub request_id: Option<String> = "request-id",
        /// The account that did it, or the service, such as `s3.amazonaws.com`.
        pub requester: Option<String> = "requester",
        /// The address from which the request came; none where S3 itself did it.
        pub source_ip_address: Option<String> = "source-ip-address",
        /// Created: by which request. Deleted: `DeleteObject` or `Lifecycle Expiration`.
        pub reason: Option<String> = "reason",
        /// Deleted: whether it is gone or only covered.
        pub deletion_type: Option<S3DeletionType> = "deletion-type",
        /// Restore completed: when the copy goes away again.
        pub restore_expiry_time: Option<Timestamp> = "restore-expiry-time",
        /// Restored: the storage class of the archived object.
        pub source_storage_class: Option<String> = "source-storage-class",
        /// Storage class changed: the class that it has now.
        pub destination_storage_class: Option<String> = "destination-storage-class",
        /// Access tier changed: the tier that it is in now.
        pub destination_access_tier: Option<String> = "destination-access-tier",
    }
}

event! {
    /// A bucket.
    pub struct S3EventBridgeBucket = "the bucket of an S3 event" {
        /// Its name.
        pub name: String = "name",
    }
}

event! {
    /// An object.
    pub struct S3EventBridgeObject = "the object of an S3 event" {
        /// Its key as it is: what S3 sends by way of EventBridge is not URL-encoded.
        pub key: String = "key",
        /// Its size in bytes; not where it was deleted by a request.
        pub size: Option<u64> = "size",
        /// Its ETag.
        pub etag: Option<String> = "etag",
        /// Its version, in a bucket that has versions.
        pub version_id: Option<String> = "version-id",
        /// Says of two events for one key which is the later one: the greater, as hexadecimal digits
        /// that the shorter one is to be filled with zeros on the right for.
        pub sequencer: Option<String> = "sequencer",
    }
}

words! {
    /// How an object was deleted.
    pub enum S3DeletionType {
        /// Its versions stay, and a marker covers them.
        DeleteMarkerCreated = "Delete Marker Created",
        /// It is gone.
        PermanentlyDeleted = "Permanently Deleted",
    }
}
