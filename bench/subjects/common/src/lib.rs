//! The work that every subject does: read an API Gateway v2 event and the order in its body, log three lines of
//! three fields each, in three spans of two attributes each, record two metrics with one dimension, answer.
//!
//! Lines and spans are those of `tracing`: without a subscriber they cost next to nothing. For what has no API that
//! all libraries share there is [`Signals`].

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use lambda_runtime::{Error, LambdaEvent};
use serde::Deserialize;
use tracing::{info, info_span};

/// What a subject does through its own library, in one invocation. What it does not say is not done.
pub trait Signals: Default {
    /// Records that an order was placed, and what it is worth: `OrdersPlaced` and `OrderValue`, both with the
    /// dimension `Source`, which is `http`.
    fn metrics(&self, _value: f64) {}

    /// Opens a part of the trace, which ends when what is returned is dropped, where a span of `tracing` does not
    /// do so already.
    fn part(&self, _name: &'static str) -> impl Sized {}
}

/// Nothing.
#[derive(Default)]
pub struct NoSignals;

impl Signals for NoSignals {}

#[derive(Deserialize)]
struct Order {
    id: String,
    customer: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    sku: String,
    quantity: u32,
}

/// The handler.
pub async fn handler<S: Signals>(
    event: LambdaEvent<ApiGatewayV2httpRequest>,
) -> Result<ApiGatewayV2httpResponse, Error> {
    let order: Order = serde_json::from_str(event.payload.body.as_deref().unwrap_or_default())?;
    let total = checkout(&S::default(), &order);
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = 201;
    response.body = Some(Body::Text(format!("{{\"total\":{total}}}")));
    Ok(response)
}

fn checkout(signals: &impl Signals, order: &Order) -> f64 {
    let _span = info_span!("checkout", order = order.id, channel = "web").entered();
    let _part = signals.part("checkout");
    info!(order_id = order.id, customer = order.customer, items = order.items.len(), "order received");
    let pieces = reserve(signals, order);
    let total = charge(signals, order, pieces);
    signals.metrics(total);
    total
}

fn reserve(signals: &impl Signals, order: &Order) -> u32 {
    let _span = info_span!("reserve", sku = order.items[0].sku, warehouse = 4).entered();
    let _part = signals.part("reserve");
    let pieces: u32 = order.items.iter().map(|item| item.quantity).sum();
    info!(order_id = order.id, pieces, first = order.items[0].sku, "order checked");
    pieces
}

fn charge(signals: &impl Signals, order: &Order, pieces: u32) -> f64 {
    let _span = info_span!("charge", host = "pay.internal", attempt = 1).entered();
    let _part = signals.part("charge");
    let total = f64::from(pieces) * 2.5;
    info!(order_id = order.id, total, paid = true, "order accepted");
    total
}
