//! E-mail that SES received.
//!
//! See "Invoke Lambda function action" and "Event records" in the Amazon SES Developer Guide. The text of the
//! e-mail is not in it: an action before stores it in a bucket.

use crate::field::{event, words};
use crate::{Seconds, Timestamp};

event! {
    /// An e-mail.
    pub struct SesEvent = "an SES event" {
        /// The e-mail, in a list of one.
        pub records: Vec<SesRecord> = "Records" required,
    }
}

event! {
    /// An e-mail and where it comes from.
    pub struct SesRecord = "an SES record" {
        /// `aws:ses`.
        pub event_source: Option<String> = "eventSource",
        /// `1.0`.
        pub event_version: Option<String> = "eventVersion",
        /// The e-mail.
        pub ses: SesMessage = "ses" required,
    }
}

event! {
    /// An e-mail.
    pub struct SesMessage = "an SES message" {
        /// What it is.
        pub mail: SesMail = "mail",
        /// How it came.
        pub receipt: SesReceipt = "receipt",
        /// Its text, where it comes by SNS and is no longer than 150 KB.
        pub content: Option<String> = "content",
    }
}

event! {
    /// What an e-mail is.
    pub struct SesMail = "an e-mail" {
        /// When it came.
        pub timestamp: Option<Timestamp<Seconds>> = "timestamp",
        /// The address of its envelope.
        pub source: Option<String> = "source",
        /// The id that SES gave it, which is also its key in a bucket.
        pub message_id: Option<String> = "messageId",
        /// All addresses that it went to.
        pub destination: Vec<String> = "destination",
        /// Whether there are more headers than are given: they are longer than 10 KB.
        pub headers_truncated: Option<bool> = "headersTruncated",
        /// Its headers in their order.
        pub headers: Vec<SesHeader> = "headers",
        /// Those headers that all have.
        pub common_headers: Option<SesCommonHeaders> = "commonHeaders",
    }
}

event! {
    /// A header.
    pub struct SesHeader = "a header" {
        /// Its name, as it was written.
        pub name: String = "name",
        /// Its value.
        pub value: String = "value",
    }
}

event! {
    /// Headers that all e-mail has.
    pub struct SesCommonHeaders = "common headers" {
        /// Where it goes when it cannot be delivered.
        pub return_path: Option<String> = "returnPath",
        /// Who it is from.
        pub from: Vec<String> = "from",
        /// When it was written, as its sender writes dates.
        pub date: Option<String> = "date",
        /// Who it is to.
        pub to: Vec<String> = "to",
        /// Who gets a copy.
        pub cc: Vec<String> = "cc",
        /// Who gets a copy that the others do not know of.
        pub bcc: Vec<String> = "bcc",
        /// Who sent it for who it is from.
        pub sender: Option<String> = "sender",
        /// Who gets the answers.
        pub reply_to: Vec<String> = "replyTo",
        /// The id that its sender gave it.
        pub message_id: Option<String> = "messageId",
        /// What it is about.
        pub subject: Option<String> = "subject",
    }
}

event! {
    /// How an e-mail came.
    pub struct SesReceipt = "a receipt" {
        /// When it came.
        pub timestamp: Option<Timestamp<Seconds>> = "timestamp",
        /// How long SES took, in milliseconds.
        pub processing_time_millis: Option<u64> = "processingTimeMillis",
        /// The addresses that the rule matched.
        pub recipients: Vec<String> = "recipients",
        /// Whether it is unwanted.
        pub spam_verdict: Option<SesVerdict> = "spamVerdict",
        /// Whether it has a virus.
        pub virus_verdict: Option<SesVerdict> = "virusVerdict",
        /// Whether its server may send for its domain.
        pub spf_verdict: Option<SesVerdict> = "spfVerdict",
        /// Whether its domain signed it.
        pub dkim_verdict: Option<SesVerdict> = "dkimVerdict",
        /// Whether it holds to the policy of its domain; absent from some.
        pub dmarc_verdict: Option<SesVerdict> = "dmarcVerdict",
        /// What its domain wants, where it does not hold to it: `none`, `quarantine` or `reject`.
        pub dmarc_policy: Option<String> = "dmarcPolicy",
        /// Why the function is invoked.
        pub action: Option<SesAction> = "action",
    }
}

event! {
    /// What SES found.
    pub struct SesVerdict = "a verdict" {
        /// What it is.
        pub status: Option<SesVerdictStatus> = "status",
    }
}

event! {
    /// What a rule does; which fields there are depends on the type.
    pub struct SesAction = "an action" {
        /// `Lambda`, `S3`, `SNS`, `Bounce`, `Stop`, `WorkMail`.
        pub kind: Option<String> = "type",
        /// The ARN of a topic.
        pub topic_arn: Option<String> = "topicArn",
        /// The ARN of a function.
        pub function_arn: Option<String> = "functionArn",
        /// `Event`, or `RequestResponse` where the answer is waited for.
        pub invocation_type: Option<String> = "invocationType",
        /// The bucket that the e-mail is stored in.
        pub bucket_name: Option<String> = "bucketName",
        /// What its key begins with.
        pub object_key_prefix: Option<String> = "objectKeyPrefix",
        /// Its key in the bucket.
        pub object_key: Option<String> = "objectKey",
        /// A bounce: the code of RFC 5321.
        pub smtp_reply_code: Option<String> = "smtpReplyCode",
        /// A bounce: the code of RFC 3463.
        pub status_code: Option<String> = "statusCode",
        /// A bounce: its text.
        pub message: Option<String> = "message",
        /// A bounce: who it is from.
        pub sender: Option<String> = "sender",
        /// The ARN of an organisation of WorkMail.
        pub organization_arn: Option<String> = "organizationArn",
    }
}

words! {
    /// What SES found.
    pub enum SesVerdictStatus {
        /// All is well.
        Pass = "PASS",
        /// It is not.
        Fail = "FAIL",
        /// It cannot be said.
        Gray = "GRAY",
        /// It could not be looked at.
        ProcessingFailed = "PROCESSING_FAILED",
        /// It is not looked at.
        Disabled = "DISABLED",
    }
}

event! {
    /// Whether SES goes on, where it waits for the answer.
    pub struct SesResponse = "an SES response" {
        /// Whether it does.
        pub disposition: SesDisposition = "disposition",
    }
}

words! {
    /// Whether SES goes on.
    #[derive(Default)]
    pub enum SesDisposition {
        /// It does what comes next.
        #[default]
        Continue = "CONTINUE",
        /// It does nothing else of this rule, but the next rule.
        StopRule = "STOP_RULE",
        /// It does nothing else.
        StopRuleSet = "STOP_RULE_SET",
    }
}

// === impl SesMail ===

impl SesMail {
    /// The value of the first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(&found.value)
    }
}

// === impl SesResponse ===

impl SesResponse {
    /// This is how SES goes on.
    #[must_use]
    pub fn new(disposition: SesDisposition) -> Self {
        Self { disposition, ..Self::default() }
    }
}
