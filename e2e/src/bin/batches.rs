//! A function that processes the messages of a queue one by one, each of which says whether it goes well.

#![forbid(unsafe_code)]

use lamplight::prelude::*;
use lamplight_events::batch;
use lamplight_events::envelope::{Json, Sqs};
use serde_json::Value;

#[instrument(skip_all)]
async fn check(goes_well: bool) -> Result<(), Error> {
    if goes_well { Ok(()) } else { Err("it did not go well".into()) }
}

async fn handler(event: LambdaEvent<Sqs<Json<bool>>>) -> Result<Value, Error> {
    let response = batch::process(event.payload, |goes_well, _| check(goes_well)).await?;
    Ok(serde_json::to_value(response)?)
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
