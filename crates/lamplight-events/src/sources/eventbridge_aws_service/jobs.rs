//! Transcribe and Translate: `Transcribe Job State Change` and `Translate TextTranslationJob State Change`.
//!
//! See "Using Amazon EventBridge with Amazon Transcribe" in the Amazon Transcribe Developer Guide, and
//! "Monitoring Amazon Translate with Amazon EventBridge" in the Amazon Translate Developer Guide.

use crate::field::event;

event! {
    /// A transcription has come to its end.
    pub struct TranscribeJobStateChange = "the detail of a Transcribe job" {
        /// The name that the job was given.
        pub transcription_job_name: String = "TranscriptionJobName",
        /// `COMPLETED` or `FAILED`.
        pub transcription_job_status: Option<String> = "TranscriptionJobStatus",
        /// Why it failed, in words for people.
        pub failure_reason: Option<String> = "FailureReason",
    }
}

event! {
    /// A translation is in another state now.
    pub struct TranslateTextTranslationJobStateChange = "the detail of a Translate job" {
        /// The id of the job.
        pub job_id: String = "jobId",
        /// `SUBMITTED`, `IN_PROGRESS`, `COMPLETED`, `COMPLETED_WITH_ERROR`, `FAILED`, `STOPPED` and those
        /// between.
        pub job_status: Option<String> = "jobStatus",
    }
}
