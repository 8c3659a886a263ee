//! Events of ECR that EventBridge delivers.
//!
//! See "Amazon ECR events and EventBridge" in the Amazon ECR User Guide.

use super::eventbridge::EventBridge;
use crate::Map;
use crate::field::{event, words};

/// An image was pushed, deleted, scanned, copied or fetched from elsewhere.
pub type EventBridgeEcrEvent = EventBridge<EcrDetail>;

event! {
    /// What ECR says about it.
    pub struct EcrDetail = "the detail of an ECR event" {
        /// Action: `SUCCESS` or `FAILURE`.
        pub result: Option<String> = "result",
        /// Scan: `COMPLETE` or `FAILED`.
        pub scan_status: Option<EcrScanStatus> = "scan-status",
        /// The repository.
        pub repository_name: String = "repository-name",
        /// Scan: how many findings there are of each severity: `CRITICAL`, `HIGH`, `MEDIUM`, `LOW`,
        /// `INFORMATIONAL`, `UNDEFINED`. A severity without findings may be absent.
        pub finding_severity_counts: Map<u64> = "finding-severity-counts",
        /// The digest of the image.
        pub image_digest: Option<String> = "image-digest",
        /// Scan: the tags of the image.
        pub image_tags: Vec<String> = "image-tags",
        /// Action: what was done.
        pub action_type: Option<EcrActionType> = "action-type",
        /// Action: the tag of the image, where it has one.
        pub image_tag: Option<String> = "image-tag",
        /// Replication: the account that it was copied from.
        pub source_account: Option<String> = "source-account",
        /// Replication: the region that it was copied from.
        pub source_region: Option<String> = "source-region",
        /// Pull through cache: `SUCCESS` or `FAILURE`.
        pub sync_status: Option<String> = "sync-status",
        /// Pull through cache: the prefix of the repositories that the rule is for.
        pub ecr_repository_prefix: Option<String> = "ecr-repository-prefix",
        /// Pull through cache: where the image comes from.
        pub upstream_registry_url: Option<String> = "upstream-registry-url",
        /// Pull through cache: why it failed.
        pub failure_code: Option<String> = "failure-code",
        /// Pull through cache: why it failed, in words for people.
        pub failure_reason: Option<String> = "failure-reason",
    }
}

words! {
    /// How a scan ended.
    pub enum EcrScanStatus {
        /// With findings, or without.
        Complete = "COMPLETE",
        /// Not at all.
        Failed = "FAILED",
    }
}

words! {
    /// What was done with an image.
    pub enum EcrActionType {
        /// It was pushed.
        Push = "PUSH",
        /// It was deleted.
        Delete = "DELETE",
        /// It was copied to another region or account.
        Replicate = "REPLICATE",
    }
}
