//! The work of those subjects that only make spans: one around everything, and within it one after the other as
//! many more as the event asks for, each with two attributes.

use lambda_runtime::{Error, LambdaEvent};
use serde_json::{Value, json};
use tracing::info_span;

/// How a library opens a span, where it does not listen to `tracing`.
pub trait Parts: Default {
    /// Opens a part of the trace, which ends when what is returned is dropped.
    fn part(&self, _name: &'static str) -> impl Sized {}
}

/// Those of `tracing`, which cost next to nothing where there is no subscriber.
#[derive(Default)]
pub struct OfTracing;

impl Parts for OfTracing {}

/// The handler. `spans` in the event is how many there are in all.
pub async fn handler<P: Parts>(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let spans = event.payload["spans"].as_u64().unwrap_or_default();
    let parts = P::default();
    let _span = info_span!("checkout", order = "A-17", channel = "web").entered();
    let _part = parts.part("checkout");
    let pieces: u64 = (1..spans).map(|number| reserve(&parts, number)).sum();
    Ok(json!({ "pieces": pieces }))
}

fn reserve(parts: &impl Parts, number: u64) -> u64 {
    let _span = info_span!("reserve", sku = "lamp-desk", number).entered();
    let _part = parts.part("reserve");
    std::hint::black_box(number)
}
