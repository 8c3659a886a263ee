//! Kinds of events, and what triggers a function.

use std::fmt;

macro_rules! kinds {
    ($($(#[$about:meta])* $kind:ident = $name:literal,)*) => {
        /// What kind of event a function was invoked with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$about])* $kind,)*
        }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// A short name in lower case that stays as it is: `sqs`, `apigw-http-v2`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// None of the others: a payload of one's own, or nothing that is JSON.
    Unknown = "unknown",

    /// API Gateway, REST API.
    ApiGatewayRest = "apigw-rest",
    /// API Gateway, HTTP API with payload format 1.0.
    ApiGatewayHttpV1 = "apigw-http-v1",
    /// API Gateway, HTTP API with payload format 2.0.
    ApiGatewayHttpV2 = "apigw-http-v2",
    /// API Gateway, WebSocket API.
    ApiGatewayWebSocket = "apigw-websocket",
    /// API Gateway, authorizer of a REST API that is given a token.
    ApiGatewayAuthorizerToken = "apigw-authorizer-token",
    /// API Gateway, authorizer of a REST API that is given the request.
    ApiGatewayAuthorizerRequest = "apigw-authorizer-request",
    /// API Gateway, authorizer of an HTTP API with payload format 1.0.
    ApiGatewayAuthorizerHttpV1 = "apigw-authorizer-httpapi-v1",
    /// API Gateway, authorizer of an HTTP API with payload format 2.0.
    ApiGatewayAuthorizerHttpV2 = "apigw-authorizer-httpapi-v2",
    /// API Gateway, authorizer of a WebSocket API.
    ApiGatewayAuthorizerWebSocket = "apigw-authorizer-websocket",
    /// Lambda function URL.
    LambdaUrl = "lambda-url",
    /// Application Load Balancer.
    Alb = "alb",
    /// VPC Lattice, event format 1.0.
    VpcLatticeV1 = "vpc-lattice-v1",
    /// VPC Lattice, event format 2.0.
    VpcLatticeV2 = "vpc-lattice-v2",
    /// CloudFront, Lambda@Edge.
    CloudFrontEdge = "cloudfront-lambda-edge",
    /// AppSync, direct resolver.
    AppSyncDirectResolver = "appsync-direct-resolver",
    /// AppSync, direct resolver of several requests at once.
    AppSyncBatchResolver = "appsync-batch-resolver",
    /// AppSync, resolver with a mapping template of Amplify's.
    AppSyncCustomResolver = "appsync-custom-resolver",
    /// AppSync Events: something was published or subscribed to.
    AppSyncEvents = "appsync-events",
    /// AppSync, authorizer.
    AppSyncAuthorizer = "appsync-authorizer",

    /// SQS messages.
    Sqs = "sqs",
    /// An SNS notification.
    Sns = "sns",
    /// Records of a Kinesis stream.
    KinesisStream = "kinesis-stream",
    /// Changes in a DynamoDB table.
    DynamoDbStream = "dynamodb-stream",
    /// An S3 notification.
    S3 = "s3",
    /// E-mail received by SES.
    Ses = "ses",
    /// A CodeCommit trigger.
    CodeCommit = "codecommit",
    /// Firehose records to transform.
    Firehose = "firehose",
    /// Kinesis Analytics records to transform or deliver.
    KinesisAnalytics = "kinesis-analytics",
    /// Records of a Kafka topic in MSK.
    Msk = "msk",
    /// Records of a Kafka topic elsewhere.
    SelfManagedKafka = "self-managed-kafka",
    /// ActiveMQ messages.
    ActiveMq = "activemq",
    /// RabbitMQ messages.
    RabbitMq = "rabbitmq",
    /// Changes in a DocumentDB collection.
    DocumentDb = "documentdb",
    /// Tasks of an S3 batch operations job.
    S3Batch = "s3-batch",

    /// EventBridge: an event of one's own, or a partner's.
    EventBridgeCustom = "eventbridge-custom",
    /// EventBridge: an event of an AWS service that has no kind of its own.
    EventBridgeAwsService = "eventbridge-aws-service",
    /// EventBridge: a schedule.
    EventBridgeScheduled = "eventbridge-scheduled",
    /// EventBridge: an S3 event.
    S3EventBridge = "s3-eventbridge",
    /// EventBridge: an Auto Scaling event.
    EventBridgeAutoScaling = "eventbridge-autoscaling",
    /// EventBridge: a CodeBuild event.
    EventBridgeCodeBuild = "eventbridge-codebuild",
    /// EventBridge: a CodeDeploy event.
    EventBridgeCodeDeploy = "eventbridge-codedeploy",
    /// EventBridge: a CodePipeline event.
    EventBridgeCodePipeline = "eventbridge-codepipeline",
    /// EventBridge: an ECR event.
    EventBridgeEcr = "eventbridge-ecr",
    /// CloudWatch Logs subscription.
    CloudWatchLogs = "cloudwatch-logs",
    /// Action of a CloudWatch alarm.
    CloudWatchAlarmAction = "cloudwatch-alarm-action",
    /// Custom widget of a CloudWatch dashboard.
    CloudWatchDashboardWidget = "cloudwatch-dashboard-widget",
    /// What S3 sends first to where its notifications go.
    S3TestEvent = "s3-test-event",
    /// S3 Object Lambda.
    S3ObjectLambda = "s3-object-lambda",
    /// CloudFormation custom resource.
    CloudFormationCustomResource = "cloudformation-custom-resource",
    /// AWS Config rule.
    ConfigRule = "config-rule",
    /// CodePipeline job.
    CodePipelineJob = "codepipeline-job",
    /// CodeDeploy lifecycle hook.
    CodeDeployHook = "codedeploy-hook",
    /// Secrets Manager rotation.
    SecretsManagerRotation = "secretsmanager-rotation",
    /// Step Functions: a task that is passed the context object.
    StepFunctionsContext = "stepfunctions-context",
    /// Step Functions: a task that is passed a caught error.
    StepFunctionsError = "stepfunctions-error",
    /// Lambda destination: how an asynchronous invocation ended.
    LambdaDestination = "lambda-destination",
    /// AWS Batch job.
    BatchJob = "batch-job",
    /// SageMaker Ground Truth labelling job.
    SageMakerGroundTruth = "sagemaker-ground-truth",

    /// Cognito: create the challenge of an authentication.
    CognitoCreateAuthChallenge = "cognito-create-auth-challenge",
    /// Cognito: define the challenge of an authentication.
    CognitoDefineAuthChallenge = "cognito-define-auth-challenge",
    /// Cognito: verify the answer to a challenge.
    CognitoVerifyAuthChallenge = "cognito-verify-auth-challenge",
    /// Cognito: before authentication.
    CognitoPreAuthentication = "cognito-pre-authentication",
    /// Cognito: after authentication.
    CognitoPostAuthentication = "cognito-post-authentication",
    /// Cognito: before sign-up.
    CognitoPreSignup = "cognito-pre-signup",
    /// Cognito: after confirmation.
    CognitoPostConfirmation = "cognito-post-confirmation",
    /// Cognito: before a token is generated.
    CognitoPreTokenGeneration = "cognito-pre-token-generation",
    /// Cognito: migrate a user.
    CognitoUserMigration = "cognito-user-migration",
    /// Cognito: word a message.
    CognitoCustomMessage = "cognito-custom-message",
    /// Cognito: send an e-mail.
    CognitoCustomEmailSender = "cognito-custom-email-sender",
    /// Cognito: send a text message.
    CognitoCustomSmsSender = "cognito-custom-sms-sender",
    /// Cognito: a user of an external provider signs in.
    CognitoInboundFederation = "cognito-inbound-federation",
    /// Cognito: a trigger that has no kind of its own.
    CognitoOther = "cognito-other",
    /// Cognito Sync.
    CognitoSync = "cognito-sync",

    /// Alexa skill.
    AlexaSkill = "alexa-skill",
    /// Alexa smart home skill.
    AlexaSmartHome = "alexa-smart-home",
    /// Lex, version 1.
    LexV1 = "lex-v1",
    /// Lex, version 2.
    LexV2 = "lex-v2",
    /// Bedrock agent, action group with an API schema.
    BedrockAgentApi = "bedrock-agent-api",
    /// Bedrock agent, action group with function details.
    BedrockAgentFunction = "bedrock-agent-function",
    /// Amazon Connect contact flow.
    ConnectContactFlow = "connect-contact-flow",
    /// Amazon Connect outbound campaign.
    ConnectOutboundCampaigns = "connect-outbound-campaigns",
    /// WorkMail rule.
    WorkMail = "workmail",
    /// Client VPN connection handler.
    ClientVpnConnectionHandler = "clientvpn-connection-handler",
    /// Transfer Family identity provider.
    TransferFamilyAuthorizer = "transfer-family-authorizer",
    /// IoT custom authorizer.
    IotCustomAuthorizer = "iot-custom-authorizer",
    /// IoT hook before a device is provisioned.
    IotPreprovisionHook = "iot-preprovision-hook",
    /// IoT registry event.
    IotRegistry = "iot-registry",
    /// IoT 1-Click.
    Iot1Click = "iot-1-click",
    /// IoT button.
    IotButton = "iot-button",
}

/// What caused an invocation, as OpenTelemetry's `faas.trigger` has it.
///
/// See <https://opentelemetry.io/docs/specs/semconv/attributes-registry/faas/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Trigger {
    /// Something changed in a database, or in a store of objects.
    Datasource,
    /// A request over HTTP waits for the answer.
    Http,
    /// A message, a record of a stream, or an event on a bus.
    Pubsub,
    /// A schedule.
    Timer,
    /// Anything else.
    Other,
}

// === impl Kind ===

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

// === impl Trigger ===

impl Trigger {
    /// The value of `faas.trigger`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Datasource => "datasource",
            Self::Http => "http",
            Self::Pubsub => "pubsub",
            Self::Timer => "timer",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
