//! A function whose initialisation fails.

#![forbid(unsafe_code)]

use lamplight::prelude::*;
use serde_json::Value;

async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> {
    Ok(event.payload)
}

async fn init() -> Result<(), Error> {
    Err(std::io::Error::other("the table does not exist").into())
}

fn main() -> lamplight::Result {
    lamplight::start(async {
        init().await?;
        Ok(service_fn(handler))
    })
}
