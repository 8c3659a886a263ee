//! A function that ends in each of the ways that an extension beside it has to know of.

#![forbid(unsafe_code)]

use e2e::ending::{End, work};
use lamplight::core::clock::Timestamp;
use lamplight::prelude::*;

#[instrument(skip_all)]
async fn early() {
    metrics::count("Calls", 1);
}

async fn handler(event: LambdaEvent<End>) -> Result<&'static str, Error> {
    // It says which span is the root.
    info!("begins");
    early().await;
    work(event.payload, Timestamp::from_millis(event.context.deadline)).await
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
