//! Messages of an SQS queue.
//!
//! As the event source mapping delivers them: see "Using Lambda with Amazon SQS" in the AWS Lambda
//! Developer Guide. The answer is a [`BatchResponse`](super::batch_response::BatchResponse) where the
//! mapping reports partial failures; of a FIFO queue it has to name all messages behind the first that
//! failed, too, or they overtake it.

use crate::field::event;
use crate::{Binary, Map, Millis, Quoted, Timestamp};

event! {
    /// A batch of messages.
    pub struct SqsEvent = "an SQS event" {
        /// The messages: up to 10 of a FIFO queue, up to 10,000 of another.
        pub records: Vec<SqsMessage> = "Records" required,
    }
}

event! {
    /// A message.
    pub struct SqsMessage = "an SQS message" {
        /// The id that SQS gave it; what a partial failure names.
        pub message_id: String = "messageId" required,
        /// What deletes it, or changes its visibility timeout; another one each time that it is received.
        pub receipt_handle: String = "receiptHandle",
        /// What was sent, as text of at most 1 MiB.
        pub body: String = "body",
        /// What SQS says about the message.
        pub attributes: SqsAttributes = "attributes",
        /// What the sender says about the message: at most 10.
        pub message_attributes: Map<SqsMessageAttribute> = "messageAttributes",
        /// The MD5 of the message attributes in hexadecimal digits, where there are any.
        pub md5_of_message_attributes: Option<String> = "md5OfMessageAttributes",
        /// The MD5 of the body in hexadecimal digits.
        pub md5_of_body: Option<String> = "md5OfBody",
        /// `aws:sqs`.
        pub event_source: Option<String> = "eventSource",
        /// The ARN of the queue.
        pub event_source_arn: Option<String> = "eventSourceARN",
        /// The region of the queue.
        pub aws_region: Option<String> = "awsRegion",
    }
}

event! {
    /// What SQS says about a message.
    pub struct SqsAttributes = "the attributes of an SQS message" {
        /// How often it was received and not deleted, this time included.
        pub approximate_receive_count: Option<Quoted<u32>> = "ApproximateReceiveCount",
        /// X-Ray's trace header of the sender.
        pub aws_trace_header: Option<String> = "AWSTraceHeader",
        /// When SQS took it.
        pub sent_timestamp: Option<Timestamp<Millis>> = "SentTimestamp",
        /// FIFO queues: its place in its group, as a number of up to 20 digits.
        pub sequence_number: Option<String> = "SequenceNumber",
        /// The group that it belongs to: those of a FIFO queue are delivered in their order, those of
        /// another with fair shares.
        pub message_group_id: Option<String> = "MessageGroupId",
        /// Who sent it: the id of a user or a role, or an address.
        pub sender_id: Option<String> = "SenderId",
        /// FIFO queues: another one with the same within five minutes is not delivered.
        pub message_deduplication_id: Option<String> = "MessageDeduplicationId",
        /// When it was first received.
        pub approximate_first_receive_timestamp: Option<Timestamp<Millis>> = "ApproximateFirstReceiveTimestamp",
        /// The ARN of the queue of which it was a dead letter, where it was moved back from there.
        pub dead_letter_queue_source_arn: Option<String> = "DeadLetterQueueSourceArn",
    }
}

event! {
    /// What the sender says about a message.
    pub struct SqsMessageAttribute = "an attribute of an SQS message" {
        /// `String`, `Number` or `Binary`, and behind a dot what the sender calls it.
        pub data_type: Option<String> = "dataType",
        /// The value of a `String` or `Number`.
        pub string_value: Option<String> = "stringValue",
        /// The value of a `Binary`.
        pub binary_value: Option<Binary> = "binaryValue",
        /// Always empty: AWS reserves it.
        pub string_list_values: Vec<String> = "stringListValues",
        /// Always empty: AWS reserves it.
        pub binary_list_values: Vec<Binary> = "binaryListValues",
    }
}

// === impl SqsMessage ===

impl SqsMessage {
    /// The name of the queue.
    #[must_use]
    pub fn queue_name(&self) -> Option<&str> {
        self.event_source_arn.as_deref()?.rsplit(':').next()
    }

    /// Whether it comes from a FIFO queue.
    #[must_use]
    pub fn is_fifo(&self) -> bool {
        self.queue_name().is_some_and(|name| name.ends_with(".fifo"))
    }
}
