//! Batches whose records say in their bodies what becomes of them.

#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::future::Future;
use std::time::Duration;

use lamplight_events::batch::{BatchError, Processor};
use lamplight_events::envelope::{Json, Sqs};
use lamplight_events::sources::batch_response::BatchResponse;
use lamplight_events::sources::sqs::SqsMessage;
use serde_json::{Value, json};

/// What becomes of a record.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Fate {
    Succeeds,
    Fails,
    Panics,
    /// Its destructor does.
    PanicsAtTheEnd,
    /// Succeeds after so many milliseconds.
    Takes(u64),
    /// Fails after so many milliseconds.
    FailsAfter(u64),
}

#[derive(Debug)]
pub(crate) struct OutOfStock;

pub(crate) type Orders = Sqs<Json<Fate>>;

pub(crate) const STANDARD: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
pub(crate) const FIFO: &str = "arn:aws:sqs:eu-west-1:123456789012:orders.fifo";

/// A message of this queue and group.
pub(crate) fn message(queue: &str, group: &str, id: &str, body: &str) -> Value {
    let group = (!group.is_empty()).then_some(group);
    json!({
        "messageId": id,
        "body": body,
        "attributes": { "MessageGroupId": group },
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
    })
}

pub(crate) fn batch(messages: &[Value]) -> Orders {
    serde_json::from_value(json!({ "Records": messages })).expect("an SQS event")
}

/// Messages of a standard queue, with the ids `m0`, `m1`, ...
pub(crate) fn of(fates: &[Fate]) -> Orders {
    let messages = fates.iter().enumerate().map(|(index, fate)| {
        let body = serde_json::to_string(fate).expect("a fate is JSON");
        message(STANDARD, "", &format!("m{index}"), &body)
    });
    batch(&messages.collect::<Vec<_>>())
}

/// Messages of a FIFO queue in these groups, with the ids `m0`, `m1`, ...
pub(crate) fn in_groups(fates: &[(&str, Fate)]) -> Orders {
    let messages = fates.iter().enumerate().map(|(index, (group, fate))| {
        let body = serde_json::to_string(fate).expect("a fate is JSON");
        message(FIFO, group, &format!("m{index}"), &body)
    });
    batch(&messages.collect::<Vec<_>>())
}

/// The handler of all tests.
pub(crate) async fn meet(fate: Fate, _: SqsMessage) -> Result<(), OutOfStock> {
    struct PanicsWhenDropped;
    impl Drop for PanicsWhenDropped {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    match fate {
        Fate::Succeeds => Ok(()),
        Fate::Fails => Err(OutOfStock),
        Fate::Panics => panic!("a box that holds nothing"),
        Fate::PanicsAtTheEnd => {
            let _held = PanicsWhenDropped;
            std::future::pending().await
        }
        Fate::Takes(millis) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Ok(())
        }
        Fate::FailsAfter(millis) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Err(OutOfStock)
        }
    }
}

/// Processes a batch, and gives the ids that are reported.
pub(crate) async fn reported(processor: &Processor, batch: Orders) -> Vec<String> {
    ids(processor.process(batch, meet).await)
}

pub(crate) fn ids(response: Result<BatchResponse, BatchError>) -> Vec<String> {
    let failures = response.expect("a response").batch_item_failures;
    failures.into_iter().map(|failure| failure.item_identifier).collect()
}

/// Waits for it where no timer is needed.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

impl std::fmt::Display for OutOfStock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("out of stock")
    }
}

impl std::error::Error for OutOfStock {}
