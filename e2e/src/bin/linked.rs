//! A function that ends in each of the ways that an extension beside it has to know of.

#![forbid(unsafe_code)]

use std::time::Duration;

use lamplight::core::clock::{Clock, Timestamp};
use lamplight::prelude::*;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum End {
    Well,
    Badly,
    Panic,
    Exit,
    /// Never.
    Hang,
    /// When its time has almost run out.
    Late,
}

#[instrument(skip_all)]
async fn early() {
    metrics::count("Calls", 1);
}

#[instrument(skip_all)]
async fn work(end: End, deadline: Timestamp) -> Result<&'static str, Error> {
    match end {
        End::Well => Ok("well"),
        End::Badly => Err("it ended badly".into()),
        End::Panic => panic!("it ended in a panic"),
        End::Exit => std::process::exit(3),
        End::Hang => std::future::pending().await,
        End::Late => {
            // Half of the margin is left then.
            let end = deadline.saturating_sub(Duration::from_millis(500));
            tokio::time::sleep(end.saturating_since(Clock::system().now())).await;
            Ok("late")
        }
    }
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
