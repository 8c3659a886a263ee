//! Types of `aws_lambda_events` through what is made for ours: envelopes, batches, facts, conversions.

use std::borrow::Cow;

use aws_lambda_events as theirs;
use lamplight_core::source::Facts;
use lamplight_events::envelope::{
    Change, CloudWatchLogs, ContentError, DynamoDbStream, Json, Raw, Records, Request, Sns, Text,
};
use lamplight_events::foreign::ConversionError;
use lamplight_events::{BatchSource, RequestSource, Source, batch, sources};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[path = "../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod corpus;

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
struct Order {
    id: String,
}

fn read<T: DeserializeOwned>(event: &Value) -> T {
    serde_json::from_str(&event.to_string()).expect("an event")
}

/// The events of a family that their type reads; there is always one.
fn each<T: DeserializeOwned>(family: &str, mut take: impl FnMut(&str, &[u8], T)) {
    let mut count = 0;
    for event in corpus::events().iter().filter(|event| event.family == family && event.expect == "accept") {
        if let Ok(read) = serde_json::from_slice(&event.bytes) {
            take(&event.file, &event.bytes, read);
            count += 1;
        }
    }
    assert!(count > 0, "their type reads nothing of {family}");
}

#[test]
fn a_queue_of_theirs_is_read_through_envelopes() {
    let notification =
        json!({ "Type": "Notification", "TopicArn": "t", "Message": r#"{"id":7}"# }).to_string();
    let event =
        json!({ "Records": [{ "messageId": "a", "body": r#"{"id":"A-17"}"# }, { "body": notification }] });
    let orders: Records<theirs::sqs::SqsEvent, Json<Order>> = read(&event);
    assert_eq!(orders.records[0].content, Ok(Order { id: "A-17".into() }));
    assert_eq!(orders.records[0].message_id.as_deref(), Some("a"));
    let orders: Records<theirs::sqs::SqsEvent, Sns<Json<Order>>> = read(&event);
    let error = orders.records[1].content.as_ref().expect_err("a number");
    assert_eq!(error.path(), "Records[1].body.Message.id");
    assert_eq!(orders.into_event().records.len(), 2);
}

#[test]
fn items_of_their_tables_are_read_as_the_users_type() {
    each::<theirs::dynamodb::Event>("dynamodb-stream", |file, bytes, event| {
        let of_theirs: Records<_, Change<Value, Value>> = Records::read(event);
        let of_ours: DynamoDbStream<Value, Value> = serde_json::from_slice(bytes).expect("an event");
        for (theirs, ours) in of_theirs.records.iter().zip(&of_ours.records) {
            // Where the item has bytes, which JSON has not, neither is read.
            let images = |content: &Result<Change<Value, Value>, _>| match content {
                Ok(change) => Ok([&change.keys, &change.new_image, &change.old_image].map(filled)),
                Err(error) => Err(ContentError::clone(error)),
            };
            assert_eq!(images(&theirs.content), images(&ours.content), "{file}");
        }
    });
}

/// Theirs has no image and an empty one as the same.
fn filled(image: &Option<Value>) -> Option<Value> {
    image.clone().filter(|image| image.as_object().is_some_and(|members| !members.is_empty()))
}

/// The content of records of theirs is that of ours.
fn same_content<T, O>(family: &str)
where
    T: BatchSource<Input = [u8]> + DeserializeOwned,
    O: BatchSource<Input = [u8]> + DeserializeOwned,
{
    assert_eq!(T::CONTENT, O::CONTENT);
    each::<T>(family, |file, bytes, event| {
        let of_theirs: Records<T, Raw> = Records::read(event);
        let of_ours: Records<O, Raw> = serde_json::from_slice(bytes).expect("an event");
        assert_eq!(of_theirs.records.len(), of_ours.records.len(), "{file}");
        for (theirs, ours) in of_theirs.records.iter().zip(&of_ours.records) {
            assert_eq!(theirs.content, ours.content, "{file}");
            let (theirs, ours): (Option<Cow<'_, str>>, _) = (T::id(&theirs.record), O::id(&ours.record));
            assert_eq!(theirs, ours.filter(|id| !id.is_empty()), "{file}");
        }
    });
}

#[test]
fn records_of_theirs_have_the_content_and_ids_of_ours() {
    same_content::<theirs::sqs::SqsEvent, sources::sqs::SqsEvent>("sqs");
    same_content::<theirs::sns::SnsEvent, sources::sns::SnsEvent>("sns");
    same_content::<theirs::kinesis::KinesisEvent, sources::kinesis_stream::KinesisStreamEvent>(
        "kinesis-stream",
    );
    same_content::<theirs::kinesis::KinesisTimeWindowEvent, sources::kinesis_stream::KinesisStreamEvent>(
        "kinesis-stream",
    );
    same_content::<theirs::firehose::KinesisFirehoseEvent, sources::firehose::FirehoseEvent>("firehose");
    same_content::<
        theirs::kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent,
        sources::kinesis_analytics::KinesisAnalyticsEvent,
    >("kinesis-analytics");
    same_content::<theirs::kafka::KafkaEvent, sources::msk::MskEvent>("msk");
    same_content::<theirs::kafka::KafkaEvent, sources::self_managed_kafka::SelfManagedKafkaEvent>(
        "self-managed-kafka",
    );
    same_content::<theirs::activemq::ActiveMqEvent, sources::activemq::ActiveMqEvent>("activemq");
    same_content::<theirs::rabbitmq::RabbitMqEvent, sources::rabbitmq::RabbitMqEvent>("rabbitmq");
}

#[test]
fn logs_of_theirs_are_those_of_ours() {
    each::<theirs::cloudwatch_logs::LogsEvent>("cloudwatch-logs", |file, bytes, event| {
        let of_theirs: Records<_, Text> = Records::read(event);
        let of_ours: CloudWatchLogs = serde_json::from_slice(bytes).expect("an event");
        let texts = |content: &Result<String, _>| content.clone().expect("is text");
        let of_theirs: Vec<_> = of_theirs.records.iter().map(|record| texts(&record.content)).collect();
        let of_ours: Vec<_> = of_ours.records.iter().map(|record| texts(&record.content)).collect();
        assert_eq!(of_theirs, of_ours, "{file}");
    });
}

#[test]
fn documents_of_theirs_are_those_of_ours() {
    each::<theirs::documentdb::DocumentDbEvent>("documentdb", |file, bytes, event| {
        let of_theirs: Records<_, Option<Json<Value>>> = Records::read(event);
        let of_ours: Records<sources::documentdb::DocumentDbEvent, Option<Json<Value>>> =
            serde_json::from_slice(bytes).expect("an event");
        for (theirs, ours) in of_theirs.records.iter().zip(&of_ours.records) {
            assert_eq!(theirs.content, ours.content, "{file}");
        }
    });
}

/// The body of a request of theirs is that of ours.
fn same_body<T, O>(family: &str)
where
    T: RequestSource + DeserializeOwned,
    O: RequestSource + DeserializeOwned,
{
    each::<T>(family, |file, bytes, event| {
        let ours: Request<O, Raw> = serde_json::from_slice(bytes).expect("an event");
        assert_eq!(Request::<T, Raw>::read(event).content, ours.content, "{file}");
    });
}

#[test]
fn requests_of_theirs_have_the_body_of_ours() {
    same_body::<theirs::alb::AlbTargetGroupRequest, sources::alb::AlbEvent>("alb");
    same_body::<theirs::apigw::ApiGatewayProxyRequest, sources::apigw_rest::ApiGatewayRestEvent>(
        "apigw-rest",
    );
    same_body::<theirs::apigw::ApiGatewayProxyRequest, sources::apigw_http_v1::ApiGatewayHttpV1Event>(
        "apigw-http-v1",
    );
    same_body::<theirs::apigw::ApiGatewayV2httpRequest, sources::apigw_http_v2::ApiGatewayHttpV2Event>(
        "apigw-http-v2",
    );
    same_body::<
        theirs::apigw::ApiGatewayWebsocketProxyRequest,
        sources::apigw_websocket::ApiGatewayWebSocketEvent,
    >("apigw-websocket");
    same_body::<theirs::lambda_function_urls::LambdaFunctionUrlRequest, sources::lambda_url::LambdaUrlEvent>(
        "lambda-url",
    );
    same_body::<theirs::vpc_lattice::VpcLatticeRequestV1, sources::vpc_lattice_v1::VpcLatticeV1Event>(
        "vpc-lattice-v1",
    );
    same_body::<theirs::vpc_lattice::VpcLatticeRequestV2, sources::vpc_lattice_v2::VpcLatticeV2Event>(
        "vpc-lattice-v2",
    );
}

#[test]
fn a_body_that_is_not_base64_is_an_error_where_it_is() {
    let event = json!({ "isBase64Encoded": true, "body": "no!", "httpMethod": "POST", "requestContext": { "elb": {} } });
    let request: Request<theirs::alb::AlbTargetGroupRequest, Text> = read(&event);
    assert_eq!(request.content.expect_err("is not base64").path(), "body");
}

/// What theirs says about itself is what its payload says.
fn same_facts<T: Source + DeserializeOwned>(family: &str) {
    each::<T>(family, |file, bytes, event| {
        let (of_type, of_payload) = (event.facts(), Facts::scan(bytes));
        assert_eq!(of_type.kind(), of_payload.kind(), "{file}");
        assert!(T::KINDS.contains(&of_type.kind()), "{file}");
        assert_eq!(of_type.correlation_id(), of_payload.correlation_id(), "{file}");
        assert_eq!(of_type.trace_header(), of_payload.trace_header(), "{file}");
        assert_eq!(of_type.record_count(), of_payload.record_count(), "{file}");
    });
}

#[test]
fn events_of_theirs_say_what_their_payload_says() {
    same_facts::<theirs::sqs::SqsEvent>("sqs");
    same_facts::<theirs::sns::SnsEvent>("sns");
    same_facts::<theirs::kinesis::KinesisEvent>("kinesis-stream");
    same_facts::<theirs::dynamodb::Event>("dynamodb-stream");
    same_facts::<theirs::s3::S3Event>("s3");
    same_facts::<theirs::ses::SimpleEmailEvent>("ses");
    same_facts::<theirs::kafka::KafkaEvent>("msk");
    same_facts::<theirs::kafka::KafkaEvent>("self-managed-kafka");
    same_facts::<theirs::firehose::KinesisFirehoseEvent>("firehose");
    same_facts::<theirs::cloudwatch_logs::LogsEvent>("cloudwatch-logs");
    same_facts::<theirs::eventbridge::EventBridgeEvent<Value>>("eventbridge-custom");
    same_facts::<theirs::eventbridge::EventBridgeEvent<Value>>("s3-eventbridge");
    same_facts::<theirs::apigw::ApiGatewayV2httpRequest>("apigw-http-v2");
    same_facts::<theirs::apigw::ApiGatewayWebsocketProxyRequest>("apigw-websocket");
    same_facts::<theirs::alb::AlbTargetGroupRequest>("alb");
    same_facts::<theirs::lambda_function_urls::LambdaFunctionUrlRequest>("lambda-url");
}

/// Made ours, an event has all that theirs had; and ours made theirs is what theirs reads.
fn there_and_back<T, O>(family: &str)
where
    T: DeserializeOwned + Serialize + Clone + TryFrom<O, Error = ConversionError>,
    O: DeserializeOwned + Serialize + TryFrom<T, Error = ConversionError>,
{
    each::<T>(family, |file, bytes, event| {
        let ours = O::try_from(event.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(said(&ours), said(&event), "{file}");
        let ours: O = serde_json::from_slice(bytes).expect("an event");
        let theirs = T::try_from(ours).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(said(&theirs), said(&event), "{file}");
    });
}

/// All that an event says. One type has no text and an empty one as the same, another does not.
fn said(event: &impl Serialize) -> Value {
    fn without_nothing(value: Value) -> Option<Value> {
        match value {
            Value::Null => None,
            Value::String(text) if text.is_empty() => None,
            Value::Array(elements) if elements.is_empty() => None,
            Value::Array(elements) => {
                let kept = elements.into_iter().map(|element| without_nothing(element).unwrap_or_default());
                Some(Value::Array(kept.collect()))
            }
            Value::Object(members) => {
                let kept: serde_json::Map<_, _> = members
                    .into_iter()
                    .filter_map(|(key, member)| Some((key, without_nothing(member)?)))
                    .collect();
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            value => Some(value),
        }
    }
    without_nothing(serde_json::to_value(event).expect("is written")).unwrap_or_default()
}

#[test]
fn events_are_converted_there_and_back() {
    there_and_back::<theirs::sqs::SqsEvent, sources::sqs::SqsEvent>("sqs");
    there_and_back::<theirs::sns::SnsEvent, sources::sns::SnsEvent>("sns");
    there_and_back::<theirs::kinesis::KinesisEvent, sources::kinesis_stream::KinesisStreamEvent>(
        "kinesis-stream",
    );
    there_and_back::<theirs::kinesis::KinesisTimeWindowEvent, sources::kinesis_stream::KinesisStreamEvent>(
        "kinesis-stream",
    );
    there_and_back::<theirs::dynamodb::Event, sources::dynamodb_stream::DynamoDbStreamEvent>(
        "dynamodb-stream",
    );
    there_and_back::<theirs::dynamodb::TimeWindowEvent, sources::dynamodb_stream::DynamoDbStreamEvent>(
        "dynamodb-stream",
    );
    there_and_back::<theirs::s3::S3Event, sources::s3::S3Event>("s3");
    there_and_back::<theirs::s3::batch_job::S3BatchJobEvent, sources::s3_batch::S3BatchEvent>("s3-batch");
    there_and_back::<theirs::ses::SimpleEmailEvent, sources::ses::SesEvent>("ses");
    there_and_back::<theirs::kafka::KafkaEvent, sources::msk::MskEvent>("msk");
    there_and_back::<theirs::kafka::KafkaEvent, sources::self_managed_kafka::SelfManagedKafkaEvent>(
        "self-managed-kafka",
    );
    there_and_back::<theirs::firehose::KinesisFirehoseEvent, sources::firehose::FirehoseEvent>("firehose");
    there_and_back::<
        theirs::kinesis::analytics::KinesisAnalyticsOutputDeliveryEvent,
        sources::kinesis_analytics::KinesisAnalyticsEvent,
    >("kinesis-analytics");
    there_and_back::<theirs::activemq::ActiveMqEvent, sources::activemq::ActiveMqEvent>("activemq");
    there_and_back::<theirs::rabbitmq::RabbitMqEvent, sources::rabbitmq::RabbitMqEvent>("rabbitmq");
    there_and_back::<theirs::eventbridge::EventBridgeEvent<Value>, sources::eventbridge::EventBridgeEvent>(
        "eventbridge-custom",
    );
}

#[test]
fn requests_are_converted_there_and_back() {
    there_and_back::<theirs::alb::AlbTargetGroupRequest, sources::alb::AlbEvent>("alb");
    there_and_back::<theirs::apigw::ApiGatewayProxyRequest, sources::apigw_rest::ApiGatewayRestEvent>(
        "apigw-rest",
    );
    there_and_back::<theirs::apigw::ApiGatewayV2httpRequest, sources::apigw_http_v2::ApiGatewayHttpV2Event>(
        "apigw-http-v2",
    );
    there_and_back::<
        theirs::apigw::ApiGatewayWebsocketProxyRequest,
        sources::apigw_websocket::ApiGatewayWebSocketEvent,
    >("apigw-websocket");
    there_and_back::<
        theirs::lambda_function_urls::LambdaFunctionUrlRequest,
        sources::lambda_url::LambdaUrlEvent,
    >("lambda-url");
    there_and_back::<theirs::vpc_lattice::VpcLatticeRequestV1, sources::vpc_lattice_v1::VpcLatticeV1Event>(
        "vpc-lattice-v1",
    );
    there_and_back::<theirs::vpc_lattice::VpcLatticeRequestV2, sources::vpc_lattice_v2::VpcLatticeV2Event>(
        "vpc-lattice-v2",
    );
}

/// Theirs forgets the version, without which it is no event of an HTTP API.
#[test]
fn requests_of_format_1_are_made_theirs() {
    each::<theirs::apigw::ApiGatewayProxyRequest>("apigw-http-v1", |file, bytes, event| {
        let ours: sources::apigw_http_v1::ApiGatewayHttpV1Event =
            serde_json::from_slice(bytes).expect("an event");
        let theirs = theirs::apigw::ApiGatewayProxyRequest::try_from(ours).expect("is taken");
        assert_eq!(said(&theirs), said(&event), "{file}");
    });
}

#[test]
fn what_the_other_type_does_not_take_is_named_with_its_place() {
    let event = theirs::sqs::SqsEvent::default();
    assert_eq!(sources::sqs::SqsEvent::try_from(event).expect("has no messages").records.len(), 0);
    let event: theirs::sqs::SqsEvent = read(&json!({ "Records": [{ "body": "without an id" }] }));
    let error = sources::sqs::SqsEvent::try_from(event).expect_err("has no id");
    assert_eq!(error.path(), "Records[0]");
    assert!(error.to_string().starts_with("the other type does not take the event: Records[0]: "), "{error}");
}

#[tokio::test]
async fn a_batch_of_theirs_is_processed_record_by_record() {
    let queue = "arn:aws:sqs:eu-west-1:123456789012:orders.fifo";
    let message = |id: &str, group: &str, order: &str| json!({ "messageId": id, "body": order, "attributes": { "MessageGroupId": group }, "eventSourceARN": queue });
    let (good, bad) = (r#"{"id":"A-17"}"#, r#"{"id":17}"#);
    let event =
        json!({ "Records": [message("a", "x", bad), message("b", "x", good), message("c", "y", good)] });
    let orders: Records<theirs::sqs::SqsEvent, Json<Order>> = read(&event);
    let response = batch::process(orders, |order: Order, message: theirs::sqs::SqsMessage| async move {
        assert_eq!((order.id.as_str(), message.message_id.as_deref()), ("A-17", Some("c")));
        Ok::<(), std::io::Error>(())
    });
    let response = serde_json::to_value(response.await.expect("one succeeds")).expect("is written");
    assert_eq!(
        response,
        json!({ "batchItemFailures": [{ "itemIdentifier": "a" }, { "itemIdentifier": "b" }] }),
        "the rest of the group waits"
    );
}
