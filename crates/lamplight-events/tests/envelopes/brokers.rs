//! Firehose, brokers, and collections: records that come in lists of their own kind.

use lamplight_events::BatchSource;
use lamplight_events::envelope::{
    ActiveMq, CloudWatchLogs, ContentErrorKind, DocumentDb, Firehose, Json, Kafka, KinesisAnalytics,
    RabbitMq, SelfManagedKafka, Text,
};
use lamplight_events::sources::firehose::FirehoseEvent;
use serde_json::{Value, json};

use super::support::{BAD, GOOD, Order, assert_lossless, assert_wrong, base64, order, packed, read};

#[test]
fn records_of_firehose() {
    let event = json!({ "invocationId": "i", "records": [
        { "recordId": "1", "data": base64(GOOD) },
        { "recordId": "2", "data": base64(BAD) },
        { "recordId": "3", "kafkaRecordValue": base64(BAD), "mskRecordMetadata": { "offset": "1" } },
        { "recordId": "4", "kafkaRecordValue": "?" },
        { "recordId": "5" },
    ]});
    let batch: Firehose<Json<Order>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(order()));
    assert_wrong(&batch.records[1].content, "records[1].data.items[1].price");
    assert_wrong(&batch.records[2].content, "records[2].kafkaRecordValue.items[1].price");
    let error = batch.records[3].content.as_ref().expect_err("is not base64");
    assert_eq!(error.to_string(), "records[3].kafkaRecordValue: not base64: \"?\"");
    let error = batch.records[4].content.as_ref().expect_err("is nothing");
    assert_eq!((error.path(), error.kind()), ("records[4].data", ContentErrorKind::Empty));
    assert_eq!(FirehoseEvent::id(&batch.records[1]).as_deref(), Some("2"));
    assert_lossless(&event, &batch);
}

#[test]
fn log_events_by_way_of_firehose() {
    let logs =
        json!({ "messageType": "DATA_MESSAGE", "logEvents": [{ "id": "1", "message": BAD }] }).to_string();
    let event = json!({ "records": [{ "recordId": "1", "data": base64(packed(&logs)) }] });
    let batch: Firehose<CloudWatchLogs<Json<Order>>> = read(&event);
    let logs = batch.records[0].content.as_ref().expect("is unpacked");
    assert_wrong(&logs.records[0].content, "records[0].data.logEvents[0].message.items[1].price");
}

#[test]
fn records_of_kinesis_analytics() {
    let event = json!({ "applicationArn": "a", "records": [
        { "recordId": "1", "data": base64(GOOD) },
        { "recordId": "2", "data": base64(BAD) },
    ]});
    let batch: KinesisAnalytics<Json<Order>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(order()));
    assert_wrong(&batch.records[1].content, "records[1].data.items[1].price");
    assert_lossless(&event, &batch);
}

/// Records in two partitions.
fn kafka(source: &str) -> Value {
    let record = |partition: i32, offset: i64, value: Value| json!({ "topic": "orders", "partition": partition, "offset": offset, "value": value });
    json!({ "eventSource": source, "records": {
        "orders-1": [record(1, 7, json!(base64(BAD)))],
        "orders-0": [record(0, 3, json!(base64(GOOD))), record(0, 4, Value::Null), record(0, 5, json!(base64(BAD)))],
    }})
}

macro_rules! records_of_kafka {
    ($($name:ident: $kafka:ident, $source:literal;)*) => {$(
        #[test]
        fn $name() {
            let event = kafka($source);
            let batch: $kafka<Json<Order>> = read(&event);
            let places: Vec<_> = batch.records.iter().map(|record| (record.partition, record.offset)).collect();
            assert_eq!(places, [(0, 3), (0, 4), (0, 5), (1, 7)]);
            assert_eq!(batch.records[0].content, Ok(order()));
            assert_wrong(&batch.records[2].content, "records.orders-0[2].value.items[1].price");
            assert_wrong(&batch.records[3].content, "records.orders-1[0].value.items[1].price");
            let error = batch.records[1].content.as_ref().expect_err("has no value");
            assert_eq!((error.path(), error.kind()), ("records.orders-0[1].value", ContentErrorKind::Empty));
            assert_lossless(&event, &batch);
            assert_lossless(&event, &batch.into_event());

            let mut batch: $kafka<Option<Json<Order>>> = read(&event);
            assert_eq!(batch.records[1].content, Ok(None));
            batch.records.reverse();
            batch.records.pop();
            let event = batch.into_event();
            let offsets = |key: &str| event.records[key].iter().map(|record| record.offset).collect::<Vec<_>>();
            assert_eq!((offsets("orders-0"), offsets("orders-1")), (vec![5, 4], vec![7]), "each in its partition");
        }
    )*};
}

records_of_kafka! {
    records_of_msk: Kafka, "aws:kafka";
    records_of_a_cluster_of_ones_own: SelfManagedKafka, "SelfManagedKafka";
}

#[test]
fn messages_of_activemq() {
    let event = json!({ "eventSource": "aws:mq", "messages": [
        { "messageID": "1", "data": base64(GOOD) },
        { "messageID": "2", "data": base64(BAD) },
    ]});
    let batch: ActiveMq<Json<Order>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(order()));
    assert_wrong(&batch.records[1].content, "messages[1].data.items[1].price");
    assert_lossless(&event, &batch);
}

#[test]
fn messages_of_rabbitmq() {
    let event = json!({ "eventSource": "aws:rmq", "rmqMessagesByQueue": {
        "orders::/": [{ "basicProperties": {}, "data": base64(GOOD) }, { "basicProperties": {}, "data": base64(BAD) }],
        "returns::/": [{ "basicProperties": {}, "data": "?" }],
    }});
    let batch: RabbitMq<Json<Order>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(order()));
    assert_wrong(&batch.records[1].content, "rmqMessagesByQueue.orders::/[1].data.items[1].price");
    let error = batch.records[2].content.as_ref().expect_err("is not base64");
    assert_eq!(error.path(), "rmqMessagesByQueue.returns::/[0].data");
    assert_lossless(&event, &batch);
}

#[test]
fn changes_in_a_collection() {
    let document = |document: &str| serde_json::from_str::<Value>(document).expect("is JSON");
    let event = json!({ "eventSource": "aws:docdb", "events": [
        { "event": { "operationType": "insert", "fullDocument": document(GOOD) } },
        { "event": { "operationType": "insert", "fullDocument": document(BAD) } },
        { "event": { "operationType": "delete", "documentKey": { "_id": 1 } } },
    ]});
    let batch: DocumentDb<Option<Json<Order>>> = read(&event);
    assert_eq!(batch.records[0].content, Ok(Some(order())));
    assert_wrong(&batch.records[1].content, "events[1].event.fullDocument.items[1].price");
    assert_eq!(batch.records[2].content, Ok(None));
    assert_lossless(&event, &batch);
    let batch: DocumentDb<Text> = read(&event);
    assert_eq!(batch.records[0].content.as_deref(), Ok(GOOD));
}
