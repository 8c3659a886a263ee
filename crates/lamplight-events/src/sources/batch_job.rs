//! A job of AWS Batch.
//!
//! As `SubmitJob` in the AWS Batch API Reference has it: AWS's local tools invoke a function with this.

use crate::field::event;

event! {
    /// A job.
    pub struct BatchJobEvent = "an AWS Batch job" {
        /// Its name.
        pub job_name: String = "jobName" required,
        /// The queue that it is in.
        pub job_queue: Option<String> = "jobQueue",
        /// What it does.
        pub job_definition: Option<String> = "jobDefinition",
    }
}
