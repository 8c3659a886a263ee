//! Reads any JSON, and a batch of SQS as our type.

use std::io::Read as _;

use lamplight_events::sources::sqs::SqsEvent;

fn main() {
    let mut event = Vec::new();
    std::io::stdin().read_to_end(&mut event).expect("an event on stdin");
    let any: serde_json::Value = serde_json::from_slice(&event).expect("an event");
    println!("{}", any["Records"][0]["body"]);
    let event: SqsEvent = serde_json::from_slice(&event).expect("a batch of SQS");
    println!("{:?}", event.records[0].body);
}
