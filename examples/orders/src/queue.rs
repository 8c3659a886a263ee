//! Orders that come from a queue, several at a time.

use lamplight::prelude::*;
use lamplight_events::batch;
use lamplight_events::envelope::{Json, Sqs};
use lamplight_events::sources::batch_response::BatchResponse;
use lamplight_events::sources::sqs::SqsMessage;

use crate::order::Order;
use crate::warehouse::{PackError, pack};

/// Packs what can be packed. What cannot goes back to the queue by itself, instead of taking the whole
/// batch along.
pub(crate) async fn place_orders(orders: Sqs<Json<Order>>) -> Result<BatchResponse, Error> {
    info!(messages = orders.records.len(), "batch received");
    Ok(batch::process(orders, place_order).await?)
}

async fn place_order(order: Order, _: SqsMessage) -> Result<(), PackError> {
    pack(order).await?;
    metrics::count("OrdersPlaced", 1);
    Ok(())
}
