//! Batches of streams, which Lambda delivers again from the lowest sequence number that is reported.

#[path = "batch/support.rs"]
mod support;

use lamplight_events::batch::{self, OnFailure, Processor};
use lamplight_events::envelope::{DynamoDbStream, Kinesis, Text};
use serde_json::{Value, json};
use support::{ids, now};

fn kinesis(records: &[(&str, &str)]) -> Kinesis<Text> {
    let record = |(index, (key, data)): (usize, &(&str, &str))| {
        json!({
            "kinesis": { "partitionKey": key, "sequenceNumber": format!("s{index}"), "data": data },
            "eventSourceARN": "arn:aws:kinesis:eu-west-1:123456789012:stream/orders",
        })
    };
    let records: Vec<Value> = records.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).expect("a Kinesis event")
}

/// Base64 of `good` and of `bad`.
const GOOD: &str = "Z29vZA==";
const BAD: &str = "YmFk";

async fn handle<R>(content: String, _: R) -> Result<(), std::io::Error> {
    if content == "bad" { Err(std::io::Error::other("bad")) } else { Ok(()) }
}

#[test]
fn nothing_is_begun_behind_the_first_failure_as_it_would_be_done_again() {
    let mut called = 0;
    let records = [("a", GOOD), ("b", GOOD), ("a", BAD), ("b", GOOD), ("c", GOOD)];
    let response = now(batch::process(kinesis(&records), |content, record| {
        called += 1;
        handle(content, record)
    }));
    assert_eq!(ids(response), ["s2", "s3", "s4"]);
    assert_eq!(called, 3);
}

#[test]
fn a_stream_may_be_told_to_go_on() {
    let records = [("a", GOOD), ("a", BAD), ("a", GOOD)];
    let processor = Processor::new().on_failure(OnFailure::Continue).concurrency(4);
    assert_eq!(ids(now(processor.process(kinesis(&records), handle))), ["s1"]);
}

#[test]
fn changes_of_a_table_are_processed_in_their_order() {
    let record = |number: usize| json!({ "dynamodb": { "SequenceNumber": format!("s{number}"), "NewImage": { "id": { "N": number.to_string() } } } });
    let records: Vec<Value> = (0..4).map(record).collect();
    #[derive(serde::Deserialize)]
    struct Order {
        id: usize,
    }
    let changes: DynamoDbStream<Order> =
        serde_json::from_value(json!({ "Records": records })).expect("a DynamoDB event");
    let mut called = Vec::new();
    let response = now(Processor::new().concurrency(4).process(changes, |change, _| {
        let order = change.new_image.expect("an image");
        called.push(order.id);
        std::future::ready(if order.id == 1 { Err("out of stock") } else { Ok(()) })
    }));
    assert_eq!(ids(response), ["s1", "s2", "s3"]);
    assert_eq!(called, [0, 1]);
}
