//! Reading an event of which it is not known what it is.

use std::fmt;

use lamplight_core::source::{Facts, Kind};
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::envelope::ContentError;

/// An event, and what it was taken for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Detected {
    /// What it is.
    pub kind: Kind,
    /// The rule that decided, for people to read: `Records[0].eventSource = aws:sqs`.
    pub decided_by: &'static str,
    /// The event.
    pub event: Event,
}

/// Why an event could not be read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DetectError {
    /// It is not JSON.
    #[non_exhaustive]
    NotJson {
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
        /// What is wrong, and the path to it.
        error: ContentError,
    },
    /// It is not as its kind is.
    #[non_exhaustive]
    NotReadable {
        /// What it was taken for.
        kind: Kind,
        /// What is wrong, and the path to it.
        error: ContentError,
    },
    /// The feature of its kind is off, so there is no type to read it as.
    #[non_exhaustive]
    FeatureOff {
        /// What it is.
        kind: Kind,
        /// The feature of this crate that turns its type on.
        feature: &'static str,
    },
}

/// The one list of the kinds: the kind, the feature, and the type; `Sharing` where several kinds have one type.
macro_rules! kinds {
    (@source Sharing $($rest:tt)*) => {};
    (@source $kind:ident $feature:literal $type:path) => {
        #[cfg(feature = $feature)]
        impl crate::Source for $type {
            const KINDS: &'static [Kind] = &[Kind::$kind];
        }
    };
    ($($kind:ident = $feature:literal: $($type:ident)::+ $(, $sharing:ident)?;)*) => {
        $(kinds!(@source $($sharing)? $kind $feature crate::sources::$($type)::+);)*

        /// An event of any source whose feature is on.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            $(
                #[doc = concat!("Feature `", $feature, "`.")]
                #[cfg(feature = $feature)]
                $kind(Box<crate::sources::$($type)::+>),
            )*
            /// None that is known: a payload of one's own.
            Unknown(Value),
        }

        impl Event {
            /// The kinds whose feature is on.
            pub const KINDS: &'static [Kind] = &[$(#[cfg(feature = $feature)] Kind::$kind,)*];

            /// What it is.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $(
                        #[cfg(feature = $feature)]
                        Self::$kind(_) => Kind::$kind,
                    )*
                    Self::Unknown(_) => Kind::Unknown,
                }
            }

            /// What the event says about itself. [`Source::facts`](crate::Source::facts) says how, and what it costs.
            #[must_use]
            pub fn facts(&self) -> Facts<Vec<u8>> {
                match self {
                    $(
                        #[cfg(feature = $feature)]
                        Self::$kind(event) => crate::Source::facts(&**event),
                    )*
                    Self::Unknown(value) => Facts::scan(value.to_string().into_bytes()),
                }
            }

            fn read(kind: Kind, bytes: &[u8]) -> Result<Self, DetectError> {
                match kind {
                    $(
                        #[cfg(feature = $feature)]
                        Kind::$kind => read(kind, bytes).map(|event| Self::$kind(Box::new(event))),
                        #[cfg(not(feature = $feature))]
                        Kind::$kind => Err(DetectError::FeatureOff { kind, feature: $feature }),
                    )*
                    _ => read(kind, bytes).map(Self::Unknown),
                }
            }
        }

        /// Written is the event as it came.
        impl Serialize for Event {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(
                        #[cfg(feature = $feature)]
                        Self::$kind(event) => event.serialize(serializer),
                    )*
                    Self::Unknown(value) => value.serialize(serializer),
                }
            }
        }
    };
}

kinds! {
    ApiGatewayRest = "apigw-rest": apigw_rest::ApiGatewayRestEvent;
    ApiGatewayHttpV1 = "apigw-http-v1": apigw_http_v1::ApiGatewayHttpV1Event;
    ApiGatewayHttpV2 = "apigw-http-v2": apigw_http_v2::ApiGatewayHttpV2Event;
    ApiGatewayWebSocket = "apigw-websocket": apigw_websocket::ApiGatewayWebSocketEvent;
    ApiGatewayAuthorizerToken = "apigw-authorizer-token": apigw_authorizer_token::ApiGatewayAuthorizerTokenEvent;
    ApiGatewayAuthorizerRequest = "apigw-authorizer-request": apigw_authorizer_request::ApiGatewayAuthorizerRequestEvent;
    ApiGatewayAuthorizerHttpV1 = "apigw-authorizer-httpapi-v1": apigw_authorizer_httpapi_v1::ApiGatewayAuthorizerHttpV1Event;
    ApiGatewayAuthorizerHttpV2 = "apigw-authorizer-httpapi-v2": apigw_authorizer_httpapi_v2::ApiGatewayAuthorizerHttpV2Event;
    ApiGatewayAuthorizerWebSocket = "apigw-authorizer-websocket": apigw_authorizer_websocket::ApiGatewayAuthorizerWebSocketEvent;
    LambdaUrl = "lambda-url": lambda_url::LambdaUrlEvent;
    Alb = "alb": alb::AlbEvent;
    VpcLatticeV1 = "vpc-lattice-v1": vpc_lattice_v1::VpcLatticeV1Event;
    VpcLatticeV2 = "vpc-lattice-v2": vpc_lattice_v2::VpcLatticeV2Event;
    CloudFrontEdge = "cloudfront-lambda-edge": cloudfront_lambda_edge::CloudFrontEdgeEvent;
    AppSyncDirectResolver = "appsync-direct-resolver": appsync_direct_resolver::AppSyncDirectResolverEvent;
    AppSyncBatchResolver = "appsync-batch-resolver": appsync_batch_resolver::AppSyncBatchResolverEvent;
    AppSyncCustomResolver = "appsync-custom-resolver": appsync_custom_resolver::AppSyncCustomResolverEvent;
    AppSyncEvents = "appsync-events": appsync_events::AppSyncEventsEvent;
    AppSyncAuthorizer = "appsync-authorizer": appsync_authorizer::AppSyncAuthorizerEvent;
    Sqs = "sqs": sqs::SqsEvent;
    Sns = "sns": sns::SnsEvent;
    KinesisStream = "kinesis-stream": kinesis_stream::KinesisStreamEvent;
    DynamoDbStream = "dynamodb-stream": dynamodb_stream::DynamoDbStreamEvent;
    S3 = "s3": s3::S3Event;
    Ses = "ses": ses::SesEvent;
    CodeCommit = "codecommit": codecommit::CodeCommitEvent;
    Firehose = "firehose": firehose::FirehoseEvent;
    KinesisAnalytics = "kinesis-analytics": kinesis_analytics::KinesisAnalyticsEvent;
    Msk = "msk": msk::MskEvent;
    SelfManagedKafka = "self-managed-kafka": self_managed_kafka::SelfManagedKafkaEvent;
    ActiveMq = "activemq": activemq::ActiveMqEvent;
    RabbitMq = "rabbitmq": rabbitmq::RabbitMqEvent;
    DocumentDb = "documentdb": documentdb::DocumentDbEvent;
    S3Batch = "s3-batch": s3_batch::S3BatchEvent;
    EventBridgeCustom = "eventbridge-custom": eventbridge_custom::EventBridgeCustomEvent, Sharing;
    EventBridgeAwsService = "eventbridge-aws-service": eventbridge_aws_service::EventBridgeAwsServiceEvent, Sharing;
    EventBridgeScheduled = "eventbridge-scheduled": eventbridge_scheduled::EventBridgeScheduledEvent, Sharing;
    S3EventBridge = "s3-eventbridge": s3_eventbridge::S3EventBridgeEvent, Sharing;
    EventBridgeAutoScaling = "eventbridge-autoscaling": eventbridge_autoscaling::EventBridgeAutoScalingEvent, Sharing;
    EventBridgeCodeBuild = "eventbridge-codebuild": eventbridge_codebuild::EventBridgeCodeBuildEvent, Sharing;
    EventBridgeCodeDeploy = "eventbridge-codedeploy": eventbridge_codedeploy::EventBridgeCodeDeployEvent, Sharing;
    EventBridgeCodePipeline = "eventbridge-codepipeline": eventbridge_codepipeline::EventBridgeCodePipelineEvent, Sharing;
    EventBridgeEcr = "eventbridge-ecr": eventbridge_ecr::EventBridgeEcrEvent, Sharing;
    CloudWatchLogs = "cloudwatch-logs": cloudwatch_logs::CloudWatchLogsEvent;
    CloudWatchAlarmAction = "cloudwatch-alarm-action": cloudwatch_alarm_action::CloudWatchAlarmActionEvent;
    CloudWatchDashboardWidget = "cloudwatch-dashboard-widget": cloudwatch_dashboard_widget::CloudWatchDashboardWidgetEvent;
    S3TestEvent = "s3-test-event": s3_test_event::S3TestEvent;
    S3ObjectLambda = "s3-object-lambda": s3_object_lambda::S3ObjectLambdaEvent;
    CloudFormationCustomResource = "cloudformation-custom-resource": cloudformation_custom_resource::CloudFormationCustomResourceEvent;
    ConfigRule = "config-rule": config_rule::ConfigRuleEvent;
    CodePipelineJob = "codepipeline-job": codepipeline_job::CodePipelineJobEvent;
    CodeDeployHook = "codedeploy-hook": codedeploy_hook::CodeDeployHookEvent;
    SecretsManagerRotation = "secretsmanager-rotation": secretsmanager_rotation::SecretsManagerRotationEvent;
    StepFunctionsContext = "stepfunctions-context": stepfunctions_context::StepFunctionsContextEvent;
    StepFunctionsError = "stepfunctions-error": stepfunctions_error::StepFunctionsErrorEvent;
    LambdaDestination = "lambda-destination": lambda_destination::LambdaDestinationEvent;
    BatchJob = "batch-job": batch_job::BatchJobEvent;
    SageMakerGroundTruth = "sagemaker-ground-truth": sagemaker_ground_truth::SageMakerGroundTruthEvent;
    CognitoCreateAuthChallenge = "cognito-create-auth-challenge": cognito_create_auth_challenge::CognitoCreateAuthChallengeEvent;
    CognitoDefineAuthChallenge = "cognito-define-auth-challenge": cognito_define_auth_challenge::CognitoDefineAuthChallengeEvent;
    CognitoVerifyAuthChallenge = "cognito-verify-auth-challenge": cognito_verify_auth_challenge::CognitoVerifyAuthChallengeEvent;
    CognitoPreAuthentication = "cognito-pre-authentication": cognito_pre_authentication::CognitoPreAuthenticationEvent;
    CognitoPostAuthentication = "cognito-post-authentication": cognito_post_authentication::CognitoPostAuthenticationEvent;
    CognitoPreSignup = "cognito-pre-signup": cognito_pre_signup::CognitoPreSignupEvent;
    CognitoPostConfirmation = "cognito-post-confirmation": cognito_post_confirmation::CognitoPostConfirmationEvent;
    CognitoPreTokenGeneration = "cognito-pre-token-generation": cognito_pre_token_generation::CognitoPreTokenGenerationEvent;
    CognitoUserMigration = "cognito-user-migration": cognito_user_migration::CognitoUserMigrationEvent;
    CognitoCustomMessage = "cognito-custom-message": cognito_custom_message::CognitoCustomMessageEvent;
    CognitoCustomEmailSender = "cognito-custom-email-sender": cognito_custom_email_sender::CognitoCustomEmailSenderEvent;
    CognitoCustomSmsSender = "cognito-custom-sms-sender": cognito_custom_sms_sender::CognitoCustomSmsSenderEvent;
    CognitoInboundFederation = "cognito-inbound-federation": cognito_inbound_federation::CognitoInboundFederationEvent;
    CognitoOther = "cognito-other": cognito_other::CognitoOtherEvent;
    CognitoSync = "cognito-sync": cognito_sync::CognitoSyncEvent;
    AlexaSkill = "alexa-skill": alexa_skill::AlexaSkillEvent;
    AlexaSmartHome = "alexa-smart-home": alexa_smart_home::AlexaSmartHomeEvent;
    LexV1 = "lex-v1": lex_v1::LexV1Event;
    LexV2 = "lex-v2": lex_v2::LexV2Event;
    BedrockAgentApi = "bedrock-agent-api": bedrock_agent_api::BedrockAgentApiEvent;
    BedrockAgentFunction = "bedrock-agent-function": bedrock_agent_function::BedrockAgentFunctionEvent;
    ConnectContactFlow = "connect-contact-flow": connect_contact_flow::ConnectContactFlowEvent;
    ConnectOutboundCampaigns = "connect-outbound-campaigns": connect_outbound_campaigns::ConnectOutboundCampaignsEvent;
    WorkMail = "workmail": workmail::WorkMailEvent;
    ClientVpnConnectionHandler = "clientvpn-connection-handler": clientvpn_connection_handler::ClientVpnConnectionHandlerEvent;
    TransferFamilyAuthorizer = "transfer-family-authorizer": transfer_family_authorizer::TransferFamilyAuthorizerEvent;
    IotCustomAuthorizer = "iot-custom-authorizer": iot_custom_authorizer::IotCustomAuthorizerEvent;
    IotPreprovisionHook = "iot-preprovision-hook": iot_preprovision_hook::IotPreprovisionHookEvent;
    IotRegistry = "iot-registry": iot_registry::IotRegistryEvent;
    Iot1Click = "iot-1-click": iot_1_click::Iot1ClickEvent;
    IotButton = "iot-button": iot_button::IotButtonEvent;
}

// === impl Event ===

impl Event {
    /// Reads an event as what it is.
    ///
    /// What it is, is told by a scan that asks for as little as tells kinds apart; see
    /// [`lamplight_core::source`].
    ///
    /// # Errors
    ///
    /// Where the payload is not JSON, lacks what its kind cannot be without, or is of a kind whose feature
    /// is off.
    ///
    /// ```
    /// # #[cfg(feature = "sqs")] {
    /// use lamplight_events::Event;
    ///
    /// let payload = br#"{"Records":[{"messageId":"a","body":"Hello","eventSource":"aws:sqs"}]}"#;
    /// let detected = Event::detect(payload).expect("an event");
    /// assert_eq!(detected.decided_by, "Records[0].eventSource = aws:sqs");
    /// let Event::Sqs(event) = detected.event else { panic!("is not from a queue") };
    /// assert_eq!(event.records[0].body, "Hello");
    /// # }
    /// ```
    pub fn detect(payload: &[u8]) -> Result<Detected, DetectError> {
        let facts = Facts::scan(payload);
        let (kind, decided_by) = (facts.kind(), facts.decided_by());
        let json = payload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(payload);
        let event = Self::read(kind, json)?;
        Ok(Detected { kind, decided_by, event })
    }
}

fn read<T: DeserializeOwned>(kind: Kind, json: &[u8]) -> Result<T, DetectError> {
    serde_json::from_slice(json).map_err(|error| DetectError::new(kind, &error, json))
}

// === impl DetectError ===

impl DetectError {
    #[cold]
    fn new(kind: Kind, error: &serde_json::Error, json: &[u8]) -> Self {
        let (line, column) = (error.line(), error.column());
        let is_json = error.is_data();
        let error = ContentError::from_json(error, json);
        if is_json { Self::NotReadable { kind, error } } else { Self::NotJson { line, column, error } }
    }

    /// The path to what is wrong, where there is one.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::NotJson { error, .. } | Self::NotReadable { error, .. } => error.path(),
            Self::FeatureOff { .. } => "",
        }
    }
}

impl fmt::Display for DetectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line, column, error } => {
                write!(f, "not JSON at line {line} column {column}: {error}")
            }
            Self::NotReadable { kind, error } => write!(f, "not readable as an event of {kind}: {error}"),
            Self::FeatureOff { kind, feature } => write!(
                f,
                "an event of {kind}, which is read where lamplight-events has its feature `{feature}` on"
            ),
        }
    }
}

impl std::error::Error for DetectError {}

#[cfg(all(test, not(feature = "sqs")))]
mod tests {
    use super::*;

    #[test]
    fn a_kind_whose_feature_is_off_is_named_with_it() {
        let payload = br#"{"Records":[{"messageId":"a","eventSource":"aws:sqs"}]}"#;
        let error = Event::detect(payload).expect_err("there is no type");
        assert_eq!(error, DetectError::FeatureOff { kind: Kind::Sqs, feature: "sqs" });
        assert_eq!(
            error.to_string(),
            "an event of sqs, which is read where lamplight-events has its feature `sqs` on"
        );
    }
}
