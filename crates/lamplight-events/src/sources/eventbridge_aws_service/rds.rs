//! RDS: `RDS DB Instance Event`, `RDS DB Cluster Event` and their like.
//!
//! See "Overview of events for Amazon RDS" in the Amazon RDS User Guide.

use crate::Timestamp;
use crate::field::event;

event! {
    /// Something happened to a database, a snapshot, a parameter group or the like.
    pub struct RdsEvent = "the detail of an RDS event" {
        /// What it has to do with: `backup`, `failover` and so on.
        pub event_categories: Vec<String> = "EventCategories",
        /// What it happened to: `DB_INSTANCE`, `CLUSTER`, `SNAPSHOT` and so on.
        pub source_type: Option<String> = "SourceType",
        /// The ARN of that.
        pub source_arn: Option<String> = "SourceArn",
        /// When it happened.
        pub date: Option<Timestamp> = "Date",
        /// What happened, in words for people.
        pub message: Option<String> = "Message",
        /// The name of what it happened to.
        pub source_identifier: Option<String> = "SourceIdentifier",
        /// What happened: `RDS-EVENT-` and a number.
        pub event_id: Option<String> = "EventID",
    }
}
