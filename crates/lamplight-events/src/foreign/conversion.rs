//! From their types to ours and back.

use std::error::Error;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::envelope::{ContentError, ContentErrorKind};

/// An event cannot be converted, since the other type does not take it.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversionError(ContentError);

/// By JSON: written as one, read as the other.
#[allow(dead_code, reason = "not every source has conversions")]
pub(super) fn by_json<T: DeserializeOwned>(event: &impl Serialize) -> Result<T, ConversionError> {
    let text = serde_json::to_vec(event).map_err(|error| {
        ConversionError(ContentError::new(ContentErrorKind::Other, format!("cannot be written: {error}")))
    })?;
    serde_json::from_slice(&text).map_err(|error| ConversionError(ContentError::from_json(&error, &text)))
}

macro_rules! conversions {
    ($($feature:literal: $($theirs:ident)::+ $(<$($of:ty),+>)? = $($ours:ident)::+;)*) => {$(
        #[cfg(feature = $feature)]
        impl TryFrom<aws_lambda_events::$($theirs)::+ $(<$($of),+>)?> for crate::sources::$($ours)::+ {
            type Error = ConversionError;

            fn try_from(
                event: aws_lambda_events::$($theirs)::+ $(<$($of),+>)?,
            ) -> Result<Self, ConversionError> {
                by_json(&event)
            }
        }

        conversions!(@back $feature: [aws_lambda_events::$($theirs)::+ $(<$($of),+>)?] = $($ours)::+);
    )*};
    (@back $feature:literal: [$theirs:ty] = $($ours:ident)::+) => {
        #[cfg(feature = $feature)]
        impl TryFrom<crate::sources::$($ours)::+> for $theirs {
            type Error = ConversionError;

            fn try_from(event: crate::sources::$($ours)::+) -> Result<Self, ConversionError> {
                by_json(&event)
            }
        }
    };
}

conversions! {
    "activemq": activemq::ActiveMqEvent = activemq::ActiveMqEvent;
    "alb": alb::AlbTargetGroupRequest = alb::AlbEvent;
    "apigw-authorizer-httpapi-v1": apigw::ApiGatewayV2CustomAuthorizerV1Request
        = apigw_authorizer_httpapi_v1::ApiGatewayAuthorizerHttpV1Event;
    "apigw-authorizer-httpapi-v2": apigw::ApiGatewayV2CustomAuthorizerV2Request
        = apigw_authorizer_httpapi_v2::ApiGatewayAuthorizerHttpV2Event;
    "apigw-authorizer-request": apigw::ApiGatewayCustomAuthorizerRequestTypeRequest
        = apigw_authorizer_request::ApiGatewayAuthorizerRequestEvent;
    "apigw-authorizer-token": apigw::ApiGatewayCustomAuthorizerRequest
        = apigw_authorizer_token::ApiGatewayAuthorizerTokenEvent;
    "apigw-http-v2": apigw::ApiGatewayV2httpRequest = apigw_http_v2::ApiGatewayHttpV2Event;
    "apigw-rest": apigw::ApiGatewayProxyRequest = apigw_rest::ApiGatewayRestEvent;
    "apigw-websocket": apigw::ApiGatewayWebsocketProxyRequest = apigw_websocket::ApiGatewayWebSocketEvent;
    // Unpacked: packed, their type writes base64 without padding, which ours keeps as it is and does not unpack.
    "cloudwatch-logs": cloudwatch_logs::LogData = cloudwatch_logs::CloudWatchLogsData;
    "dynamodb-stream": dynamodb::Event = dynamodb_stream::DynamoDbStreamEvent;
    "dynamodb-stream": dynamodb::TimeWindowEvent = dynamodb_stream::DynamoDbStreamEvent;
    "firehose": firehose::KinesisFirehoseEvent = firehose::FirehoseEvent;
    "kinesis-analytics": kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent
        = kinesis_analytics::KinesisAnalyticsEvent;
    "kinesis-stream": kinesis::KinesisEvent = kinesis_stream::KinesisStreamEvent;
    "kinesis-stream": kinesis::KinesisTimeWindowEvent = kinesis_stream::KinesisStreamEvent;
    "lambda-url": lambda_function_urls::LambdaFunctionUrlRequest = lambda_url::LambdaUrlEvent;
    "msk": kafka::KafkaEvent = msk::MskEvent;
    "rabbitmq": rabbitmq::RabbitMqEvent = rabbitmq::RabbitMqEvent;
    "s3": s3::S3Event = s3::S3Event;
    "s3-batch": s3::batch_job::S3BatchJobEvent = s3_batch::S3BatchEvent;
    "self-managed-kafka": kafka::KafkaEvent = self_managed_kafka::SelfManagedKafkaEvent;
    "ses": ses::SimpleEmailEvent = ses::SesEvent;
    "sns": sns::SnsEvent = sns::SnsEvent;
    "sqs": sqs::SqsEvent = sqs::SqsEvent;
    "vpc-lattice-v1": vpc_lattice::VpcLatticeRequestV1 = vpc_lattice_v1::VpcLatticeV1Event;
    "vpc-lattice-v2": vpc_lattice::VpcLatticeRequestV2 = vpc_lattice_v2::VpcLatticeV2Event;
}

// Only this way: theirs forgets the version, without which it is no event of an HTTP API.
conversions!(@back "apigw-http-v1": [aws_lambda_events::apigw::ApiGatewayProxyRequest] = apigw_http_v1::ApiGatewayHttpV1Event);

/// The frame that all events of EventBridge have, whatever their detail.
#[cfg(any(
    feature = "eventbridge-aws-service",
    feature = "eventbridge-custom",
    feature = "eventbridge-scheduled",
    feature = "s3-eventbridge",
))]
mod eventbridge {
    use aws_lambda_events::eventbridge::EventBridgeEvent as Theirs;
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use super::{ConversionError, by_json};
    use crate::sources::eventbridge::EventBridgeEvent;

    impl<T: Serialize + DeserializeOwned> TryFrom<Theirs<T>> for EventBridgeEvent {
        type Error = ConversionError;

        fn try_from(event: Theirs<T>) -> Result<Self, ConversionError> {
            by_json(&event)
        }
    }

    impl<T: Serialize + DeserializeOwned> TryFrom<EventBridgeEvent> for Theirs<T> {
        type Error = ConversionError;

        fn try_from(event: EventBridgeEvent) -> Result<Self, ConversionError> {
            by_json(&event)
        }
    }
}

// === impl ConversionError ===

impl ConversionError {
    /// The path to what the other type does not take: `Records[0].Sns.Timestamp`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the other type does not take the event: {}", self.0)
    }
}

impl Error for ConversionError {}
