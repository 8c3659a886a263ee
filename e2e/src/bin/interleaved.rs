//! A function that handles many invocations at once, each of which lets all others go first again and again.

#![forbid(unsafe_code)]

use std::sync::Arc;

use lamplight::prelude::*;
use serde_json::{Value, json};
use tokio::sync::Barrier;

/// As many as the test sends at once.
const TOGETHER: usize = 64;

async fn handler(event: LambdaEvent<Value>, barrier: Arc<Barrier>) -> Result<Value, Error> {
    let number = event.payload["number"].as_u64().ok_or("no number")?;
    async {
        metrics::dimension("Number", number.to_string());
        metrics::count("Calls", 1);
        for round in 0..3 {
            info!(round, "before the others");
            barrier.wait().await;
            let span = info_span!("task", of_task = number);
            let task = async move { info!(own = number, "in a task") };
            tokio::spawn(task.instrument(span)).await?;
        }
        Ok(json!({ "number": number, "request_id": event.context.request_id }))
    }
    .instrument(info_span!("handling", number))
    .await
}

#[tokio::main]
async fn main() -> lamplight::Result {
    let barrier = Arc::new(Barrier::new(TOGETHER));
    lamplight::run(service_fn(move |event| handler(event, barrier.clone()))).await
}
