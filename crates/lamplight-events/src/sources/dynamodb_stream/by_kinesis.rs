//! Changes that come by way of a Kinesis data stream, each the data of one of its records.

use std::time::SystemTime;

use serde::de::DeserializeOwned;
use serde_json::Number;

use super::unmarshal::unmarshal_image;
use super::{DynamoDbEventName, DynamoDbItem, DynamoDbUserIdentity, UnmarshalError};
use crate::field::{Field, Read, event};
use crate::{Micros, Millis, Timestamp, Unit};

event! {
    /// A change as DynamoDB puts it into a Kinesis data stream.
    ///
    /// It has no sequence number of the table's: several may come twice, or not in their order, and are told
    /// apart by the time that they happened.
    ///
    /// ```
    /// use lamplight_events::sources::dynamodb_stream::DynamoDbKinesisRecord;
    ///
    /// let data = br#"{"awsRegion":"us-east-1","eventID":"b1","eventName":"INSERT","userIdentity":null,
    ///     "recordFormat":"application/json","tableName":"Music","dynamodb":{
    ///     "ApproximateCreationDateTime":1636400165461,"Keys":{"id":{"N":"1"}},"SizeBytes":4},
    ///     "eventSource":"aws:dynamodb"}"#;
    /// let record: DynamoDbKinesisRecord = serde_json::from_slice(data)?;
    /// assert_eq!(record.table_name.as_deref(), Some("Music"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct DynamoDbKinesisRecord = "a DynamoDB record of a Kinesis stream" {
        /// The region of the table.
        pub aws_region: Option<String> = "awsRegion",
        /// What no other change has.
        pub event_id: Option<String> = "eventID",
        /// What became of the item.
        pub event_name: Option<DynamoDbEventName> = "eventName",
        /// Who changed it, where that was DynamoDB itself: an item whose time to live is over.
        pub user_identity: Option<DynamoDbUserIdentity> = "userIdentity",
        /// `application/json`.
        pub record_format: Option<String> = "recordFormat",
        /// The name of the table.
        pub table_name: Option<String> = "tableName",
        /// The change.
        pub dynamodb: DynamoDbKinesisChange = "dynamodb" required,
        /// `aws:dynamodb`.
        pub event_source: Option<String> = "eventSource",
    }
}

event! {
    /// A change of an item, as it is in a Kinesis data stream.
    pub struct DynamoDbKinesisChange = "a change of a DynamoDB item" {
        /// When it happened, in milliseconds or microseconds since the start of 1970; see
        /// [`DynamoDbKinesisChange::created`].
        pub approximate_creation_date_time: Option<Number> = "ApproximateCreationDateTime",
        /// `MICROSECOND`, or `MILLISECOND`, which is also meant where it is absent.
        pub approximate_creation_date_time_precision: Option<String> = "ApproximateCreationDateTimePrecision",
        /// The primary key of the item.
        pub keys: Option<DynamoDbItem> = "Keys",
        /// The item as it is now; absent when it was removed.
        pub new_image: Option<DynamoDbItem> = "NewImage",
        /// The item as it was; absent when it is new.
        pub old_image: Option<DynamoDbItem> = "OldImage",
        /// How large the change is, in bytes.
        pub size_bytes: Option<u64> = "SizeBytes",
    }
}

// === impl DynamoDbKinesisChange ===

impl DynamoDbKinesisChange {
    /// When it happened.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        let number = self.approximate_creation_date_time.clone()?;
        match self.approximate_creation_date_time_precision.as_deref() {
            Some("MICROSECOND") => instant::<Micros>(number),
            _ => instant::<Millis>(number),
        }
    }

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

fn instant<U: Unit>(number: Number) -> Option<SystemTime> {
    match Timestamp::<U>::from_number(number) {
        Read::Fits(timestamp) => Some(timestamp.to_system_time()),
        Read::Null | Read::Misfit(_) => None,
    }
}
