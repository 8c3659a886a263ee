//! Reads any JSON, and a batch of SQS as the type of `aws_lambda_events`.

use std::io::Read as _;

use aws_lambda_events::sqs::SqsEvent;

fn main() {
    let mut event = Vec::new();
    std::io::stdin().read_to_end(&mut event).expect("an event on stdin");
    let any: serde_json::Value = serde_json::from_slice(&event).expect("an event");
    println!("{}", any["Records"][0]["body"]);
    let mut deserializer = serde_json::Deserializer::from_slice(&event);
    let event: SqsEvent = serde_path_to_error::deserialize(&mut deserializer).expect("a batch of SQS");
    println!("{:?}", event.records[0].body);
}
