//! Envelopes never panic; every error is within the content of its record, in few words; the event is
//! written as it came.

use lamplight_events::envelope::{
    ActiveMq, Alb, ApiGatewayRest, ApiGatewayV2, CloudWatchLogs, Content, ContentError, DocumentDb,
    DynamoDbStream, EventBridge, Firehose, Json, Kafka, Kinesis, LambdaUrl, RabbitMq, Records, Request, S3,
    SelfManagedKafka, Sns, Sqs, Text, VpcLatticeV1, VpcLatticeV2,
};
use lamplight_events::{BatchSource, RequestSource};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The most bytes of an error: a path and a message, of which each is cut.
const MOST_OF_AN_ERROR: usize = 800;

/// A user's type, as strict as they are.
#[derive(Debug)]
pub struct Order;

impl<'de> serde::Deserialize<'de> for Order {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let order = std::collections::BTreeMap::<String, u64>::deserialize(deserializer)?;
        let id = order.get("id").copied();
        id.map(|_| Self).ok_or_else(|| serde::de::Error::missing_field("id"))
    }
}

/// Puts any bytes through envelopes, as the event and as what is in one.
///
/// # Panics
///
/// Where something does not hold.
pub fn check(bytes: &[u8]) {
    as_event(bytes);
    as_content(bytes);
}

fn as_event(bytes: &[u8]) {
    batch::<_, Json<Order>>(serde_json::from_slice::<Sqs<_>>(bytes));
    batch::<_, Sns<Json<Order>>>(serde_json::from_slice::<Sqs<_>>(bytes));
    batch::<_, Sns<S3>>(serde_json::from_slice::<Sqs<_>>(bytes));
    batch::<_, EventBridge<Order>>(serde_json::from_slice::<Sns<_>>(bytes));
    batch::<_, CloudWatchLogs<Json<Order>>>(serde_json::from_slice::<Kinesis<_>>(bytes));
    batch::<_, DynamoDbStream<Order, Value>>(serde_json::from_slice::<Kinesis<_>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<CloudWatchLogs<_>>(bytes));
    batch(serde_json::from_slice::<DynamoDbStream<Value, Value>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<Firehose<_>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<Kafka<_>>(bytes));
    batch::<_, Option<Text>>(serde_json::from_slice::<SelfManagedKafka<_>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<ActiveMq<_>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<RabbitMq<_>>(bytes));
    batch::<_, Json<Order>>(serde_json::from_slice::<DocumentDb<_>>(bytes));
    request(serde_json::from_slice::<Alb<_>>(bytes));
    request(serde_json::from_slice::<ApiGatewayRest<_>>(bytes));
    request(serde_json::from_slice::<ApiGatewayV2<_>>(bytes));
    request(serde_json::from_slice::<LambdaUrl<_>>(bytes));
    request(serde_json::from_slice::<VpcLatticeV1<_>>(bytes));
    request(serde_json::from_slice::<VpcLatticeV2<_>>(bytes));
}

fn as_content(bytes: &[u8]) {
    let body = String::from_utf8_lossy(bytes);
    let queue = json!({ "Records": [{ "messageId": "m", "body": body }] });
    for error in [
        content::<Json<Order>>(&queue),
        content::<Sns<Json<Order>>>(&queue),
        content::<Sns<EventBridge<Order>>>(&queue),
        content::<EventBridge<Order>>(&queue),
        content::<S3>(&queue),
    ] {
        within(error.as_ref(), "Records[0].body");
    }
    let notification = json!({ "Type": "Notification", "TopicArn": "t", "Message": body }).to_string();
    let queue = json!({ "Records": [{ "messageId": "m", "body": notification }] });
    for error in [content::<Sns<Json<Order>>>(&queue), content::<Sns<S3>>(&queue)] {
        within(error.as_ref(), "Records[0].body.Message");
    }
}

fn batch<E, C>(batch: serde_json::Result<Records<E, C>>)
where
    E: BatchSource + Clone + Serialize,
    E::Record: Clone,
    C: Content<E::Input>,
{
    let Ok(batch) = batch else { return };
    let written = serde_json::to_vec(&batch).expect("what was read can be written");
    for record in &batch.records {
        if let Err(error) = &record.content {
            assert!(error.path().contains(E::content_path(&record.record)), "{error}");
            within(Some(error), "");
        }
    }
    let event = serde_json::to_vec(&batch.into_event()).expect("what was read can be written");
    assert_eq!(event, written);
}

fn request<E: RequestSource + DeserializeOwned>(request: serde_json::Result<Request<E, Json<Order>>>) {
    if let Ok(Request { content: Err(error), .. }) = request {
        within(Some(&error), E::BODY);
    }
}

fn content<C: Content>(event: &Value) -> Option<ContentError> {
    let batch: Sqs<C> = serde_json::from_str(&event.to_string()).expect("a batch");
    batch.records.into_iter().find_map(|record| record.content.err())
}

fn within(error: Option<&ContentError>, start: &str) {
    let Some(error) = error else { return };
    assert!(error.path().starts_with(start), "{error} is not within {start}");
    let length = error.to_string().len();
    assert!(length <= MOST_OF_AN_ERROR, "{length} bytes: {error}");
}
