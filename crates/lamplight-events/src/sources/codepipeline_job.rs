//! CodePipeline has a job for an action that is a Lambda function.
//!
//! See "Invoke an AWS Lambda function in a pipeline in CodePipeline" in the AWS CodePipeline User Guide.

use crate::Secret;
use crate::field::event;

event! {
    /// A job: what comes of it is told with `PutJobSuccessResult` or `PutJobFailureResult`.
    pub struct CodePipelineJobEvent = "a CodePipeline job event" {
        /// The job.
        pub job: CodePipelineJob = "CodePipeline.job" required,
    }
}

event! {
    /// A job.
    pub struct CodePipelineJob = "a CodePipeline job" {
        /// Its id.
        pub id: String = "id",
        /// The account of the pipeline.
        pub account_id: Option<String> = "accountId",
        /// What there is to do.
        pub data: CodePipelineJobData = "data",
    }
}

event! {
    /// What there is to do.
    pub struct CodePipelineJobData = "the data of a CodePipeline job" {
        /// How the action is configured.
        pub action_configuration: CodePipelineActionConfiguration = "actionConfiguration",
        /// What it reads.
        pub input_artifacts: Vec<CodePipelineArtifact> = "inputArtifacts",
        /// Where it writes.
        pub output_artifacts: Vec<CodePipelineArtifact> = "outputArtifacts",
        /// What lets it at the artifacts: secrets, which `Debug` shows.
        pub artifact_credentials: CodePipelineCredentials = "artifactCredentials",
        /// What an earlier call of the same job gave `PutJobSuccessResult`, to be called again.
        pub continuation_token: Option<String> = "continuationToken",
        /// The key that the artifacts are encrypted with, where it is one of one's own.
        pub encryption_key: Option<CodePipelineEncryptionKey> = "encryptionKey",
    }
}

event! {
    /// How an action is configured.
    pub struct CodePipelineActionConfiguration = "the configuration of a CodePipeline action" {
        /// The settings of the action.
        pub configuration: CodePipelineLambdaConfiguration = "configuration",
    }
}

event! {
    /// The settings of an action that is a function.
    pub struct CodePipelineLambdaConfiguration = "the settings of a CodePipeline action" {
        /// The function.
        pub function_name: Option<String> = "FunctionName",
        /// What the pipeline gives it: any text of at most 1,000 characters.
        pub user_parameters: Option<String> = "UserParameters",
    }
}

event! {
    /// Something that an action reads or writes.
    pub struct CodePipelineArtifact = "a CodePipeline artifact" {
        /// Its name in the pipeline.
        pub name: String = "name",
        /// Which version of it; none of what is not written yet.
        pub revision: Option<String> = "revision",
        /// Where it is.
        pub location: CodePipelineLocation = "location",
    }
}

event! {
    /// Where an artifact is.
    pub struct CodePipelineLocation = "the location of a CodePipeline artifact" {
        /// `S3`.
        pub r#type: Option<String> = "type",
        /// The object.
        pub s3_location: Option<CodePipelineS3Location> = "s3Location",
    }
}

event! {
    /// An object in S3.
    pub struct CodePipelineS3Location = "the object of a CodePipeline artifact" {
        /// Its bucket.
        pub bucket_name: String = "bucketName",
        /// Its key, as it is.
        pub object_key: String = "objectKey",
    }
}

event! {
    /// What lets a job at its artifacts, for as long as the job may take.
    pub struct CodePipelineCredentials = "the credentials of a CodePipeline job" {
        /// The id of the key.
        pub access_key_id: Option<String> = "accessKeyId",
        /// The key: a secret.
        pub secret_access_key: Option<Secret> = "secretAccessKey",
        /// The session: a secret.
        pub session_token: Option<Secret> = "sessionToken",
    }
}

event! {
    /// A key.
    pub struct CodePipelineEncryptionKey = "the encryption key of a CodePipeline job" {
        /// Its id or ARN.
        pub id: Option<String> = "id",
        /// `KMS`.
        pub r#type: Option<String> = "type",
    }
}
