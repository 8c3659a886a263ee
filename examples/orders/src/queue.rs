//! Orders that come from a queue, several at a time.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use lamplight::prelude::*;

use crate::order::Order;
use crate::warehouse::pack;

/// Packs what can be packed. What cannot goes back to the queue by itself, instead of taking the whole
/// batch along.
pub(crate) async fn place_orders(batch: SqsEvent) -> SqsBatchResponse {
    info!(messages = batch.records.len(), "batch received");
    let mut response = SqsBatchResponse::default();
    for message in batch.records {
        let message_id = message.message_id.clone().unwrap_or_default();
        let span = info_span!("message", message_id);
        if let Err(error) = place_order(&message).instrument(span.clone()).await {
            span.in_scope(|| {
                error!(error = error.as_ref() as &(dyn std::error::Error + 'static), "message failed");
            });
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = message_id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

async fn place_order(message: &SqsMessage) -> Result<(), Error> {
    let order: Order = serde_json::from_str(message.body.as_deref().unwrap_or_default())?;
    pack(order).await?;
    metrics::count("OrdersPlaced", 1);
    Ok(())
}
