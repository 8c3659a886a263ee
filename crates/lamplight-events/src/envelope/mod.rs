//! From an event down to the user's own type, through all that wraps it on the way.
//!
//! An envelope is named as a type, from the outside to the inside: `Sqs<Sns<Json<Order>>>` is a batch of
//! messages of SQS, each of them a notification of SNS, whose message is an order in JSON. The outside is
//! read leniently, since it is AWS's, the inside as strictly as its type asks, since it is yours.
//!
//! - Events with records become [`Records`]: each [`Record`] has its `content`, or the error why there is
//!   none, so that one bad record fails nobody else.
//! - Requests become a [`Request`], whose `content` is that of the body, or the error to answer with.
//! - How content is read is a [`Content`]: [`Json`], [`Text`], [`Raw`], an envelope within another, or one
//!   of your own.
//! - An error names the place from the root of the event:
//!   `Records[3].body.Message.items[0].price: invalid type: string "free", expected f64`.
#![cfg_attr(
    feature = "sqs",
    doc = r##"
```
use lamplight_events::envelope::{Json, Sqs};
use serde::Deserialize;

#[derive(Deserialize)]
struct Order {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    price: f64,
}

let event = r#"{"Records":[
    {"messageId":"a","body":"{\"items\":[{\"price\":2.5}]}"},
    {"messageId":"b","body":"{\"items\":[{\"price\":\"free\"}]}"}]}"#;
let event: Sqs<Json<Order>> = serde_json::from_str(event)?;

let good = &event.records[0];
assert_eq!(good.message_id, "a");
assert_eq!(good.content.as_ref().unwrap().items[0].price, 2.5);

let bad = &event.records[1];
assert_eq!(bad.body, r#"{"items":[{"price":"free"}]}"#);
assert_eq!(
    bad.content.as_ref().err().unwrap().to_string(),
    r#"Records[1].body.items[0].price: invalid type: string "free", expected f64"#
);
# Ok::<(), serde_json::Error>(())
```
"##
)]

#[cfg(feature = "activemq")]
mod activemq;
#[cfg(feature = "cloudwatch-logs")]
mod cloudwatch_logs;
mod content;
#[cfg(feature = "documentdb")]
mod documentdb;
#[cfg(feature = "dynamodb-stream")]
mod dynamodb;
mod error;
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
mod eventbridge;
#[cfg(feature = "firehose")]
mod firehose;
#[cfg(any(
    feature = "alb",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
mod http;
#[cfg(any(feature = "msk", feature = "self-managed-kafka"))]
mod kafka;
#[cfg(feature = "kinesis-stream")]
mod kinesis;
#[cfg(feature = "kinesis-analytics")]
mod kinesis_analytics;
mod nested;
#[cfg(feature = "rabbitmq")]
mod rabbitmq;
mod records;
mod request;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "sqs")]
mod sqs;

#[cfg(feature = "activemq")]
pub use self::activemq::ActiveMq;
#[cfg(feature = "cloudwatch-logs")]
pub use self::cloudwatch_logs::{CloudWatchLogs, CloudWatchLogsDelivery};
pub use self::content::{Content, Json, Raw, Text};
#[cfg(feature = "documentdb")]
pub use self::documentdb::DocumentDb;
#[cfg(feature = "dynamodb-stream")]
pub use self::dynamodb::{Change, DynamoDbStream};
pub use self::error::{ContentError, ContentErrorKind};
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
pub use self::eventbridge::EventBridge;
#[cfg(feature = "firehose")]
pub use self::firehose::Firehose;
#[cfg(any(
    feature = "alb",
    feature = "apigw-http-v1",
    feature = "apigw-http-v2",
    feature = "apigw-rest",
    feature = "apigw-websocket",
    feature = "lambda-url",
    feature = "vpc-lattice-v1",
    feature = "vpc-lattice-v2",
))]
pub use self::http::*;
#[cfg(feature = "msk")]
pub use self::kafka::Kafka;
#[cfg(feature = "self-managed-kafka")]
pub use self::kafka::SelfManagedKafka;
#[cfg(feature = "kinesis-stream")]
pub use self::kinesis::Kinesis;
#[cfg(feature = "kinesis-analytics")]
pub use self::kinesis_analytics::KinesisAnalytics;
pub use self::nested::Nested;
#[cfg(feature = "rabbitmq")]
pub use self::rabbitmq::RabbitMq;
pub use self::records::{Record, Records};
pub use self::request::Request;
#[cfg(feature = "s3")]
pub use self::s3::S3;
#[cfg(feature = "sns")]
pub use self::sns::Sns;
#[cfg(feature = "sqs")]
pub use self::sqs::Sqs;
