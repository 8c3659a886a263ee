//! The work that every subject does: read an API Gateway v2 event and the order in its body, log three lines of
//! three fields each, answer.

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use lambda_runtime::{Error, LambdaEvent};
use serde::Deserialize;
use tracing::info;

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

/// The handler. Without a subscriber its three events cost next to nothing.
pub async fn handler(event: LambdaEvent<ApiGatewayV2httpRequest>) -> Result<ApiGatewayV2httpResponse, Error> {
    let order: Order = serde_json::from_str(event.payload.body.as_deref().unwrap_or_default())?;
    info!(order_id = order.id, customer = order.customer, items = order.items.len(), "order received");
    let pieces: u32 = order.items.iter().map(|item| item.quantity).sum();
    info!(order_id = order.id, pieces, first = order.items[0].sku, "order checked");
    let total = f64::from(pieces) * 2.5;
    info!(order_id = order.id, total, paid = true, "order accepted");
    let mut response = ApiGatewayV2httpResponse::default();
    response.status_code = 201;
    response.body = Some(Body::Text(format!("{{\"total\":{total}}}")));
    Ok(response)
}
