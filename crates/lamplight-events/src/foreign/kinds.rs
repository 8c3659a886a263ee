//! What events of theirs are taken for.
#![cfg_attr(not(feature = "sqs"), allow(unused_imports, reason = "there may be no source"))]

use lamplight_core::source::Kind;

use crate::source::Source;

/// Every type, with the features of ours of which one has to be on.
macro_rules! kinds {
    ($($($feature:literal)|+: $($type:ident)::+ $(<$($generic:ident),+>)? = $($kind:ident)|+;)*) => {$(
        #[cfg(any($(feature = $feature),+))]
        impl$(<$($generic),+>)? Source for aws_lambda_events::$($type)::+ $(<$($generic),+>)?
        $(where $($generic: serde::Serialize + serde::de::DeserializeOwned),+)?
        {
            const KINDS: &'static [Kind] = &[$(Kind::$kind),+];
        }
    )*};
}

kinds! {
    "activemq": activemq::ActiveMqEvent = ActiveMq;
    "alb": alb::AlbTargetGroupRequest = Alb;
    "apigw-authorizer-httpapi-v1": apigw::ApiGatewayV2CustomAuthorizerV1Request = ApiGatewayAuthorizerHttpV1;
    "apigw-authorizer-httpapi-v2": apigw::ApiGatewayV2CustomAuthorizerV2Request = ApiGatewayAuthorizerHttpV2;
    "apigw-authorizer-request" | "apigw-authorizer-websocket": apigw::ApiGatewayCustomAuthorizerRequestTypeRequest
        = ApiGatewayAuthorizerRequest | ApiGatewayAuthorizerWebSocket;
    "apigw-authorizer-token": apigw::ApiGatewayCustomAuthorizerRequest = ApiGatewayAuthorizerToken;
    "apigw-http-v1" | "apigw-rest": apigw::ApiGatewayProxyRequest = ApiGatewayRest | ApiGatewayHttpV1;
    "apigw-http-v2": apigw::ApiGatewayV2httpRequest = ApiGatewayHttpV2;
    "apigw-websocket": apigw::ApiGatewayWebsocketProxyRequest = ApiGatewayWebSocket;
    "appsync-authorizer": appsync::AppSyncLambdaAuthorizerRequest = AppSyncAuthorizer;
    "appsync-direct-resolver": appsync::AppSyncDirectResolverEvent<A, S, T> = AppSyncDirectResolver;
    "bedrock-agent-api": event::bedrock_agent_runtime::AgentEvent = BedrockAgentApi;
    "clientvpn-connection-handler": clientvpn::ClientVpnConnectionHandlerRequest = ClientVpnConnectionHandler;
    "cloudformation-custom-resource": cloudformation::CloudFormationCustomResourceRequest<P, Q>
        = CloudFormationCustomResource;
    "cloudwatch-logs": cloudwatch_logs::LogsEvent = CloudWatchLogs;
    "codecommit": code_commit::CodeCommitEvent = CodeCommit;
    "codedeploy-hook": codedeploy::CodeDeployLifecycleEvent = CodeDeployHook;
    "codepipeline-job": codepipeline_job::CodePipelineJobEvent = CodePipelineJob;
    "cognito-create-auth-challenge": cognito::CognitoEventUserPoolsCreateAuthChallenge = CognitoCreateAuthChallenge;
    "cognito-custom-message": cognito::CognitoEventUserPoolsCustomMessage = CognitoCustomMessage;
    "cognito-define-auth-challenge": cognito::CognitoEventUserPoolsDefineAuthChallenge = CognitoDefineAuthChallenge;
    "cognito-post-authentication": cognito::CognitoEventUserPoolsPostAuthentication = CognitoPostAuthentication;
    "cognito-post-confirmation": cognito::CognitoEventUserPoolsPostConfirmation = CognitoPostConfirmation;
    "cognito-pre-authentication": cognito::CognitoEventUserPoolsPreAuthentication = CognitoPreAuthentication;
    "cognito-pre-signup": cognito::CognitoEventUserPoolsPreSignup = CognitoPreSignup;
    "cognito-pre-token-generation": cognito::CognitoEventUserPoolsPreTokenGen = CognitoPreTokenGeneration;
    "cognito-pre-token-generation": cognito::CognitoEventUserPoolsPreTokenGenV2 = CognitoPreTokenGeneration;
    "cognito-sync": cognito::CognitoEvent = CognitoSync;
    "cognito-user-migration": cognito::CognitoEventUserPoolsMigrateUser = CognitoUserMigration;
    "cognito-verify-auth-challenge": cognito::CognitoEventUserPoolsVerifyAuthChallenge = CognitoVerifyAuthChallenge;
    "config-rule": config::ConfigEvent = ConfigRule;
    "connect-contact-flow": connect::ConnectEvent = ConnectContactFlow;
    "documentdb": documentdb::DocumentDbEvent = DocumentDb;
    "dynamodb-stream": dynamodb::Event = DynamoDbStream;
    "dynamodb-stream": dynamodb::TimeWindowEvent = DynamoDbStream;
    "eventbridge-autoscaling": autoscaling::AutoScalingEvent<T> = EventBridgeAutoScaling;
    "eventbridge-aws-service" | "eventbridge-custom" | "eventbridge-scheduled" | "s3-eventbridge":
        eventbridge::EventBridgeEvent<T>
        = EventBridgeCustom | EventBridgeAwsService | EventBridgeScheduled | S3EventBridge | EventBridgeAutoScaling
        | EventBridgeCodeBuild | EventBridgeCodeDeploy | EventBridgeCodePipeline | EventBridgeEcr;
    "eventbridge-codebuild": codebuild::CodeBuildEvent = EventBridgeCodeBuild;
    "eventbridge-codedeploy": codedeploy::CodeDeployEvent = EventBridgeCodeDeploy;
    "eventbridge-codepipeline": codepipeline_cloudwatch::CodePipelineCloudWatchEvent = EventBridgeCodePipeline;
    "eventbridge-ecr": ecr_scan::EcrScanEvent = EventBridgeEcr;
    "firehose": firehose::KinesisFirehoseEvent = Firehose;
    "iot-1-click": iot_1_click::IoTOneClickEvent = Iot1Click;
    "iot-button": iot_button::IoTButtonEvent = IotButton;
    "iot-custom-authorizer": iot::IoTCoreCustomAuthorizerRequest = IotCustomAuthorizer;
    "kinesis-analytics": kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent = KinesisAnalytics;
    "kinesis-stream": kinesis::KinesisEvent = KinesisStream;
    "kinesis-stream": kinesis::KinesisTimeWindowEvent = KinesisStream;
    "lambda-url": lambda_function_urls::LambdaFunctionUrlRequest = LambdaUrl;
    "lex-v1": lex::LexEvent = LexV1;
    "msk" | "self-managed-kafka": kafka::KafkaEvent = Msk | SelfManagedKafka;
    "rabbitmq": rabbitmq::RabbitMqEvent = RabbitMq;
    "s3": s3::S3Event = S3;
    "s3-batch": s3::batch_job::S3BatchJobEvent = S3Batch;
    "s3-object-lambda": s3::object_lambda::S3ObjectLambdaEvent<P> = S3ObjectLambda;
    "secretsmanager-rotation": secretsmanager::SecretsManagerSecretRotationEvent = SecretsManagerRotation;
    "ses": ses::SimpleEmailEvent = Ses;
    "sns": sns::SnsEvent = Sns;
    "sqs": sqs::SqsEvent = Sqs;
    "vpc-lattice-v1": vpc_lattice::VpcLatticeRequestV1 = VpcLatticeV1;
    "vpc-lattice-v2": vpc_lattice::VpcLatticeRequestV2 = VpcLatticeV2;
}

#[cfg(feature = "cloudwatch-alarm-action")]
impl<C, R> Source for aws_lambda_events::cloudwatch_alarms::CloudWatchAlarm<C, R>
where
    C: serde::Serialize + serde::de::DeserializeOwned,
    R: serde::Serialize + serde::de::DeserializeOwned,
{
    const KINDS: &'static [Kind] = &[Kind::CloudWatchAlarmAction];
}
