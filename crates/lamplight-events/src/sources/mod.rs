//! The events, one module a source.

#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream", feature = "sqs"))]
pub mod batch_response;
#[cfg(feature = "cloudwatch-logs")]
pub mod cloudwatch_logs;
#[cfg(feature = "dynamodb-stream")]
pub mod dynamodb_stream;
#[cfg(any(
    feature = "eventbridge-autoscaling",
    feature = "eventbridge-aws-service",
    feature = "eventbridge-codebuild",
    feature = "eventbridge-codedeploy",
    feature = "eventbridge-codepipeline",
    feature = "eventbridge-custom",
    feature = "eventbridge-ecr",
    feature = "eventbridge-scheduled",
    feature = "s3-eventbridge",
))]
pub mod eventbridge;
#[cfg(feature = "eventbridge-autoscaling")]
pub mod eventbridge_autoscaling;
#[cfg(feature = "eventbridge-aws-service")]
pub mod eventbridge_aws_service;
#[cfg(feature = "eventbridge-codebuild")]
pub mod eventbridge_codebuild;
#[cfg(feature = "eventbridge-codedeploy")]
pub mod eventbridge_codedeploy;
#[cfg(feature = "eventbridge-codepipeline")]
pub mod eventbridge_codepipeline;
#[cfg(feature = "eventbridge-custom")]
pub mod eventbridge_custom;
#[cfg(feature = "eventbridge-ecr")]
pub mod eventbridge_ecr;
#[cfg(feature = "eventbridge-scheduled")]
pub mod eventbridge_scheduled;
#[cfg(feature = "kinesis-stream")]
pub mod kinesis_stream;
#[cfg(feature = "s3-eventbridge")]
pub mod s3_eventbridge;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream"))]
pub mod tumbling_window;
