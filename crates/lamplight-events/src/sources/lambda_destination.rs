//! How an invocation ended, or that a batch was given up: what Lambda sends to a destination.
//!
//! See "Capturing records of Lambda asynchronous invocations" and, for Kinesis, DynamoDB, MSK and Kafka,
//! "Capturing discarded batches" in the AWS Lambda Developer Guide.

use serde_json::Value;

use crate::field::{event, words};
use crate::{Map, RawJson, Timestamp};

event! {
    /// How an asynchronous invocation ended, or that a batch of an event source mapping was given up.
    pub struct LambdaDestinationEvent = "the record of a Lambda destination" {
        /// The version of the record: `1.0` until now.
        pub version: String = "version" required,
        /// When it was written.
        pub timestamp: Option<Timestamp> = "timestamp",
        /// The invocation; none of a batch that a pipe of EventBridge gave up.
        pub request_context: Option<DestinationRequestContext> = "requestContext",
        /// What the function was invoked with: only of an asynchronous invocation.
        pub request_payload: Option<RawJson> = "requestPayload",
        /// How the function answered; nothing where it never did.
        pub response_context: Option<DestinationResponseContext> = "responseContext",
        /// What the function answered, or its error: only of an asynchronous invocation.
        pub response_payload: Option<RawJson> = "responsePayload",
        /// The batch, where it is of a Kinesis stream.
        pub kinesis_batch_info: Option<StreamBatchInfo> = "KinesisBatchInfo",
        /// The batch, where it is of a DynamoDB stream.
        pub ddb_stream_batch_info: Option<StreamBatchInfo> = "DDBStreamBatchInfo",
        /// The batch, where it is of a Kafka topic.
        pub kafka_batch_info: Option<KafkaBatchInfo> = "KafkaBatchInfo",
        /// The batch itself, in the destinations S3 (as text) and Kafka (as an object). Others only have the
        /// places of the records, which are to be read from the stream before they expire.
        pub payload: Value = "payload",
    }
}

event! {
    /// An invocation.
    pub struct DestinationRequestContext = "the request of a Lambda destination" {
        /// Its id.
        pub request_id: Option<String> = "requestId",
        /// The ARN of the function, with its version or alias.
        pub function_arn: Option<String> = "functionArn",
        /// Why this was sent.
        pub condition: Option<DestinationCondition> = "condition",
        /// How often the function was invoked, about.
        pub approximate_invoke_count: Option<u32> = "approximateInvokeCount",
    }
}

words! {
    /// Why a record is sent to a destination.
    pub enum DestinationCondition {
        /// The invocation went well.
        Success = "Success",
        /// An asynchronous invocation failed as often as it may.
        RetriesExhausted = "RetriesExhausted",
        /// An asynchronous invocation waited longer than it may.
        EventAgeExceeded = "EventAgeExceeded",
        /// A batch failed as often as it may.
        RetryAttemptsExhausted = "RetryAttemptsExhausted",
        /// A batch is larger than an invocation may be.
        MaximumPayloadSizeExceeded = "MaximumPayloadSizeExceeded",
    }
}

event! {
    /// How a function answered.
    pub struct DestinationResponseContext = "the response of a Lambda destination" {
        /// The status of the invocation: 200 also where the function failed.
        pub status_code: Option<u16> = "statusCode",
        /// The version of the function.
        pub executed_version: Option<String> = "executedVersion",
        /// `Unhandled` or `Handled`, where the function failed.
        pub function_error: Option<String> = "functionError",
    }
}

event! {
    /// Where in a stream a batch is.
    pub struct StreamBatchInfo = "the batch of a stream" {
        /// The shard.
        pub shard_id: String = "shardId",
        /// The sequence number of the first record.
        pub start_sequence_number: String = "startSequenceNumber",
        /// The sequence number of the last record.
        pub end_sequence_number: String = "endSequenceNumber",
        /// About when the first record came.
        pub approximate_arrival_of_first_record: Option<Timestamp> = "approximateArrivalOfFirstRecord",
        /// About when the last record came.
        pub approximate_arrival_of_last_record: Option<Timestamp> = "approximateArrivalOfLastRecord",
        /// How many records there are.
        pub batch_size: Option<u32> = "batchSize",
        /// The ARN of the stream.
        pub stream_arn: String = "streamArn",
    }
}

event! {
    /// Where in a Kafka topic a batch is.
    pub struct KafkaBatchInfo = "the batch of a Kafka topic" {
        /// How many records there are.
        pub batch_size: Option<u32> = "batchSize",
        /// The ARN of the cluster, or of the event source mapping.
        pub event_source_arn: Option<String> = "eventSourceArn",
        /// The brokers, between commas.
        pub bootstrap_servers: Option<String> = "bootstrapServers",
        /// How long the batch is, in bytes.
        pub payload_size: Option<u64> = "payloadSize",
        /// Where the records are, by topic, hyphen and partition.
        pub records_info: Map<KafkaRecordsInfo> = "recordsInfo",
        /// Where the record is; only in the destination Kafka, which gets one at a time.
        pub record_info: Option<KafkaRecordInfo> = "recordInfo",
    }
}

event! {
    /// Where in a partition records are.
    pub struct KafkaRecordsInfo = "records of a Kafka partition" {
        /// The offset of the first.
        pub first_record_offset: Option<String> = "firstRecordOffset",
        /// The offset of the last.
        pub last_record_offset: Option<String> = "lastRecordOffset",
        /// When the first was.
        pub first_record_timestamp: Option<Timestamp> = "firstRecordTimestamp",
        /// When the last was.
        pub last_record_timestamp: Option<Timestamp> = "lastRecordTimestamp",
    }
}

event! {
    /// Where in a partition a record is.
    pub struct KafkaRecordInfo = "a record of a Kafka partition" {
        /// Its offset.
        pub offset: Option<String> = "offset",
        /// When it was.
        pub timestamp: Option<Timestamp> = "timestamp",
    }
}
