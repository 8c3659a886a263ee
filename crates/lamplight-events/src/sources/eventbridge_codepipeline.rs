//! Events of CodePipeline that EventBridge delivers.
//!
//! See "Monitoring CodePipeline events" in the AWS CodePipeline User Guide.

use serde_json::{Number, Value};

use super::eventbridge::EventBridge;
use crate::Timestamp;
use crate::field::{event, words};

/// A pipeline, a stage or an action has another state now.
pub type EventBridgeCodePipelineEvent = EventBridge<CodePipelineDetail>;

event! {
    /// What CodePipeline says about it.
    pub struct CodePipelineDetail = "the detail of a CodePipeline event" {
        /// The pipeline.
        pub pipeline: String = "pipeline",
        /// The id of the execution.
        pub execution_id: Option<String> = "execution-id",
        /// When it began.
        pub start_time: Option<Timestamp> = "start-time",
        /// Stage or action: the stage.
        pub stage: Option<String> = "stage",
        /// Action: the id of its execution.
        pub action_execution_id: Option<String> = "action-execution-id",
        /// Action: the action.
        pub action: Option<String> = "action",
        /// Action: what it read.
        pub input_artifacts: Value = "input-artifacts",
        /// Action: what it wrote.
        pub output_artifacts: Value = "output-artifacts",
        /// Action: what came of it elsewhere.
        pub execution_result: Option<CodePipelineExecutionResult> = "execution-result",
        /// Pipeline: what started it.
        pub execution_trigger: Option<CodePipelineTrigger> = "execution-trigger",
        /// The state that it has now.
        pub state: Option<CodePipelineState> = "state",
        /// Action: the region that it runs in.
        pub region: Option<String> = "region",
        /// Action: what kind it is of.
        pub r#type: Option<CodePipelineActionType> = "type",
        /// The version of the pipeline.
        pub version: Option<Number> = "version",
        /// Which attempt it is: more than 1 where a stage was tried again.
        pub pipeline_execution_attempt: Option<Number> = "pipeline-execution-attempt",
    }
}

event! {
    /// What came of an action elsewhere.
    pub struct CodePipelineExecutionResult = "the result of a CodePipeline action" {
        /// The address of what it did.
        pub external_execution_url: Option<String> = "external-execution-url",
        /// What it did, in words for people.
        pub external_execution_summary: Option<String> = "external-execution-summary",
        /// The id of what it did.
        pub external_execution_id: Option<String> = "external-execution-id",
        /// Why it failed: `JobFailed` and the like.
        pub error_code: Option<String> = "error-code",
    }
}

event! {
    /// What started a pipeline.
    pub struct CodePipelineTrigger = "the trigger of a CodePipeline execution" {
        /// Of which kind: `StartPipelineExecution`, `Webhook` and so on.
        pub trigger_type: Option<String> = "trigger-type",
        /// Who or what.
        pub trigger_detail: Option<String> = "trigger-detail",
    }
}

event! {
    /// What kind an action is of.
    pub struct CodePipelineActionType = "the type of a CodePipeline action" {
        /// `AWS`, `ThirdParty` or `Custom`.
        pub owner: Option<String> = "owner",
        /// `Source`, `Build`, `Test`, `Deploy`, `Approval` or `Invoke`.
        pub category: Option<String> = "category",
        /// The service that does it.
        pub provider: Option<String> = "provider",
        /// The version of the type: text, or a number.
        pub version: Value = "version",
    }
}

words! {
    /// How a pipeline, a stage or an action is.
    pub enum CodePipelineState {
        /// It has begun.
        Started = "STARTED",
        /// It is being stopped.
        Stopping = "STOPPING",
        /// It was stopped.
        Stopped = "STOPPED",
        /// It did what it should.
        Succeeded = "SUCCEEDED",
        /// It is tried again.
        Resumed = "RESUMED",
        /// It did not do what it should.
        Failed = "FAILED",
        /// It is being stopped, since a newer one took its place.
        Canceling = "CANCELING",
        /// Stage: it was stopped, since its pipeline was changed.
        Canceled = "CANCELED",
        /// A newer one overtook it.
        Superseded = "SUPERSEDED",
        /// Action: it was given up.
        Abandoned = "ABANDONED",
    }
}
