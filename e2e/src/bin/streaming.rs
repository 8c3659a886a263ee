//! A function that streams its response.

#![forbid(unsafe_code)]

use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use futures_core::Stream;
use lambda_runtime::StreamResponse;
use lamplight::prelude::*;
use serde_json::Value;

/// Three chunks.
struct Chunks(u8);

impl Stream for Chunks {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        self.0 += 1;
        info!(chunk = self.0, "polled");
        Poll::Ready((self.0 <= 3).then(|| Ok(Bytes::from(format!("chunk {}\n", self.0)))))
    }
}

async fn handler(_: LambdaEvent<Value>) -> Result<StreamResponse<lamplight::Streamed<Chunks>>, Error> {
    info!("streaming");
    Ok(lamplight::stream(Chunks(0)).into())
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
