//! Records of Kafka topics of an Amazon MSK cluster.
//!
//! See "Using Lambda with Amazon MSK" in the AWS Lambda Developer Guide.

use super::kafka::{KafkaRecord, KafkaRecords, brokers};
use crate::field::event;

event! {
    /// A batch of records.
    pub struct MskEvent = "an MSK event" {
        /// `aws:kafka`.
        pub event_source: String = "eventSource" required,
        /// The ARN of the cluster.
        pub event_source_arn: Option<String> = "eventSourceArn",
        /// The brokers, with commas between them; see [`MskEvent::brokers`].
        pub bootstrap_servers: Option<String> = "bootstrapServers",
        /// The records by their topic and partition: `mytopic-0`.
        pub records: KafkaRecords = "records" required,
    }
}

// === impl MskEvent ===

impl MskEvent {
    /// The brokers, each a host and a port.
    pub fn brokers(&self) -> impl Iterator<Item = &str> {
        brokers(self.bootstrap_servers.as_deref())
    }

    /// All records, those of a partition in their order.
    pub fn iter(&self) -> impl Iterator<Item = &KafkaRecord> {
        self.records.values().flatten()
    }
}
