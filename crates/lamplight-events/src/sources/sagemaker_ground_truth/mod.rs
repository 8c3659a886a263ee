//! SageMaker Ground Truth asks before people label, and afterwards.
//!
//! See "Processing data in a custom labeling workflow with AWS Lambda" in the Amazon SageMaker AI Developer
//! Guide.

mod response;

use serde_json::Value;

pub use self::response::{
    ConsolidatedAnnotation, ConsolidatedContent, GroundTruthConsolidationResponse, GroundTruthPreResponse,
};
use crate::field::event;

event! {
    /// Before people label: what is to be labelled, in [`data_object`](Self::data_object). Afterwards: where
    /// their labels are, in [`payload`](Self::payload).
    pub struct SageMakerGroundTruthEvent = "an event of SageMaker Ground Truth" {
        /// The version of the event: `2018-10-16`.
        pub version: Option<String> = "version",
        /// The labelling job.
        pub labeling_job_arn: String = "labelingJobArn" required,
        /// Before: a line of the manifest.
        pub data_object: Option<GroundTruthDataObject> = "dataObject",
        /// Afterwards: the labels that there are to choose from, where the job has some.
        pub label_categories: Option<Value> = "labelCategories",
        /// Afterwards: the key under which the manifest gets the label.
        pub label_attribute_name: Option<String> = "labelAttributeName",
        /// Afterwards: the role that lets the function at the payload.
        pub role_arn: Option<String> = "roleArn",
        /// Afterwards: where the labels are.
        pub payload: Option<GroundTruthPayload> = "payload",
    }
}

event! {
    /// What is to be labelled: a line of the manifest, whose keys of one's own are in `extra`.
    pub struct GroundTruthDataObject = "the data object of Ground Truth" {
        /// Text.
        pub source: Option<String> = "source",
        /// The address of an object in S3.
        pub source_ref: Option<String> = "source-ref",
    }
}

event! {
    /// Where the labels are.
    pub struct GroundTruthPayload = "the payload of Ground Truth" {
        /// The address of an object in S3: a JSON array.
        pub s3_uri: String = "s3Uri",
    }
}
