//! Records of Kafka topics of a cluster of one's own.
//!
//! See "Using Lambda with self-managed Apache Kafka" in the AWS Lambda Developer Guide.

use super::kafka::{KafkaRecord, KafkaRecords, brokers};
use crate::field::event;

event! {
    /// A batch of records.
    pub struct SelfManagedKafkaEvent = "a self-managed Kafka event" {
        /// `SelfManagedKafka`.
        pub event_source: String = "eventSource" required,
        /// The brokers, with commas between them; see [`SelfManagedKafkaEvent::brokers`].
        pub bootstrap_servers: Option<String> = "bootstrapServers",
        /// The records by their topic and partition: `mytopic-0`.
        pub records: KafkaRecords = "records" required,
    }
}

// === impl SelfManagedKafkaEvent ===

impl SelfManagedKafkaEvent {
    /// The brokers, each a host and a port.
    pub fn brokers(&self) -> impl Iterator<Item = &str> {
        brokers(self.bootstrap_servers.as_deref())
    }

    /// All records, those of a partition in their order.
    pub fn iter(&self) -> impl Iterator<Item = &KafkaRecord> {
        self.records.values().flatten()
    }
}
