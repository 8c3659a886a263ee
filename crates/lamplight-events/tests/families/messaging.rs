//! Queues, topics, streams and stores.

use lamplight_events::sources::batch_response::BatchResponse;
use lamplight_events::sources::dynamodb_stream::{
    DynamoDbEventName, DynamoDbKinesisRecord, DynamoDbStreamEvent, DynamoDbStreamViewType,
};
use lamplight_events::sources::kinesis_stream::KinesisStreamEvent;
use lamplight_events::sources::sns::{SnsEvent, SnsNotification, SnsType};
use lamplight_events::sources::sqs::SqsEvent;
use lamplight_events::sources::tumbling_window::TumblingWindowResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::check;

#[test]
fn sqs() {
    check::<SqsEvent>("sqs");
}

#[test]
fn sns() {
    check::<SnsEvent>("sns");
}

#[test]
fn kinesis_stream() {
    check::<KinesisStreamEvent>("kinesis-stream");
}

#[test]
fn dynamodb_stream() {
    check::<DynamoDbStreamEvent>("dynamodb-stream");
}

fn read<T: DeserializeOwned>(json: &Value) -> T {
    serde_json::from_str(&json.to_string()).unwrap_or_else(|error| panic!("{error} in {json}"))
}

fn written<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("it can be written")
}

/// A response is written as it is documented, and read as the same.
fn assert_documented<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    response: &T,
    documented: &Value,
) {
    assert_eq!(written(response), *documented);
    assert_eq!(read::<T>(documented), *response);
}

#[test]
fn an_sqs_message_of_a_fifo_queue_has_its_group_and_place() {
    let event: SqsEvent = read(&json!({"Records": [{
        "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
        "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
        "body": "Test message.",
        "attributes": {
            "ApproximateReceiveCount": "2",
            "SentTimestamp": "1573251510774",
            "SequenceNumber": "18849496460467696128",
            "MessageGroupId": "1",
            "SenderId": "AIDAIO23YVJENQZJOL4VO",
            "MessageDeduplicationId": "1",
            "ApproximateFirstReceiveTimestamp": "1573251510775",
            "DeadLetterQueueSourceArn": "arn:aws:sqs:us-east-2:123456789012:orders.fifo"
        },
        "messageAttributes": {"n": {"dataType": "Binary", "binaryValue": "not base64"}},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
        "awsRegion": "us-east-2"
    }]}));
    let [message] = &event.records[..] else { panic!("one message") };
    let attributes = &message.attributes;
    assert_eq!(attributes.approximate_receive_count.as_deref(), Some(&2));
    assert_eq!(
        attributes.sent_timestamp.as_ref().map(|sent| sent.to_string()).as_deref(),
        Some("2019-11-08T22:18:30.774Z")
    );
    assert_eq!(attributes.sequence_number.as_deref(), Some("18849496460467696128"));
    assert_eq!(attributes.message_group_id.as_deref(), Some("1"));
    assert_eq!(
        attributes.dead_letter_queue_source_arn.as_deref(),
        Some("arn:aws:sqs:us-east-2:123456789012:orders.fifo")
    );
    assert!(message.is_fifo());
    assert_eq!(message.queue_name(), Some("fifo.fifo"));
    let binary = message.message_attributes["n"].binary_value.as_ref().expect("a binary");
    assert!(binary.bytes().is_err(), "fails where it is used, and nowhere else");
}

#[test]
fn a_batch_response_is_written_as_documented() {
    assert_documented(&BatchResponse::success(), &json!({"batchItemFailures": []}));
    let mut response = BatchResponse::of_failures(["id2"]);
    response.fail("id4");
    assert!(!response.is_success());
    let documented = json!({"batchItemFailures": [{"itemIdentifier": "id2"}, {"itemIdentifier": "id4"}]});
    assert_documented(&response, &documented);
}

#[test]
fn an_sns_notification_in_a_queue_has_its_addresses() {
    let body = json!({
        "Type": "Notification",
        "MessageId": "dc1e94d9-56c5-5e96-808d-cc7f68faa162",
        "SequenceNumber": "10000000000000003000",
        "TopicArn": "arn:aws:sns:us-east-2:111122223333:ExampleTopic1",
        "Subject": "TestSubject",
        "Message": "This is a test message",
        "Timestamp": "2021-02-16T21:41:19.978Z",
        "SignatureVersion": "1",
        "Signature": "FMG5tlZhJNHLHUXvZgtZzlk24FzVa7oX",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/cert.pem",
        "UnsubscribeURL": "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe",
        "MessageAttributes": {
            "kind": {"Type": "String", "Value": "order"},
            "raw": {"Type": "Binary", "Value": "SGVsbG8="}
        }
    });
    let notification: SnsNotification = read(&body);
    assert_eq!(notification.kind, SnsType::Notification);
    assert_eq!(notification.message, "This is a test message");
    assert_eq!(
        notification.unsubscribe_url.as_deref(),
        Some("https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe")
    );
    assert_eq!(
        notification.timestamp.as_ref().map(|at| at.to_string()).as_deref(),
        Some("2021-02-16T21:41:19.978Z")
    );
    let attributes = &notification.message_attributes;
    let raw = attributes["raw"].binary_value().expect("a binary");
    assert_eq!(raw.bytes(), Ok(&b"Hello"[..]));
    assert_eq!(attributes["kind"].binary_value(), None);
    assert_eq!(written(&notification), body);
}

#[test]
fn a_body_that_is_no_sns_notification_is_refused() {
    let read = |json: &str| serde_json::from_str::<SnsNotification>(json);
    assert!(read(r#"{"id":1}"#).is_err());
    assert!(read(r#"{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:1:t"}"#).is_err());
}

#[test]
fn a_kinesis_record_came_at_the_hundredth_of_a_second() {
    let event: KinesisStreamEvent = read(&json!({"Records": [{
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "1",
            "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
            "data": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
            "approximateArrivalTimestamp": 1_545_084_650.98
        },
        "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898"
    }]}));
    let record = &event.records[0];
    let at = record.kinesis.approximate_arrival_timestamp.as_ref().expect("a time");
    assert_eq!(at.unix_millis(), 1_545_084_650_980);
    assert_eq!(record.kinesis.data.bytes(), Ok(&b"Hello, this is a test."[..]));
    assert_eq!(record.shard_id(), Some("shardId-000000000006"));
}

#[test]
fn the_state_of_a_tumbling_window_may_be_any_json() {
    let event: KinesisStreamEvent = read(&json!({
        "Records": [],
        "window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:06:00Z"},
        "state": {"1": 282, "2": {"sum": [1, 2.5]}},
        "shardId": "shardId-000000000006",
        "isFinalInvokeForWindow": true,
        "isWindowTerminatedEarly": false
    }));
    let state: Value = event.state.read().expect("JSON");
    assert_eq!(state, json!({"1": 282, "2": {"sum": [1, 2.5]}}));
    assert_eq!(event.is_final_invoke_for_window, Some(true));
    let window = event.window.expect("a window");
    let (start, end) = window.start.zip(window.end).expect("both ends");
    assert_eq!(end.unix_seconds() - start.unix_seconds(), 120);
}

#[test]
fn a_response_to_a_tumbling_window_is_written_as_documented() {
    let mut response = TumblingWindowResponse::of_state(&json!({"key": "value"})).expect("JSON");
    response.fail("49590338271490256608559692538361571095921575989136588898");
    let documented = json!({
        "state": {"key": "value"},
        "batchItemFailures": [{"itemIdentifier": "49590338271490256608559692538361571095921575989136588898"}]
    });
    assert_documented(&response, &documented);
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Order {
    id: u64,
    items: Vec<Item>,
}

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Item {
    price: f64,
}

fn changed_order(price: &Value) -> Value {
    json!({
        "Keys": {"id": {"N": "101"}},
        "NewImage": {"id": {"N": "101"}, "items": {"L": [{"M": {"price": price}}]}},
        "SizeBytes": 26
    })
}

#[test]
fn a_change_in_a_table_is_read_as_the_users_type() {
    let mut change = changed_order(&json!({"N": "12.50"}));
    change["SequenceNumber"] = json!("4421584500000000017450439091");
    change["StreamViewType"] = json!("NEW_AND_OLD_IMAGES");
    change["ApproximateCreationDateTime"] = json!(1_479_499_740);
    let event: DynamoDbStreamEvent = read(&json!({"Records": [{
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "dynamodb": change,
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Orders/stream/2015-06-27T00:48:05.899"
    }]}));
    let record = &event.records[0];
    assert_eq!(record.event_name, Some(DynamoDbEventName::Insert));
    assert!(!record.is_time_to_live());
    let change = &record.dynamodb;
    assert_eq!(change.stream_view_type, Some(DynamoDbStreamViewType::NewAndOldImages));
    let created = change.approximate_creation_date_time.as_ref().map(|at| at.unix_seconds());
    assert_eq!(created, Some(1_479_499_740));
    let order = Order { id: 101, items: vec![Item { price: 12.5 }] };
    assert_eq!(change.read_new_image(), Ok(Some(order)));
    assert_eq!(change.read_old_image::<Order>(), Ok(None));
}

#[test]
fn an_image_of_another_type_is_told_with_its_path() {
    let event: DynamoDbStreamEvent =
        read(&json!({"Records": [{"dynamodb": changed_order(&json!({"S": "cheap"}))}]}));
    let change = &event.records[0].dynamodb;
    let error = change.read_new_image::<Order>().unwrap_err();
    assert_eq!(error.path(), "NewImage.items[0].price");
    assert_eq!(error.to_string(), "NewImage.items[0].price: invalid type: string \"cheap\", expected f64");
    assert_eq!(change.read_keys::<Order>().unwrap_err().to_string(), "Keys: missing field `items`");
}

#[test]
fn an_item_whose_time_is_over_is_known() {
    let record = |name: &str| {
        let event: DynamoDbStreamEvent = read(&json!({"Records": [{
            "eventName": name, "dynamodb": {},
            "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
        }]}));
        event.records[0].is_time_to_live()
    };
    assert!(record("REMOVE"));
    assert!(!record("MODIFY"));
}

#[test]
fn a_change_that_comes_by_kinesis_has_its_instant_in_either_precision() {
    let record = |at: u64, precision: Option<&str>| {
        let mut change = changed_order(&json!({"N": "1"}));
        change["ApproximateCreationDateTime"] = json!(at);
        change["ApproximateCreationDateTimePrecision"] = json!(precision);
        let record: DynamoDbKinesisRecord = read(&json!({
            "awsRegion": "us-east-1", "eventID": "b3f6", "eventName": "MODIFY", "userIdentity": null,
            "recordFormat": "application/json", "tableName": "Orders", "dynamodb": change,
            "eventSource": "aws:dynamodb"
        }));
        assert_eq!(record.table_name.as_deref(), Some("Orders"));
        assert_eq!(record.record_format.as_deref(), Some("application/json"));
        assert!(record.dynamodb.read_new_image::<Order>().is_ok_and(|order| order.is_some()));
        let created = record.dynamodb.created().expect("an instant");
        created.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_micros()
    };
    assert_eq!(record(1_636_400_165_461, None), 1_636_400_165_461_000);
    assert_eq!(record(1_636_400_165_461, Some("MILLISECOND")), 1_636_400_165_461_000);
    assert_eq!(record(1_636_400_165_461_257, Some("MICROSECOND")), 1_636_400_165_461_257);
}
