//! A handler whose metrics are one struct. Run without arguments it handles three messages and prints their documents.

#![forbid(unsafe_code)]

use std::time::Duration;

use lambda_runtime::{Context, Error, LambdaEvent, service_fn, tower::ServiceExt};
use lamplight_metrics::derive::DimensionValue;
use lamplight_metrics::{Metrics, MetricsRecord, declare};
use tower_layer::Layer;

/// What became of a message: few values, so that it can be a dimension.
#[derive(Clone, Copy)]
enum Fate {
    Stored,
    Rejected,
}

impl DimensionValue for Fate {
    fn text(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some(match self {
            Self::Stored => "stored".into(),
            Self::Rejected => "rejected".into(),
        })
    }
}

#[derive(MetricsRecord)]
#[record(rename_all = "PascalCase")]
struct Message<'a> {
    #[dimension]
    fate: Fate,
    /// How long the message had been waiting.
    #[metric(unit = Seconds)]
    waited: Duration,
    #[metric(unit = Bytes)]
    size: usize,
    #[metric(unit = Count)]
    attachments: Option<u32>,
    /// Who wrote it; never a dimension, as there is no end of them.
    #[property(name = "sender")]
    sender: &'a str,
}

async fn handler(event: LambdaEvent<String>) -> Result<(), Error> {
    let text = &event.payload;
    let fate = if text.is_empty() { Fate::Rejected } else { Fate::Stored };
    let waited = Duration::from_millis(1500);
    let attachments = text.contains('@').then_some(1);
    Message { fate, waited, size: text.len(), attachments, sender: "a@example.com" }.record();
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    // So that a manifest has them before the first message.
    declare(Message::metrics());
    let metrics = Metrics::builder().dimension("Stage", "example").build()?;
    let handler = metrics.layer().layer(service_fn(handler));
    for text in ["hello", "", "a file @ last"] {
        handler.clone().oneshot(LambdaEvent::new(text.to_owned(), Context::default())).await?;
    }
    Ok(())
}
