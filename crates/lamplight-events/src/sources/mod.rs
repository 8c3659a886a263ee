//! The events, one module a source.

#[cfg(feature = "activemq")]
pub mod activemq;
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
#[cfg(any(feature = "msk", feature = "rabbitmq", feature = "self-managed-kafka"))]
pub mod byte_list;
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
#[cfg(feature = "codecommit")]
pub mod codecommit;
#[cfg(feature = "codedeploy-hook")]
pub mod codedeploy_hook;
#[cfg(feature = "codepipeline-job")]
pub mod codepipeline_job;
#[cfg(feature = "config-rule")]
pub mod config_rule;
#[cfg(feature = "documentdb")]
pub mod documentdb;
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
#[cfg(feature = "firehose")]
pub mod firehose;
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
#[cfg(any(feature = "msk", feature = "self-managed-kafka"))]
pub mod kafka;
#[cfg(feature = "kinesis-analytics")]
pub mod kinesis_analytics;
#[cfg(feature = "kinesis-stream")]
pub mod kinesis_stream;
#[cfg(feature = "lambda-destination")]
pub mod lambda_destination;
#[cfg(feature = "lambda-url")]
pub mod lambda_url;
#[cfg(feature = "msk")]
pub mod msk;
#[cfg(feature = "rabbitmq")]
pub mod rabbitmq;
#[cfg(feature = "s3")]
pub mod s3;
#[cfg(feature = "s3-batch")]
pub mod s3_batch;
#[cfg(feature = "s3-eventbridge")]
pub mod s3_eventbridge;
#[cfg(any(feature = "s3", feature = "s3-batch"))]
mod s3_key;
#[cfg(feature = "s3-object-lambda")]
pub mod s3_object_lambda;
#[cfg(feature = "s3-test-event")]
pub mod s3_test_event;
#[cfg(feature = "sagemaker-ground-truth")]
pub mod sagemaker_ground_truth;
#[cfg(feature = "secretsmanager-rotation")]
pub mod secretsmanager_rotation;
#[cfg(feature = "self-managed-kafka")]
pub mod self_managed_kafka;
#[cfg(feature = "ses")]
pub mod ses;
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
