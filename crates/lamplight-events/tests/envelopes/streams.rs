//! Changes in tables, and log events: from their own sources, and by way of a stream.

use lamplight_core::source::Kind;
use lamplight_events::envelope::{
    Change, CloudWatchLogs, ContentErrorKind, DynamoDbStream, Json, Kinesis, Text,
};
use lamplight_events::sources::dynamodb_stream::DynamoDbStreamEvent;
use lamplight_events::{BatchSource, Source};
use serde::Deserialize;
use serde_json::{Value, json};

use super::support::{
    BAD, GOOD, Order, WRONG, assert_lossless, assert_wrong, base64, kinesis, order, packed, read,
};

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Key {
    id: u64,
}

fn image(price: &Value) -> Value {
    json!({ "items": { "L": [{ "M": { "price": price } }] } })
}

fn change(new: &Value) -> Value {
    json!({ "Keys": { "id": { "N": "17" } }, "NewImage": new, "SequenceNumber": "s1" })
}

#[test]
fn a_change_in_a_table() {
    let event = json!({ "Records": [
        { "eventSource": "aws:dynamodb", "eventName": "INSERT", "dynamodb": change(&image(&json!({ "N": "2.5" }))) },
        { "eventSource": "aws:dynamodb", "eventName": "INSERT", "dynamodb": change(&image(&json!({ "S": "free" }))) },
        { "eventSource": "aws:dynamodb", "eventName": "REMOVE", "dynamodb": { "Keys": { "id": { "S": "x" } } } },
    ]});
    let batch: DynamoDbStream<Order> = read(&event);
    let inserted = batch.records[0].content.as_ref().expect("is read");
    assert_eq!((inserted.new_image.as_ref(), inserted.old_image.as_ref()), (Some(&order()), None));
    assert_wrong(&batch.records[1].content, "Records[1].dynamodb.NewImage.items[0].price");
    let removed = batch.records[2].content.as_ref().expect("keys are not looked at");
    assert_eq!((removed.new_image.as_ref(), removed.old_image.as_ref()), (None, None));
    assert_eq!(DynamoDbStreamEvent::id(&batch.records[1]).as_deref(), Some("s1"));
    assert_lossless(&event, &batch);

    let batch: DynamoDbStream<Order, Key> = read(&event);
    assert_eq!(batch.records[0].content.as_ref().expect("is read").keys, Some(Key { id: 17 }));
    let error = batch.records[2].content.as_ref().expect_err("is no number");
    assert_eq!(error.path(), "Records[2].dynamodb.Keys.id");
}

#[test]
fn a_change_in_a_table_by_way_of_a_stream() {
    let record = |price: Value| {
        json!({ "eventName": "INSERT", "tableName": "orders", "dynamodb": change(&image(&price)) })
            .to_string()
    };
    let good = record(json!({ "N": "2.5" }));
    let bad = record(json!({ "S": "free" }));
    let event = kinesis(&[good.as_bytes(), bad.as_bytes(), b"{}"]);
    let batch: Kinesis<DynamoDbStream<Order>> = read(&event);
    let change = batch.records[0].content.as_ref().expect("is read");
    assert_eq!(change.table_name.as_deref(), Some("orders"));
    let Change { new_image, .. } = &change.content;
    assert_eq!(new_image.as_ref(), Some(&order()));
    assert_wrong(&batch.records[1].content, "Records[1].kinesis.data.dynamodb.NewImage.items[0].price");
    let error = batch.records[2].content.as_ref().expect_err("is no change");
    assert_eq!(error.to_string(), "Records[2].kinesis.data: missing field `dynamodb`");
}

fn logs(messages: &[&str]) -> Value {
    let events = messages.iter().map(|message| json!({ "id": "1", "timestamp": 1, "message": message }));
    json!({ "messageType": "DATA_MESSAGE", "logGroup": "orders", "logEvents": events.collect::<Vec<_>>() })
}

#[test]
fn log_events() {
    let event = json!({ "awslogs": { "data": base64(packed(logs(&["START", GOOD, BAD]).to_string())) } });
    let batch: CloudWatchLogs = read(&event);
    assert_eq!(batch.event.log_group, "orders");
    assert_eq!(batch.records[0].content.as_deref(), Ok("START"));
    let batch: CloudWatchLogs<Json<Order>> = read(&event);
    let error = batch.records[0].content.as_ref().expect_err("is not JSON");
    assert_eq!(error.to_string(), "awslogs.data.logEvents[0].message: expected value");
    assert_eq!(batch.records[1].content, Ok(order()));
    assert_wrong(&batch.records[2].content, "awslogs.data.logEvents[2].message.items[1].price");
    assert_lossless(&event, &batch);
    assert_eq!(batch.facts().kind(), Kind::CloudWatchLogs);
    let delivery = batch.into_event();
    assert_eq!(delivery.log_events.len(), 3);
}

#[test]
fn log_events_that_cannot_be_unpacked_fail_the_whole() {
    for (data, message) in [
        (base64("[]"), "awslogs.data: cannot be unpacked by gzip"),
        ("?".to_owned(), "awslogs.data: not base64: \"?\""),
        (
            base64(packed(json!({ "logEvents": 1 }).to_string())),
            "awslogs.data: is not what CloudWatch Logs sends",
        ),
    ] {
        let event = json!({ "awslogs": { "data": data } }).to_string();
        let error = serde_json::from_str::<CloudWatchLogs>(&event).expect_err("is broken").to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn a_control_message_has_no_records() {
    let mut data = logs(&["CWL CONTROL MESSAGE: Checking health of destination"]);
    data["messageType"] = json!("CONTROL_MESSAGE");
    let batch: CloudWatchLogs<Json<Order>> =
        read(&json!({ "awslogs": { "data": base64(packed(data.to_string())) } }));
    assert!(batch.records.is_empty());
    assert_eq!(batch.into_event().log_events.len(), 1);
}

#[test]
fn log_events_by_way_of_a_stream_say_where_they_are() {
    let event = kinesis(&[
        &packed(logs(&["Hello", GOOD]).to_string()),
        &packed(logs(&[BAD]).to_string()),
        b"no gzip",
    ]);
    let batch: Kinesis<CloudWatchLogs<Json<Order>>> = read(&event);
    let first = batch.records[0].content.as_ref().expect("is unpacked");
    assert_eq!(first.records[1].content, Ok(order()));
    let error = first.records[0].content.as_ref().expect_err("is not JSON");
    assert_eq!(error.path(), "Records[0].kinesis.data.logEvents[0].message");
    let second = batch.records[1].content.as_ref().expect("is unpacked");
    let path = "Records[1].kinesis.data.logEvents[0].message.items[1].price";
    assert_wrong(&second.records[0].content, path);
    let error = batch.records[2].content.as_ref().expect_err("is not packed");
    assert_eq!(error.kind(), ContentErrorKind::NotGzip);
    assert_eq!(error.to_string(), "Records[2].kinesis.data: cannot be unpacked by gzip");

    let batch: Kinesis<CloudWatchLogs> = read(&event);
    let error = batch.records[2].content.as_ref().expect_err("is not packed");
    assert_ne!(error.message(), WRONG);
    let batch: Kinesis<Option<CloudWatchLogs<Text>>> = read(&event);
    assert!(batch.records[0].content.is_ok());
}
