//! Records of Kafka topics, wherever the cluster is.

use super::byte_list::ByteList;
use crate::field::{event, words};
use crate::{Binary, Map, Millis, Timestamp};

/// Records by their topic and partition: `mytopic-0`.
pub type KafkaRecords = Map<Vec<KafkaRecord>>;

event! {
    /// A record.
    pub struct KafkaRecord = "a Kafka record" {
        /// The topic.
        pub topic: String = "topic",
        /// The partition of the topic.
        pub partition: i32 = "partition",
        /// Its place in the partition.
        pub offset: i64 = "offset",
        /// When the producer made it or the broker got it, as the type says.
        pub timestamp: Option<Timestamp<Millis>> = "timestamp",
        /// What the timestamp is of.
        pub timestamp_type: Option<KafkaTimestampType> = "timestampType",
        /// Its key, where it has one.
        pub key: Option<Binary> = "key",
        /// Its value; none is a tombstone, which removes the key from a compacted topic.
        pub value: Option<Binary> = "value",
        /// Its headers, each an object with one key; see [`KafkaRecord::header`].
        pub headers: Vec<Map<ByteList>> = "headers",
        /// What a schema registry says about the key.
        pub key_schema_metadata: Option<KafkaSchemaMetadata> = "keySchemaMetadata",
        /// What a schema registry says about the value.
        pub value_schema_metadata: Option<KafkaSchemaMetadata> = "valueSchemaMetadata",
    }
}

event! {
    /// What a schema registry says, where the event source mapping has one.
    pub struct KafkaSchemaMetadata = "schema metadata" {
        /// `AVRO`, `PROTOBUF` or `JSON`.
        pub data_format: Option<String> = "dataFormat",
        /// The schema: a number of Confluent's registry, a UUID of Glue's.
        pub schema_id: Option<String> = "schemaId",
    }
}

words! {
    /// What a timestamp is of.
    pub enum KafkaTimestampType {
        /// When the producer made the record.
        CreateTime = "CREATE_TIME",
        /// When the broker got it.
        LogAppendTime = "LOG_APPEND_TIME",
    }
}

// === impl KafkaRecord ===

impl KafkaRecord {
    /// The bytes of the last header of this name: of several, the last is the one that holds.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().rev().find_map(|header| header.get(name)).map(ByteList::as_bytes)
    }

    /// The names and bytes of all headers in their order.
    pub fn iter_headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let pairs = self.headers.iter().flat_map(|header| header.iter());
        pairs.map(|(name, bytes)| (name.as_str(), bytes.as_bytes()))
    }

    /// Whether it removes its key from a compacted topic.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        self.value.is_none()
    }
}

/// The brokers of a list with commas.
pub(super) fn brokers(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default().split(',').map(str::trim).filter(|broker| !broker.is_empty())
}
