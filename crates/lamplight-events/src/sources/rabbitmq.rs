//! Messages of queues of a RabbitMQ broker.
//!
//! See "Using Lambda with Amazon MQ" in the AWS Lambda Developer Guide.

use serde_json::Value;

use super::byte_list::ByteList;
use crate::field::event;
use crate::{Binary, Map, Quoted};

event! {
    /// A batch of messages.
    pub struct RabbitMqEvent = "a RabbitMQ event" {
        /// `aws:rmq`.
        pub event_source: Option<String> = "eventSource",
        /// The ARN of the broker.
        pub event_source_arn: Option<String> = "eventSourceArn",
        /// The messages by their queue and virtual host, with two colons between them: `orders::/`.
        pub messages_by_queue: Map<Vec<RabbitMqMessage>> = "rmqMessagesByQueue" required,
    }
}

event! {
    /// A message.
    pub struct RabbitMqMessage = "a RabbitMQ message" {
        /// What its sender says about it.
        pub basic_properties: RabbitMqProperties = "basicProperties",
        /// Whether it was delivered before.
        pub redelivered: Option<bool> = "redelivered",
        /// What was sent.
        pub data: Binary = "data",
    }
}

event! {
    /// What the sender of a message says about it.
    pub struct RabbitMqProperties = "the properties of a RabbitMQ message" {
        /// The media type.
        pub content_type: Option<String> = "contentType",
        /// How it is compressed.
        pub content_encoding: Option<String> = "contentEncoding",
        /// Headers; text is an object with its bytes, see [`RabbitMqProperties::header`].
        pub headers: Map<Value> = "headers",
        /// 1 where it is not persistent, 2 where it is.
        pub delivery_mode: Option<Quoted<i32>> = "deliveryMode",
        /// From 0, lowest, to 255.
        pub priority: Option<Quoted<i32>> = "priority",
        /// What its sender relates it by.
        pub correlation_id: Option<String> = "correlationId",
        /// Where its sender wants the answer.
        pub reply_to: Option<String> = "replyTo",
        /// How many milliseconds it is held for.
        pub expiration: Option<Quoted<u64>> = "expiration",
        /// The id that its sender gave it.
        pub message_id: Option<String> = "messageId",
        /// When it was sent, as text without a time zone: `Jan 1, 1970, 12:33:41 AM`.
        pub timestamp: Option<String> = "timestamp",
        /// What its sender calls its kind.
        pub kind: Option<String> = "type",
        /// Who sent it.
        pub user_id: Option<String> = "userId",
        /// The application that sent it.
        pub app_id: Option<String> = "appId",
        /// Not used any more.
        pub cluster_id: Option<String> = "clusterId",
        /// How many bytes were sent.
        pub body_size: Option<u64> = "bodySize",
    }
}

// === impl RabbitMqEvent ===

impl RabbitMqEvent {
    /// All messages, those of a queue in their order.
    pub fn iter(&self) -> impl Iterator<Item = &RabbitMqMessage> {
        self.messages_by_queue.values().flatten()
    }
}

// === impl RabbitMqProperties ===

impl RabbitMqProperties {
    /// The bytes of a header that is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<ByteList> {
        ByteList::from_numbers(self.headers.get(name)?.get("bytes")?.as_array()?)
    }
}
