//! A function of which several invocations are under way together, before each ends in its own way.

#![forbid(unsafe_code)]

use e2e::ending::{End, work};
use lamplight::core::clock::Timestamp;
use lamplight::prelude::*;
use serde::Deserialize;
use tokio::sync::watch;

#[derive(Debug, Deserialize)]
struct Event {
    /// It goes on when so many have begun in this process.
    begun: usize,
    end: End,
}

async fn handler(event: LambdaEvent<Event>, begun: watch::Sender<usize>) -> Result<&'static str, Error> {
    // It says which span is the root.
    info!("begins");
    begun.send_modify(|begun| *begun += 1);
    begun.subscribe().wait_for(|begun| *begun >= event.payload.begun).await?;
    work(event.payload.end, Timestamp::from_millis(event.context.deadline)).await
}

fn main() -> lamplight::Result {
    lamplight::start(async {
        let begun = watch::Sender::new(0);
        Ok(service_fn(move |event| handler(event, begun.clone())))
    })
}
