//! A function that writes a line, a metric with a dimension, and nested spans, and then ends as its event says.

#![forbid(unsafe_code)]

use lamplight::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Well,
    Badly,
    Panic,
}

#[instrument(skip_all, fields(step = 1))]
async fn outer(end: End) -> Result<(), Error> {
    inner(end).await
}

#[instrument(err)]
async fn inner(end: End) -> Result<(), Error> {
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    match end {
        End::Well => Ok(()),
        End::Badly => Err("it ended badly".into()),
        End::Panic => panic!("it ended in a panic"),
    }
}

async fn handler(event: LambdaEvent<End>) -> Result<&'static str, Error> {
    metrics::dimension("Source", "test");
    metrics::count("Calls", 1);
    outer(event.payload).await?;
    Ok("well")
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
