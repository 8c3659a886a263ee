//! Notifications of an SNS topic, delivered to the function or to a queue that the function reads.
//!
//! See "Invoking Lambda functions with Amazon SNS notifications" in the AWS Lambda Developer Guide, and
//! "Parsing Amazon SNS message formats" in the Amazon SNS Developer Guide.

use crate::field::{event, words};
use crate::{Binary, Map, Seconds, Timestamp};

event! {
    /// What SNS invokes a function with: always one record.
    pub struct SnsEvent = "an SNS event" {
        /// The notification, in a list of one.
        pub records: Vec<SnsRecord> = "Records" required,
    }
}

event! {
    /// A notification and where it comes from.
    pub struct SnsRecord = "an SNS record" {
        /// `1.0`.
        pub event_version: Option<String> = "EventVersion",
        /// The ARN of the function's subscription.
        pub event_subscription_arn: Option<String> = "EventSubscriptionArn",
        /// `aws:sns`.
        pub event_source: Option<String> = "EventSource",
        /// The notification.
        pub sns: SnsMessage = "Sns" required,
    }
}

event! {
    /// A notification as a function gets it.
    ///
    /// The keys of its addresses are not written as those of [`SnsNotification`] are.
    pub struct SnsMessage = "an SNS message" {
        /// `Notification`.
        pub kind: SnsType = "Type",
        /// The id that SNS gave it.
        pub message_id: String = "MessageId",
        /// The ARN of the topic.
        pub topic_arn: Option<String> = "TopicArn",
        /// What the publisher put above it, of up to 100 characters.
        pub subject: Option<String> = "Subject",
        /// What was published, as text of at most 256 KiB.
        pub message: String = "Message",
        /// When it was published.
        pub timestamp: Option<Timestamp<Seconds>> = "Timestamp",
        /// How it is signed: `1` is SHA-1, `2` SHA-256.
        pub signature_version: Option<String> = "SignatureVersion",
        /// The signature, in base64.
        pub signature: Option<Binary> = "Signature",
        /// Where the certificate is with which the signature is verified.
        pub signing_cert_url: Option<String> = "SigningCertUrl",
        /// What ends the subscription when it is opened.
        pub unsubscribe_url: Option<String> = "UnsubscribeUrl",
        /// What the publisher says about the message.
        pub message_attributes: Map<SnsMessageAttribute> = "MessageAttributes",
    }
}

event! {
    /// A notification as a queue, an HTTP endpoint or Firehose gets it, where raw message delivery is off.
    ///
    /// It is the body of an SQS message when the queue is subscribed to a topic:
    ///
    /// ```
    /// use lamplight_events::sources::sns::SnsNotification;
    ///
    /// let body = r#"{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:123456789012:t",
    ///     "Message":"Hello","UnsubscribeURL":"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe"}"#;
    /// let notification: SnsNotification = serde_json::from_str(body)?;
    /// assert_eq!(notification.message, "Hello");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SnsNotification = "an SNS notification" {
        /// `Notification`.
        pub kind: SnsType = "Type" required,
        /// The id that SNS gave it.
        pub message_id: String = "MessageId",
        /// FIFO topics: its place in its group.
        pub sequence_number: Option<String> = "SequenceNumber",
        /// The ARN of the topic.
        pub topic_arn: String = "TopicArn" required,
        /// What the publisher put above it, of up to 100 characters.
        pub subject: Option<String> = "Subject",
        /// What was published, as text.
        pub message: String = "Message" required,
        /// When it was published.
        pub timestamp: Option<Timestamp<Seconds>> = "Timestamp",
        /// How it is signed: `1` is SHA-1, `2` SHA-256. Notifications of FIFO topics are not signed.
        pub signature_version: Option<String> = "SignatureVersion",
        /// The signature, in base64.
        pub signature: Option<Binary> = "Signature",
        /// Where the certificate is with which the signature is verified.
        pub signing_cert_url: Option<String> = "SigningCertURL",
        /// What ends the subscription when it is opened.
        pub unsubscribe_url: Option<String> = "UnsubscribeURL",
        /// What the publisher says about the message; absent where there is nothing.
        pub message_attributes: Map<SnsMessageAttribute> = "MessageAttributes",
    }
}

event! {
    /// What the publisher says about a message.
    pub struct SnsMessageAttribute = "an attribute of an SNS message" {
        /// `String`, `String.Array`, `Number` or `Binary`.
        pub kind: Option<String> = "Type",
        /// The value as text: of a `Binary` in base64, of a `String.Array` in JSON.
        pub value: String = "Value",
    }
}

words! {
    /// What a message of SNS is.
    #[derive(Default)]
    pub enum SnsType {
        /// Something that was published.
        #[default]
        Notification = "Notification",
        /// Asks an endpoint to confirm its subscription.
        SubscriptionConfirmation = "SubscriptionConfirmation",
        /// Tells an endpoint that its subscription ended.
        UnsubscribeConfirmation = "UnsubscribeConfirmation",
    }
}

// === impl SnsMessageAttribute ===

impl SnsMessageAttribute {
    /// The value of a `Binary`.
    #[must_use]
    pub fn binary_value(&self) -> Option<Binary> {
        (self.kind.as_deref() == Some("Binary")).then(|| Binary::from_base64(&self.value))
    }
}
