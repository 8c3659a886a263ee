//! Records of a Kinesis data stream.
//!
//! See "Using Lambda to process records from Amazon Kinesis Data Streams" in the AWS Lambda Developer Guide.

use super::tumbling_window::TumblingWindow;
use crate::field::event;
use crate::{Binary, RawJson, Seconds, Timestamp};

event! {
    /// A batch of records of one shard.
    ///
    /// All but the records is there only where the event source mapping has a tumbling window.
    pub struct KinesisStreamEvent = "a Kinesis event" {
        /// The records, up to 10,000 of them; none where a window ended in which nothing came.
        pub records: Vec<KinesisStreamRecord> = "Records" required,
        /// The time that the window covers.
        pub window: Option<TumblingWindow> = "window",
        /// What the function answered to the batch before of this window: any JSON, `{}` at first.
        pub state: RawJson = "state",
        /// The shard.
        pub shard_id: Option<String> = "shardId",
        /// The ARN of the stream, or of the consumer.
        pub event_source_arn: Option<String> = "eventSourceARN",
        /// Whether no other batch of this window comes.
        pub is_final_invoke_for_window: Option<bool> = "isFinalInvokeForWindow",
        /// Whether the window ended before its time because the state grew past 1 MB.
        pub is_window_terminated_early: Option<bool> = "isWindowTerminatedEarly",
    }
}

event! {
    /// A record and where it comes from.
    pub struct KinesisStreamRecord = "a Kinesis record" {
        /// The record.
        pub kinesis: KinesisStreamData = "kinesis" required,
        /// `aws:kinesis`.
        pub event_source: Option<String> = "eventSource",
        /// `1.0`.
        pub event_version: Option<String> = "eventVersion",
        /// The shard and the sequence number with a colon between them.
        pub event_id: Option<String> = "eventID",
        /// `aws:kinesis:record`.
        pub event_name: Option<String> = "eventName",
        /// The ARN of the role with which Lambda reads the stream.
        pub invoke_identity_arn: Option<String> = "invokeIdentityArn",
        /// The region of the stream.
        pub aws_region: Option<String> = "awsRegion",
        /// The ARN of the stream, or of the consumer.
        pub event_source_arn: Option<String> = "eventSourceARN",
    }
}

event! {
    /// What was put into the stream.
    pub struct KinesisStreamData = "the data of a Kinesis record" {
        /// `1.0`.
        pub kinesis_schema_version: Option<String> = "kinesisSchemaVersion",
        /// What the producer chose the shard by.
        pub partition_key: String = "partitionKey",
        /// Its place in the shard; what a partial failure names.
        pub sequence_number: String = "sequenceNumber",
        /// What the producer put there, of at most 10 MiB.
        pub data: Binary = "data",
        /// When it came to the stream, in seconds with their milliseconds.
        pub approximate_arrival_timestamp: Option<Timestamp<Seconds>> = "approximateArrivalTimestamp",
        /// `NONE` or `KMS`.
        pub encryption_type: Option<String> = "encryptionType",
    }
}

// === impl KinesisStreamRecord ===

impl KinesisStreamRecord {
    /// The shard, as the record's id has it.
    #[must_use]
    pub fn shard_id(&self) -> Option<&str> {
        self.event_id.as_deref()?.split_once(':').map(|(shard, _)| shard)
    }
}
