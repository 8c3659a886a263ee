//! Envelopes around anything: nothing panics, and every error says where in the event it is.

use std::sync::OnceLock;

use lamplight_events::envelope::{
    ActiveMq, Alb, ApiGatewayRest, ApiGatewayV2, CloudWatchLogs, Content, ContentError, DocumentDb,
    DynamoDbStream, EventBridge, Firehose, Json, Kafka, Kinesis, LambdaUrl, RabbitMq, Records, Request, S3,
    SelfManagedKafka, Sns, Sqs, Text, VpcLatticeV2,
};
use lamplight_events::{BatchSource, RequestSource};
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::support::{Order, base64, kinesis, packed};

#[path = "../../../lamplight-core/tests/corpus/mod.rs"]
#[expect(dead_code, reason = "shared with other tests")]
mod corpus;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_event_that_was_changed(bytes in changed()) {
        read_as_all(&bytes)?;
    }

    #[test]
    fn content_that_was_changed(bytes in changed()) {
        let text = String::from_utf8_lossy(&bytes);
        let in_queue = json!({ "Records": [{ "messageId": "m", "body": text }] });
        batch::<Json<Order>>(&in_queue, "Records[0].body")?;
        batch::<Sns<Json<Order>>>(&in_queue, "Records[0].body")?;
        batch::<Sns<EventBridge<Order>>>(&in_queue, "Records[0].body")?;
        batch::<EventBridge<Value>>(&in_queue, "Records[0].body")?;
        let in_notification = json!({ "Type": "Notification", "TopicArn": "t", "Message": text }).to_string();
        let in_queue = json!({ "Records": [{ "messageId": "m", "body": in_notification }] });
        batch::<Sns<EventBridge<Order>>>(&in_queue, "Records[0].body.Message")?;
        batch::<Sns<S3>>(&in_queue, "Records[0].body.Message")?;

        let in_stream = kinesis(&[&bytes, &packed(&bytes)]);
        let records: Kinesis<CloudWatchLogs<Json<Order>>> = from(&in_stream)?;
        prop_assert!(path(&records.records[0].content).starts_with("Records[0].kinesis.data"));
        if let Ok(logs) = &records.records[1].content {
            for log in &logs.records {
                prop_assert!(path(&log.content).starts_with("Records[1].kinesis.data.logEvents["));
            }
        }
        let records: Kinesis<DynamoDbStream<Order, Value>> = from(&in_stream)?;
        prop_assert!(records.records[1].content.is_err(), "is packed");

        let request = json!({ "requestContext": {}, "rawPath": "/", "httpMethod": "POST", "body": base64(&bytes),
            "isBase64Encoded": true });
        let request: ApiGatewayV2<Json<Order>> = from(&request)?;
        prop_assert!(request.content.is_ok() || path(&request.content).starts_with("body"));
    }
}

fn read_as_all(bytes: &[u8]) -> Result<(), TestCaseError> {
    records::<_, Json<Order>>(serde_json::from_slice::<Sqs<_>>(bytes).ok())?;
    records::<_, Sns<Text>>(serde_json::from_slice::<Sqs<_>>(bytes).ok())?;
    records::<_, EventBridge<Order>>(serde_json::from_slice::<Sns<_>>(bytes).ok())?;
    records::<_, CloudWatchLogs>(serde_json::from_slice::<Kinesis<_>>(bytes).ok())?;
    records::<_, Json<Value>>(serde_json::from_slice::<Kinesis<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<CloudWatchLogs<_>>(bytes).ok())?;
    records(serde_json::from_slice::<DynamoDbStream<Order, Value>>(bytes).ok())?;
    records::<_, S3>(serde_json::from_slice::<Sqs<_>>(bytes).ok())?;
    records::<_, Sns<S3>>(serde_json::from_slice::<Sqs<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<Firehose<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<Kafka<_>>(bytes).ok())?;
    records::<_, Option<Text>>(serde_json::from_slice::<SelfManagedKafka<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<ActiveMq<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<RabbitMq<_>>(bytes).ok())?;
    records::<_, Json<Order>>(serde_json::from_slice::<DocumentDb<_>>(bytes).ok())?;
    request(serde_json::from_slice::<VpcLatticeV2<_>>(bytes).ok())?;
    request(serde_json::from_slice::<ApiGatewayV2<_>>(bytes).ok())?;
    request(serde_json::from_slice::<ApiGatewayRest<_>>(bytes).ok())?;
    request(serde_json::from_slice::<LambdaUrl<_>>(bytes).ok())?;
    request(serde_json::from_slice::<Alb<_>>(bytes).ok())
}

fn records<E, C>(batch: Option<Records<E, C>>) -> Result<(), TestCaseError>
where
    E: BatchSource + Clone + Serialize,
    E::Record: Clone,
    C: Content<E::Input>,
{
    let Some(batch) = batch else { return Ok(()) };
    let written = serde_json::to_value(&batch).expect("is written");
    for record in &batch.records {
        if let Err(error) = &record.content {
            bounded(error)?;
            prop_assert!(error.path().contains(E::content_path(&record.record)), "{}", error);
        }
    }
    prop_assert_eq!(serde_json::to_value(batch.into_event()).expect("is written"), written);
    Ok(())
}

fn request<E: RequestSource>(request: Option<Request<E, Json<Order>>>) -> Result<(), TestCaseError> {
    match request.map(|request| request.content) {
        Some(Err(error)) => {
            prop_assert!(error.path().starts_with(E::BODY), "{}", error);
            bounded(&error)
        }
        _ => Ok(()),
    }
}

fn batch<C: Content>(event: &Value, start: &str) -> Result<(), TestCaseError> {
    let batch: Sqs<C> = from(event)?;
    if let Err(error) = &batch.records[0].content {
        prop_assert!(error.path().starts_with(start), "{} is not in {}", error, start);
        bounded(error)?;
    }
    Ok(())
}

fn bounded(error: &ContentError) -> Result<(), TestCaseError> {
    prop_assert!(error.to_string().len() < 800, "{}", error);
    Ok(())
}

fn from<T: DeserializeOwned>(event: &Value) -> Result<T, TestCaseError> {
    serde_json::from_str(&event.to_string()).map_err(|error| TestCaseError::fail(error.to_string()))
}

fn path<T>(content: &Result<T, ContentError>) -> String {
    content.as_ref().err().map_or_else(String::new, |error| error.path().to_owned())
}

/// Events of the corpus with something put over something else.
fn changed() -> impl Strategy<Value = Vec<u8>> {
    let put_in =
        proptest::sample::select(&["null", "{}", "[]", "\"\"", "1e999", "-1", "\"\\ud800\"", ",", "}", "]"]);
    let change = (any::<Index>(), put_in, 0..30_usize);
    (any::<Index>(), proptest::collection::vec(change, 0..4)).prop_map(|(seed, changes)| {
        let mut bytes = seed.get(seeds()).clone();
        for (at, put_in, over) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + over).min(bytes.len());
            bytes.splice(at..end, put_in.bytes());
        }
        bytes
    })
}

/// Those that the envelopes are for.
fn seeds() -> &'static [Vec<u8>] {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let wraps = |family: &str| {
            let families = [
                "sqs",
                "sns",
                "kinesis",
                "dynamodb",
                "s3",
                "eventbridge",
                "cloudwatch-logs",
                "apigw-",
                "lambda-url",
                "alb",
                "vpc-lattice",
                "firehose",
                "msk",
                "self-managed",
                "activemq",
                "rabbitmq",
            ];
            families.iter().any(|start| family.starts_with(start))
        };
        let events = corpus::events().into_iter().filter(|event| wraps(&event.family));
        events.map(|event| event.bytes).filter(|bytes| bytes.len() < 8_000).collect()
    })
}
