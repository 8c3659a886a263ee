//! The manual's pages on events: what they promise is what the types and the example do.

use lamplight_events::batch;
use lamplight_events::envelope::{ApiGatewayV2, Json, Sqs};
use serde::Deserialize;
use serde_json::{Value, json};

const EVENTS: &str = include_str!("../../docs/manual/events.md");
const BATCH: &str = include_str!("../../docs/manual/batch.md");

#[derive(Debug, Deserialize)]
struct Order {
    id: String,
    #[expect(dead_code, reason = "read for the errors")]
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "read for the errors")]
struct Item {
    sku: String,
    price: f64,
}

/// The first block of this language.
fn block(page: &'static str, language: &str) -> &'static str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).expect("the page has such a block");
    rest.split_once("```").expect("the block ends").0
}

#[test]
fn the_error_of_the_event_is_the_one_that_is_shown() {
    let event: Sqs<Json<Order>> = serde_json::from_str(block(EVENTS, "json")).expect("an SQS event");
    let [good, bad] = &event.records[..] else { panic!("two messages") };
    assert_eq!(good.content.as_ref().expect("an order").id, "A-17");
    assert_eq!(good.queue_name(), Some("orders"));
    let error = bad.content.as_ref().expect_err("the price is a text");
    assert_eq!(format!("{error}\n"), block(EVENTS, "text"));
}

#[test]
fn the_client_reads_what_is_shown() {
    let event = json!({ "rawPath": "/orders", "requestContext": {}, "body": "{\"id\":7,\"items\":[]}" });
    let request: ApiGatewayV2<Json<Order>> = serde_json::from_value(event).expect("a request");
    let error = request.content.expect_err("an id is a text");
    let answer = json!({ "error": error.to_string() }).to_string();
    assert!(EVENTS.contains(&format!("``{answer}``")), "{answer}");
}

#[tokio::test]
async fn the_response_to_the_examples_batch_is_the_one_that_is_shown() {
    #[derive(Deserialize)]
    struct Order {
        #[expect(dead_code, reason = "read for the errors")]
        items: Vec<Value>,
    }
    let event = include_str!("../../examples/orders/events/3-batch.json");
    let event: Sqs<Json<Order>> = serde_json::from_str(event).expect("an SQS event");
    let response = batch::process(event, |_, _| std::future::ready(Ok::<_, std::io::Error>(())));
    let response = serde_json::to_string(&response.await.expect("a response")).expect("it is JSON");
    assert_eq!(format!("{response}\n"), block(BATCH, "json"));
}
