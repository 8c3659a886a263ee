//! Triggers of a CodeCommit repository.
//!
//! See "Using AWS Lambda with AWS CodeCommit" in the AWS Lambda Developer Guide.

use crate::field::event;
use crate::{Seconds, Timestamp};

event! {
    /// What happened in a repository.
    pub struct CodeCommitEvent = "a CodeCommit event" {
        /// The triggers.
        pub records: Vec<CodeCommitRecord> = "Records" required,
    }
}

event! {
    /// A trigger.
    pub struct CodeCommitRecord = "a CodeCommit record" {
        /// The region of the repository.
        pub aws_region: Option<String> = "awsRegion",
        /// What changed.
        pub codecommit: CodeCommitChange = "codecommit" required,
        /// What the trigger is configured to give along.
        pub custom_data: Option<String> = "customData",
        /// What no other event has.
        pub event_id: Option<String> = "eventId",
        /// `ReferenceChanges`, or `TriggerEventTest`.
        pub event_name: Option<String> = "eventName",
        /// Which part of the event it is, from 1 on.
        pub event_part_number: Option<u32> = "eventPartNumber",
        /// `aws:codecommit`.
        pub event_source: Option<String> = "eventSource",
        /// The ARN of the repository.
        pub event_source_arn: Option<String> = "eventSourceARN",
        /// When it happened.
        pub event_time: Option<Timestamp<Seconds>> = "eventTime",
        /// How many parts the event has.
        pub event_total_parts: Option<u32> = "eventTotalParts",
        /// The id of the trigger's configuration.
        pub event_trigger_config_id: Option<String> = "eventTriggerConfigId",
        /// The name of the trigger.
        pub event_trigger_name: Option<String> = "eventTriggerName",
        /// `1.0`.
        pub event_version: Option<String> = "eventVersion",
        /// Who did it.
        pub user_identity_arn: Option<String> = "userIdentityARN",
    }
}

event! {
    /// What changed.
    pub struct CodeCommitChange = "a change in a repository" {
        /// Branches and tags.
        pub references: Vec<CodeCommitReference> = "references",
    }
}

event! {
    /// A branch or a tag.
    pub struct CodeCommitReference = "a reference" {
        /// The commit that it names now, or did where it was deleted.
        pub commit: Option<String> = "commit",
        /// Whether it is new.
        pub created: Option<bool> = "created",
        /// Whether it is no more.
        pub deleted: Option<bool> = "deleted",
        /// Its name in full: `refs/heads/main`.
        pub reference: Option<String> = "ref",
    }
}

// === impl CodeCommitRecord ===

impl CodeCommitRecord {
    /// The name of the repository.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        self.event_source_arn.as_deref()?.rsplit(':').next()
    }
}
