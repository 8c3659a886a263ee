//! Changes in a DynamoDB table, from its own stream or by way of a Kinesis data stream.
//!
//! See "Using AWS Lambda with Amazon DynamoDB" in the AWS Lambda Developer Guide, and "Change data capture"
//! in the Amazon DynamoDB Developer Guide. The answer is a
//! [`BatchResponse`](super::batch_response::BatchResponse), or a
//! [`TumblingWindowResponse`](super::tumbling_window::TumblingWindowResponse).

mod access;
mod attribute_value;
mod by_kinesis;
mod decimal;
mod error;
mod part;
mod unmarshal;

pub use self::attribute_value::{AttributeValue, DynamoDbItem};
pub use self::by_kinesis::{DynamoDbKinesisChange, DynamoDbKinesisRecord};
pub use self::error::UnmarshalError;
pub use self::unmarshal::unmarshal;

use serde::de::DeserializeOwned;

use self::unmarshal::unmarshal_image;
use super::tumbling_window::TumblingWindow;
use crate::field::{event, words};
use crate::{RawJson, Seconds, Timestamp};

event! {
    /// A batch of changes of one shard.
    ///
    /// All but the records is there only where the event source mapping has a tumbling window.
    pub struct DynamoDbStreamEvent = "a DynamoDB event" {
        /// The changes, up to 10,000 of them; none where a window ended in which nothing came.
        pub records: Vec<DynamoDbStreamRecord> = "Records" required,
        /// The time that the window covers.
        pub window: Option<TumblingWindow> = "window",
        /// What the function answered to the batch before of this window: any JSON, `{}` at first.
        pub state: RawJson = "state",
        /// The shard.
        pub shard_id: Option<String> = "shardId",
        /// The ARN of the stream.
        pub event_source_arn: Option<String> = "eventSourceARN",
        /// Whether no other batch of this window comes.
        pub is_final_invoke_for_window: Option<bool> = "isFinalInvokeForWindow",
        /// Whether the window ended before its time because the state grew past 1 MB.
        pub is_window_terminated_early: Option<bool> = "isWindowTerminatedEarly",
    }
}

event! {
    /// A change and where it comes from.
    pub struct DynamoDbStreamRecord = "a record of a DynamoDB stream" {
        /// What no other change in the stream has.
        pub event_id: Option<String> = "eventID",
        /// What became of the item.
        pub event_name: Option<DynamoDbEventName> = "eventName",
        /// `1.1`.
        pub event_version: Option<String> = "eventVersion",
        /// `aws:dynamodb`.
        pub event_source: Option<String> = "eventSource",
        /// The region of the table.
        pub aws_region: Option<String> = "awsRegion",
        /// The change.
        pub dynamodb: DynamoDbChange = "dynamodb" required,
        /// Who changed it, where that was DynamoDB itself: an item whose time to live is over.
        pub user_identity: Option<DynamoDbUserIdentity> = "userIdentity",
        /// The ARN of the stream.
        pub event_source_arn: Option<String> = "eventSourceARN",
    }
}

event! {
    /// A change of an item.
    pub struct DynamoDbChange = "a change of a DynamoDB item" {
        /// When it happened, to the second.
        pub approximate_creation_date_time: Option<Timestamp<Seconds>> = "ApproximateCreationDateTime",
        /// The primary key of the item.
        pub keys: Option<DynamoDbItem> = "Keys",
        /// The item as it is now, where the view has it and there is one.
        pub new_image: Option<DynamoDbItem> = "NewImage",
        /// The item as it was, where the view has it and there was one.
        pub old_image: Option<DynamoDbItem> = "OldImage",
        /// Its place in the shard; what a partial failure names.
        pub sequence_number: Option<String> = "SequenceNumber",
        /// How large the change is, in bytes.
        pub size_bytes: Option<u64> = "SizeBytes",
        /// Which images there are.
        pub stream_view_type: Option<DynamoDbStreamViewType> = "StreamViewType",
    }
}

event! {
    /// Who changed an item.
    pub struct DynamoDbUserIdentity = "a user identity" {
        /// `dynamodb.amazonaws.com` where the time to live of an item is over.
        pub principal_id: Option<String> = "principalId",
        /// `Service`.
        pub kind: Option<String> = "type",
    }
}

words! {
    /// What became of an item.
    pub enum DynamoDbEventName {
        /// It is new.
        Insert = "INSERT",
        /// Attributes of it changed.
        Modify = "MODIFY",
        /// It is no more.
        Remove = "REMOVE",
    }
}

words! {
    /// Which images of an item a stream has.
    pub enum DynamoDbStreamViewType {
        /// None, only its primary key.
        KeysOnly = "KEYS_ONLY",
        /// As it is now.
        NewImage = "NEW_IMAGE",
        /// As it was.
        OldImage = "OLD_IMAGE",
        /// As it was, and as it is now.
        NewAndOldImages = "NEW_AND_OLD_IMAGES",
    }
}

// === impl DynamoDbStreamRecord ===

impl DynamoDbStreamRecord {
    /// Whether DynamoDB removed the item because its time to live is over.
    #[must_use]
    pub fn is_time_to_live(&self) -> bool {
        let principal = self.user_identity.as_ref().and_then(|identity| identity.principal_id.as_deref());
        self.event_name == Some(DynamoDbEventName::Remove) && principal == Some("dynamodb.amazonaws.com")
    }
}

// === impl DynamoDbChange ===

impl DynamoDbChange {
    /// The primary key as a type.
    ///
    /// # Errors
    ///
    /// Where it is not of the type, with a path such as `Keys.id`.
    pub fn read_keys<T: DeserializeOwned>(&self) -> Result<Option<T>, UnmarshalError> {
        unmarshal_image(self.keys.as_ref(), "Keys")
    }

    /// The item as it is now as a type.
    ///
    /// # Errors
    ///
    /// Where it is not of the type, with a path such as `NewImage.items[0].price`.
    pub fn read_new_image<T: DeserializeOwned>(&self) -> Result<Option<T>, UnmarshalError> {
        unmarshal_image(self.new_image.as_ref(), "NewImage")
    }

    /// The item as it was as a type.
    ///
    /// # Errors
    ///
    /// Where it is not of the type, with a path such as `OldImage.items[0].price`.
    pub fn read_old_image<T: DeserializeOwned>(&self) -> Result<Option<T>, UnmarshalError> {
        unmarshal_image(self.old_image.as_ref(), "OldImage")
    }
}
