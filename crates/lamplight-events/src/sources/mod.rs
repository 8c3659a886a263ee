//! The events, one module a source.

#[cfg(feature = "alb")]
pub mod alb;
#[cfg(any(
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-token",
    feature = "apigw-authorizer-websocket",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
))]
mod apigw;
#[cfg(feature = "apigw-authorizer-httpapi-v1")]
pub mod apigw_authorizer_httpapi_v1;
#[cfg(feature = "apigw-authorizer-httpapi-v2")]
pub mod apigw_authorizer_httpapi_v2;
#[cfg(feature = "apigw-authorizer-request")]
pub mod apigw_authorizer_request;
#[cfg(feature = "apigw-authorizer-token")]
pub mod apigw_authorizer_token;
#[cfg(feature = "apigw-authorizer-websocket")]
pub mod apigw_authorizer_websocket;
#[cfg(feature = "apigw-http-v1")]
pub mod apigw_http_v1;
#[cfg(feature = "apigw-http-v2")]
pub mod apigw_http_v2;
#[cfg(feature = "apigw-rest")]
pub mod apigw_rest;
#[cfg(feature = "apigw-websocket")]
pub mod apigw_websocket;
#[cfg(feature = "batch-job")]
pub mod batch_job;
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream", feature = "sqs"))]
pub mod batch_response;
#[cfg(feature = "cloudformation-custom-resource")]
pub mod cloudformation_custom_resource;
#[cfg(feature = "cloudfront-lambda-edge")]
pub mod cloudfront_lambda_edge;
#[cfg(feature = "cloudwatch-alarm-action")]
pub mod cloudwatch_alarm_action;
#[cfg(feature = "cloudwatch-dashboard-widget")]
pub mod cloudwatch_dashboard_widget;
#[cfg(feature = "cloudwatch-logs")]
pub mod cloudwatch_logs;
#[cfg(feature = "codedeploy-hook")]
pub mod codedeploy_hook;
#[cfg(feature = "codepipeline-job")]
pub mod codepipeline_job;
#[cfg(feature = "config-rule")]
pub mod config_rule;
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
#[cfg(any(
    feature = "alb",
    feature = "apigw-authorizer-httpapi-v1",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-authorizer-request",
    feature = "apigw-authorizer-websocket",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "cloudfront-lambda-edge",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
mod http;
#[cfg(feature = "kinesis-stream")]
pub mod kinesis_stream;
#[cfg(feature = "lambda-destination")]
pub mod lambda_destination;
#[cfg(feature = "lambda-url")]
pub mod lambda_url;
#[cfg(feature = "s3-eventbridge")]
pub mod s3_eventbridge;
#[cfg(feature = "sagemaker-ground-truth")]
pub mod sagemaker_ground_truth;
#[cfg(feature = "secretsmanager-rotation")]
pub mod secretsmanager_rotation;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(feature = "stepfunctions-context")]
pub mod stepfunctions_context;
#[cfg(feature = "stepfunctions-error")]
pub mod stepfunctions_error;
#[cfg(any(feature = "dynamodb-stream", feature = "kinesis-stream"))]
pub mod tumbling_window;
#[cfg(any(feature = "vpc-lattice-v1", feature = "vpc-lattice-v2"))]
mod vpc_lattice_response;
#[cfg(feature = "vpc-lattice-v1")]
pub mod vpc_lattice_v1;
#[cfg(feature = "vpc-lattice-v2")]
pub mod vpc_lattice_v2;
