//! A function whose spans are worth a look: it hangs, logs within spans, or streams a body that makes spans.

#![forbid(unsafe_code)]

use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use futures_core::Stream;
use lambda_runtime::StreamResponse;
use lamplight::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Work {
    Hang,
    Log,
    Stream,
}

/// So many chunks, each a span.
struct Chunks(u32);

impl Stream for Chunks {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        let number = self.0;
        self.0 -= 1;
        info_span!("chunk", number).in_scope(|| info!("made"));
        Poll::Ready(Some(Ok(Bytes::from_static(b"chunk\n"))))
    }
}

#[instrument]
async fn outer(work: Work) {
    info!("within outer");
    inner(matches!(work, Work::Hang)).await;
}

#[instrument]
async fn inner(hangs: bool) {
    info!("within inner");
    if hangs {
        std::future::pending::<()>().await;
    }
}

async fn handler(event: LambdaEvent<Work>) -> Result<StreamResponse<lamplight::Streamed<Chunks>>, Error> {
    info!("within the root");
    let chunks = match event.payload {
        Work::Stream => 3,
        work => {
            outer(work).await;
            0
        }
    };
    Ok(lamplight::stream(Chunks(chunks)).into())
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
