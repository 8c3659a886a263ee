//! Records of a Kinesis Data Analytics application for SQL, on their way in or out.
//!
//! See "Preprocessing data using a Lambda function" and "Using a Lambda function as output" in the Amazon
//! Kinesis Data Analytics for SQL Applications Developer Guide.

use crate::field::{event, words};
use crate::{Binary, Millis, Timestamp};

event! {
    /// A batch of records: to transform before the application, or to deliver behind it.
    pub struct KinesisAnalyticsEvent = "a Kinesis Analytics event" {
        /// The id of this invocation.
        pub invocation_id: Option<String> = "invocationId",
        /// The ARN of the application.
        pub application_arn: String = "applicationArn" required,
        /// Before the application: the ARN of the stream that they come from.
        pub stream_arn: Option<String> = "streamArn",
        /// The records.
        pub records: Vec<KinesisAnalyticsRecord> = "records" required,
    }
}

event! {
    /// A record.
    pub struct KinesisAnalyticsRecord = "a Kinesis Analytics record" {
        /// What the response names it by.
        pub record_id: String = "recordId" required,
        /// Before the application: what it was in its Kinesis data stream.
        pub kinesis_stream_record_metadata: Option<KinesisAnalyticsStreamMetadata> = "kinesisStreamRecordMetadata",
        /// Before the application: what it was in its Firehose stream.
        pub kinesis_firehose_record_metadata: Option<KinesisAnalyticsFirehoseMetadata> =
            "kinesisFirehoseRecordMetadata",
        /// Behind the application: how delivery went so far.
        pub lambda_delivery_record_metadata: Option<KinesisAnalyticsDeliveryMetadata> =
            "lambdaDeliveryRecordMetadata",
        /// What it holds.
        pub data: Binary = "data",
    }
}

event! {
    /// What a record was in its Kinesis data stream.
    pub struct KinesisAnalyticsStreamMetadata = "metadata of a Kinesis record" {
        /// Its place in the shard.
        pub sequence_number: Option<String> = "sequenceNumber",
        /// What the producer chose the shard by.
        pub partition_key: Option<String> = "partitionKey",
        /// The shard.
        pub shard_id: Option<String> = "shardId",
        /// When it came to the stream.
        pub approximate_arrival_timestamp: Option<Timestamp<Millis>> = "approximateArrivalTimestamp",
    }
}

event! {
    /// What a record was in its Firehose stream.
    pub struct KinesisAnalyticsFirehoseMetadata = "metadata of a Firehose record" {
        /// When it came to the stream.
        pub approximate_arrival_timestamp: Option<Timestamp<Millis>> = "approximateArrivalTimestamp",
    }
}

event! {
    /// How delivery went so far.
    pub struct KinesisAnalyticsDeliveryMetadata = "metadata of a delivery" {
        /// How often it failed; not kept for good, so that it may begin again at 0.
        pub retry_hint: Option<u64> = "retryHint",
    }
}

event! {
    /// What became of all records before the application.
    pub struct KinesisAnalyticsInputResponse = "the response to Kinesis Analytics input" {
        /// The records: all of the event, each by its id.
        pub records: Vec<KinesisAnalyticsInputResult> = "records",
    }
}

event! {
    /// What became of a record before the application.
    pub struct KinesisAnalyticsInputResult = "a record of Kinesis Analytics input" {
        /// The id that it came with.
        pub record_id: String = "recordId",
        /// What became of it.
        pub result: KinesisAnalyticsInputStatus = "result",
        /// What it is now.
        pub data: Option<Binary> = "data",
    }
}

event! {
    /// What became of all records behind the application.
    pub struct KinesisAnalyticsOutputResponse = "the response to Kinesis Analytics output" {
        /// The records: all of the event, each by its id.
        pub records: Vec<KinesisAnalyticsOutputResult> = "records",
    }
}

event! {
    /// What became of a record behind the application.
    pub struct KinesisAnalyticsOutputResult = "a record of Kinesis Analytics output" {
        /// The id that it came with.
        pub record_id: String = "recordId",
        /// What became of it.
        pub result: KinesisAnalyticsOutputStatus = "result",
    }
}

words! {
    /// What became of a record before the application.
    #[derive(Default)]
    pub enum KinesisAnalyticsInputStatus {
        /// The application gets it as it is in the response.
        #[default]
        Ok = "Ok",
        /// The application does not get it, and that is meant so.
        Dropped = "Dropped",
        /// It could not be transformed: the application gets it as an error.
        ProcessingFailed = "ProcessingFailed",
    }
}

words! {
    /// What became of a record behind the application.
    #[derive(Default)]
    pub enum KinesisAnalyticsOutputStatus {
        /// It is delivered.
        #[default]
        Ok = "Ok",
        /// It comes again.
        DeliveryFailed = "DeliveryFailed",
    }
}

// === impl KinesisAnalyticsEvent ===

impl KinesisAnalyticsEvent {
    /// Whether the records are on their way into the application.
    #[must_use]
    pub const fn is_input(&self) -> bool {
        self.stream_arn.is_some()
    }
}

// === impl KinesisAnalyticsInputResponse ===

impl KinesisAnalyticsInputResponse {
    /// What became of all records.
    pub fn new(records: impl IntoIterator<Item = KinesisAnalyticsInputResult>) -> Self {
        Self { records: records.into_iter().collect(), ..Self::default() }
    }
}

// === impl KinesisAnalyticsInputResult ===

impl KinesisAnalyticsInputResult {
    /// It is now this.
    pub fn ok(record_id: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self { data: Some(Binary::from(data)), ..Self::of(record_id, KinesisAnalyticsInputStatus::Ok) }
    }

    /// The application does not get it.
    pub fn dropped(record_id: impl Into<String>) -> Self {
        Self::of(record_id, KinesisAnalyticsInputStatus::Dropped)
    }

    /// It could not be transformed.
    pub fn failed(record_id: impl Into<String>) -> Self {
        Self::of(record_id, KinesisAnalyticsInputStatus::ProcessingFailed)
    }

    fn of(record_id: impl Into<String>, result: KinesisAnalyticsInputStatus) -> Self {
        Self { record_id: record_id.into(), result, ..Self::default() }
    }
}

// === impl KinesisAnalyticsOutputResponse ===

impl KinesisAnalyticsOutputResponse {
    /// What became of all records.
    pub fn new(records: impl IntoIterator<Item = KinesisAnalyticsOutputResult>) -> Self {
        Self { records: records.into_iter().collect(), ..Self::default() }
    }
}

// === impl KinesisAnalyticsOutputResult ===

impl KinesisAnalyticsOutputResult {
    /// It is delivered.
    pub fn ok(record_id: impl Into<String>) -> Self {
        Self { record_id: record_id.into(), ..Self::default() }
    }

    /// It comes again.
    pub fn failed(record_id: impl Into<String>) -> Self {
        Self { result: KinesisAnalyticsOutputStatus::DeliveryFailed, ..Self::ok(record_id) }
    }
}
