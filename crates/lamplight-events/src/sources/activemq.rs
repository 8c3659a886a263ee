//! Messages of a queue of an ActiveMQ broker.
//!
//! See "Using Lambda with Amazon MQ" in the AWS Lambda Developer Guide.

use serde_json::Value;

use crate::field::event;
use crate::{Binary, Map, Millis, Quoted, Timestamp};

event! {
    /// A batch of messages.
    pub struct ActiveMqEvent = "an ActiveMQ event" {
        /// `aws:mq`.
        pub event_source: Option<String> = "eventSource",
        /// The ARN of the broker.
        pub event_source_arn: Option<String> = "eventSourceArn",
        /// The messages.
        pub messages: Vec<ActiveMqMessage> = "messages" required,
    }
}

event! {
    /// A message of the Java Message Service.
    pub struct ActiveMqMessage = "an ActiveMQ message" {
        /// The id that the broker gave it.
        pub message_id: String = "messageID",
        /// `jms/text-message` or `jms/bytes-message`.
        pub message_type: Option<String> = "messageType",
        /// 1 where it is not persistent, 2 where it is.
        pub delivery_mode: Option<Quoted<i32>> = "deliveryMode",
        /// Where its sender wants the answer.
        pub reply_to: Option<String> = "replyTo",
        /// What its sender calls its kind.
        pub kind: Option<String> = "type",
        /// When it expires, in milliseconds since the start of 1970; 0 is never.
        pub expiration: Option<Quoted<i64>> = "expiration",
        /// From 0, lowest, to 9.
        pub priority: Option<Quoted<i32>> = "priority",
        /// What its sender relates it by.
        pub correlation_id: Option<String> = "correlationID",
        /// The id of its sender's connection.
        pub connection_id: Option<String> = "connectionId",
        /// Whether it was delivered before.
        pub redelivered: Option<bool> = "redelivered",
        /// Whether the broker keeps it on disk.
        pub persistent: Option<bool> = "persistent",
        /// The queue.
        pub destination: Option<ActiveMqDestination> = "destination",
        /// What was sent.
        pub data: Binary = "data",
        /// When it was sent.
        pub timestamp: Option<Timestamp<Millis>> = "timestamp",
        /// When it came to the broker.
        pub broker_in_time: Option<Timestamp<Millis>> = "brokerInTime",
        /// When it left the broker.
        pub broker_out_time: Option<Timestamp<Millis>> = "brokerOutTime",
        /// What its sender says about it.
        pub properties: Option<Map<Value>> = "properties",
    }
}

event! {
    /// A queue.
    pub struct ActiveMqDestination = "a destination" {
        /// Its name.
        pub physical_name: Option<String> = "physicalName",
        /// Its name, as some write it.
        pub physicalname: Option<String> = "physicalname",
    }
}

// === impl ActiveMqDestination ===

impl ActiveMqDestination {
    /// The name of the queue, however it is written.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.physical_name.as_deref().or(self.physicalname.as_deref())
    }
}
