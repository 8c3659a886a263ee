//! Reading events: our types by `serde_json`, those of `aws_lambda_events` by `serde_json` with
//! `serde_path_to_error`, since both then know the path to what is wrong, as `lambda_runtime` reads them.
//!
//! ```text
//! cargo run --release --package events
//! ```

use aws_lambda_events as theirs;
use lamplight_events::sources as ours;
use measure::{Cost, alternate};
use serde::de::DeserializeOwned;

fn main() {
    println!("\nevents: one event each, read and dropped");
    println!(
        "{:<20}{:>8}{:>10}{:>14}{:>10}{:>14}{:>18}",
        "", "bytes", "ns", "allocations", "ns", "allocations", "without path, ns"
    );
    let http = event("aws_lambda_events/example-apigw-v2-request-iam.json");
    compare::<ours::apigw_http_v2::ApiGatewayHttpV2Event, theirs::apigw::ApiGatewayV2httpRequest>(
        "apigw-http-v2",
        &http,
    );
    compare::<ours::sqs::SqsEvent, theirs::sqs::SqsEvent>(
        "sqs-x10",
        &ten(&event("aws_lambda_events/example-sqs-event.json")),
    );
    compare::<ours::s3::S3Event, theirs::s3::S3Event>(
        "s3",
        &event("aws_lambda_events/example-s3-event.json"),
    );
    compare::<ours::dynamodb_stream::DynamoDbStreamEvent, theirs::dynamodb::Event>(
        "dynamodb",
        &event("aws_lambda_events/example-dynamodb-event.json"),
    );
    compare::<ours::kinesis_stream::KinesisStreamEvent, theirs::kinesis::KinesisEvent>(
        "kinesis",
        &event("aws_lambda_events/example-kinesis-event.json"),
    );
}

fn compare<O: DeserializeOwned, T: DeserializeOwned>(name: &str, event: &[u8]) {
    let ours = || serde_json::from_slice::<O>(event).expect("ours reads it");
    let theirs = || {
        let mut deserializer = serde_json::Deserializer::from_slice(event);
        serde_path_to_error::deserialize::<_, T>(&mut deserializer).expect("theirs reads it")
    };
    let theirs_without_path = || serde_json::from_slice::<T>(event).expect("theirs reads it");
    let costs = alternate(&mut [
        ("ours", &mut || drop(std::hint::black_box(ours()))),
        ("theirs", &mut || drop(std::hint::black_box(theirs()))),
        ("theirs without path", &mut || drop(std::hint::black_box(theirs_without_path()))),
    ]);
    let [ours, theirs, without_path]: [Cost; 3] = costs.try_into().ok().expect("three were measured");
    println!(
        "{name:<20}{:>8}{:>10.0}{:>14.0}{:>10.0}{:>14.0}{:>18.0}",
        event.len(),
        ours.nanos,
        ours.allocations,
        theirs.nanos,
        theirs.allocations,
        without_path.nanos
    );
    println!("ratio events-{name} {:.3}", ours.nanos / theirs.nanos);
    println!("ratio events-{name}-without-path {:.3}", ours.nanos / without_path.nanos);
    println!("ratio events-{name}-allocations {:.3}", ours.allocations / theirs.allocations);
}

/// An event of the corpus, as it is sent: on one line, its keys in their order.
fn event(file: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/lamplight-core/tests/corpus/events/");
    let text = std::fs::read(format!("{folder}{file}")).expect("an event of the corpus");
    let (mut in_string, mut escaped) = (false, false);
    let kept = text.into_iter().filter(|byte| {
        let kept = in_string || !byte.is_ascii_whitespace();
        in_string ^= *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        kept
    });
    kept.collect()
}

/// The same with ten records.
fn ten(event: &[u8]) -> Vec<u8> {
    let event = std::str::from_utf8(event).expect("is JSON");
    let record = event.strip_prefix(r#"{"Records":["#).and_then(|rest| rest.strip_suffix("]}"));
    format!(r#"{{"Records":[{}]}}"#, vec![record.expect("is a batch"); 10].join(",")).into_bytes()
}
