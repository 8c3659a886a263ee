//! Records that a Firehose stream has transformed on their way.
//!
//! See "Transform source data in Amazon Data Firehose" in the Amazon Data Firehose Developer Guide. They were
//! put there directly, or come from a Kinesis data stream or an MSK topic.

use crate::field::{event, words};
use crate::{Binary, Map, Millis, Quoted, Timestamp};

event! {
    /// A batch of records.
    pub struct FirehoseEvent = "a Firehose event" {
        /// The id of this invocation.
        pub invocation_id: Option<String> = "invocationId",
        /// The ARN of the MSK cluster that they come from, where they do.
        pub source_msk_arn: Option<String> = "sourceMSKArn",
        /// The ARN of the Firehose stream.
        pub delivery_stream_arn: Option<String> = "deliveryStreamArn",
        /// The ARN of the Kinesis data stream that they come from, where they do.
        pub source_kinesis_stream_arn: Option<String> = "sourceKinesisStreamArn",
        /// The region of the Firehose stream.
        pub region: Option<String> = "region",
        /// The records: of 6 MB in all, as is the response.
        pub records: Vec<FirehoseRecord> = "records" required,
    }
}

event! {
    /// A record.
    pub struct FirehoseRecord = "a Firehose record" {
        /// What the response names it by.
        pub record_id: String = "recordId" required,
        /// When Firehose got it.
        pub approximate_arrival_timestamp: Option<Timestamp<Millis>> = "approximateArrivalTimestamp",
        /// Of a record of MSK, instead of the data: the value of the record of Kafka.
        pub kafka_record_value: Option<Binary> = "kafkaRecordValue",
        /// Of a record of MSK: its key, where it is given.
        pub kafka_record_key: Option<Binary> = "kafkaRecordKey",
        /// What was put there.
        pub data: Option<Binary> = "data",
        /// Of a record of a Kinesis data stream.
        pub kinesis_record_metadata: Option<FirehoseKinesisMetadata> = "kinesisRecordMetadata",
        /// Of a record of MSK.
        pub msk_record_metadata: Option<FirehoseKafkaMetadata> = "mskRecordMetadata",
        /// Of a record of MSK, as some name it.
        pub kafka_record_metadata: Option<FirehoseKafkaMetadata> = "kafkaRecordMetadata",
    }
}

event! {
    /// What a record was in its Kinesis data stream.
    pub struct FirehoseKinesisMetadata = "metadata of a Kinesis record" {
        /// The shard.
        pub shard_id: Option<String> = "shardId",
        /// What the producer chose the shard by.
        pub partition_key: Option<String> = "partitionKey",
        /// When it came to that stream.
        pub approximate_arrival_timestamp: Option<Timestamp<Millis>> = "approximateArrivalTimestamp",
        /// Its place in the shard.
        pub sequence_number: Option<String> = "sequenceNumber",
        /// Its place within a record that several were aggregated to.
        pub subsequence_number: Option<Quoted<u64>> = "subsequenceNumber",
    }
}

event! {
    /// What a record was in its topic of MSK.
    pub struct FirehoseKafkaMetadata = "metadata of a Kafka record" {
        /// Its place in the partition.
        pub offset: Option<Quoted<i64>> = "offset",
        /// The partition.
        pub partition_id: Option<Quoted<i32>> = "partitionId",
        /// When it came to the topic.
        pub approximate_arrival_timestamp: Option<Timestamp<Millis>> = "approximateArrivalTimestamp",
    }
}

event! {
    /// What became of all records.
    ///
    /// ```
    /// use lamplight_events::sources::firehose::{FirehoseResponse, FirehoseResponseRecord};
    ///
    /// let response = FirehoseResponse::new([
    ///     FirehoseResponseRecord::ok("1", "Hello").with_partition_key("customer", "7"),
    ///     FirehoseResponseRecord::dropped("2"),
    /// ]);
    /// assert_eq!(
    ///     serde_json::to_value(&response)?,
    ///     serde_json::json!({"records": [
    ///         {"recordId": "1", "result": "Ok", "data": "SGVsbG8=",
    ///          "metadata": {"partitionKeys": {"customer": "7"}}},
    ///         {"recordId": "2", "result": "Dropped"}
    ///     ]})
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct FirehoseResponse = "a Firehose response" {
        /// The records: all of the event, each by its id.
        pub records: Vec<FirehoseResponseRecord> = "records",
    }
}

event! {
    /// What became of a record.
    pub struct FirehoseResponseRecord = "a record of a Firehose response" {
        /// The id that it came with.
        pub record_id: String = "recordId",
        /// What became of it.
        pub result: FirehoseResult = "result",
        /// What it is now.
        pub data: Option<Binary> = "data",
        /// What a record of MSK is now, instead of the data.
        pub kafka_record_value: Option<Binary> = "kafkaRecordValue",
        /// What Firehose is told about it.
        pub metadata: Option<FirehoseResponseMetadata> = "metadata",
    }
}

event! {
    /// What Firehose is told about a record.
    pub struct FirehoseResponseMetadata = "metadata of a Firehose response" {
        /// What the prefix in the bucket is made of, where the stream has dynamic partitioning.
        pub partition_keys: Map<String> = "partitionKeys",
    }
}

words! {
    /// What became of a record.
    #[derive(Default)]
    pub enum FirehoseResult {
        /// It is delivered as it is in the response.
        #[default]
        Ok = "Ok",
        /// It is not delivered, and that is meant so.
        Dropped = "Dropped",
        /// It could not be transformed: Firehose puts it to its error output.
        ProcessingFailed = "ProcessingFailed",
    }
}

// === impl FirehoseRecord ===

impl FirehoseRecord {
    /// What it holds, wherever it comes from.
    #[must_use]
    pub fn payload(&self) -> Option<&Binary> {
        self.data.as_ref().or(self.kafka_record_value.as_ref())
    }

    /// The answer that it is now this, under the key that its source asks for.
    pub fn transformed(&self, payload: impl Into<Vec<u8>>) -> FirehoseResponseRecord {
        let mut record = FirehoseResponseRecord::of(&self.record_id, FirehoseResult::Ok);
        let payload = Some(Binary::from(payload));
        if self.data.is_none() && self.kafka_record_value.is_some() {
            record.kafka_record_value = payload;
        } else {
            record.data = payload;
        }
        record
    }
}

// === impl FirehoseResponse ===

impl FirehoseResponse {
    /// What became of all records.
    pub fn new(records: impl IntoIterator<Item = FirehoseResponseRecord>) -> Self {
        Self { records: records.into_iter().collect(), ..Self::default() }
    }
}

// === impl FirehoseResponseRecord ===

impl FirehoseResponseRecord {
    /// It is now this. A record of MSK is answered by [`FirehoseRecord::transformed`].
    pub fn ok(record_id: impl Into<String>, data: impl Into<Vec<u8>>) -> Self {
        Self { data: Some(Binary::from(data)), ..Self::of(record_id, FirehoseResult::Ok) }
    }

    /// It is not delivered.
    pub fn dropped(record_id: impl Into<String>) -> Self {
        Self::of(record_id, FirehoseResult::Dropped)
    }

    /// It could not be transformed.
    pub fn failed(record_id: impl Into<String>) -> Self {
        Self::of(record_id, FirehoseResult::ProcessingFailed)
    }

    /// A key for dynamic partitioning.
    #[must_use]
    pub fn with_partition_key(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let metadata = self.metadata.get_or_insert_with(FirehoseResponseMetadata::default);
        metadata.partition_keys.insert(name.into(), value.into());
        self
    }

    fn of(record_id: impl Into<String>, result: FirehoseResult) -> Self {
        Self { record_id: record_id.into(), result, ..Self::default() }
    }
}
