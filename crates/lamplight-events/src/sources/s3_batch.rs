//! Objects of a job of S3 Batch Operations.
//!
//! See "Invoke AWS Lambda function" in the Amazon S3 User Guide.

use std::borrow::Cow;

use super::s3_key;
use crate::Map;
use crate::field::{event, words};

event! {
    /// What is to be done.
    pub struct S3BatchEvent = "an S3 batch event" {
        /// `1.0`, or `2.0`, which also works on directory buckets.
        pub invocation_schema_version: String = "invocationSchemaVersion" required,
        /// What the response names this invocation by.
        pub invocation_id: String = "invocationId",
        /// The job.
        pub job: S3BatchJob = "job",
        /// The tasks; today always one.
        pub tasks: Vec<S3BatchTask> = "tasks" required,
    }
}

event! {
    /// A job.
    pub struct S3BatchJob = "an S3 batch job" {
        /// Its id.
        pub id: Option<String> = "id",
        /// Version 2.0: what whoever made the job gave it along.
        pub user_arguments: Option<Map<String>> = "userArguments",
    }
}

event! {
    /// One object of a job.
    pub struct S3BatchTask = "an S3 batch task" {
        /// What the response names it by.
        pub task_id: String = "taskId",
        /// Its key as it stands in the manifest, which is encoded; see [`S3BatchTask::decoded_key`].
        pub s3_key: String = "s3Key",
        /// Its version, where the manifest has one.
        pub s3_version_id: Option<String> = "s3VersionId",
        /// Version 1.0: the ARN of the bucket.
        pub s3_bucket_arn: Option<String> = "s3BucketArn",
        /// Version 2.0: the name of the bucket.
        pub s3_bucket: Option<String> = "s3Bucket",
    }
}

event! {
    /// What became of all tasks.
    pub struct S3BatchResponse = "an S3 batch response" {
        /// The version that the event has.
        pub invocation_schema_version: String = "invocationSchemaVersion",
        /// What becomes of tasks without a result; a permanent failure where it is absent.
        pub treat_missing_keys_as: Option<S3BatchResultCode> = "treatMissingKeysAs",
        /// The id that the event has.
        pub invocation_id: String = "invocationId",
        /// The results.
        pub results: Vec<S3BatchResult> = "results",
    }
}

event! {
    /// What became of a task.
    pub struct S3BatchResult = "an S3 batch result" {
        /// The task.
        pub task_id: String = "taskId",
        /// How it went.
        pub result_code: S3BatchResultCode = "resultCode",
        /// What the report of the job says about it.
        pub result_string: Option<String> = "resultString",
    }
}

words! {
    /// How a task went.
    #[derive(Default)]
    pub enum S3BatchResultCode {
        /// It is done.
        #[default]
        Succeeded = "Succeeded",
        /// It is tried again before the job ends.
        TemporaryFailure = "TemporaryFailure",
        /// It failed for good.
        PermanentFailure = "PermanentFailure",
    }
}

// === impl S3BatchEvent ===

impl S3BatchEvent {
    /// A response to this event without results.
    #[must_use]
    pub fn response(&self) -> S3BatchResponse {
        S3BatchResponse {
            invocation_schema_version: self.invocation_schema_version.clone(),
            invocation_id: self.invocation_id.clone(),
            ..S3BatchResponse::default()
        }
    }
}

// === impl S3BatchTask ===

impl S3BatchTask {
    /// The key that other calls to S3 take.
    #[must_use]
    pub fn decoded_key(&self) -> Cow<'_, str> {
        s3_key::decode(&self.s3_key)
    }

    /// The name of the bucket, in either version.
    #[must_use]
    pub fn bucket_name(&self) -> Option<&str> {
        let of_arn = || self.s3_bucket_arn.as_deref()?.rsplit(':').next();
        self.s3_bucket.as_deref().or_else(of_arn)
    }

    /// This is what became of it.
    pub fn result(&self, code: S3BatchResultCode, text: impl Into<String>) -> S3BatchResult {
        S3BatchResult {
            task_id: self.task_id.clone(),
            result_code: code,
            result_string: Some(text.into()),
            ..S3BatchResult::default()
        }
    }
}

// === impl S3BatchResponse ===

impl S3BatchResponse {
    /// One more result.
    #[must_use]
    pub fn with_result(mut self, result: S3BatchResult) -> Self {
        self.results.push(result);
        self
    }
}
