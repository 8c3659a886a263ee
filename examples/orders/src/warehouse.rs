//! The warehouse, which has little in stock and is not always there.

use std::time::Duration;

use lamplight::prelude::*;

use crate::order::{Order, Receipt};

/// The warehouse that serves this function.
pub(crate) const NAME: &str = "north";

/// Why an order was not packed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PackError {
    #[error("{sku} is out of stock")]
    OutOfStock { sku: String },
    #[error("warehouse {NAME} does not answer")]
    Unreachable(#[from] std::io::Error),
}

/// Packs an order.
#[instrument(skip_all, fields(order_id = order.id, customer = order.customer))]
pub(crate) async fn pack(order: Order) -> Result<Receipt, PackError> {
    info!(items = order.items.len(), "order received");
    let mut boxes = 0;
    for item in &order.items {
        reserve(&item.sku, item.quantity).await?;
        boxes += item.boxes();
    }
    info!(boxes, "order packed");
    Ok(Receipt { order_id: order.id, boxes })
}

#[instrument]
async fn reserve(sku: &str, quantity: u32) -> Result<(), PackError> {
    // The way to the warehouse and back.
    tokio::time::sleep(Duration::from_millis(3)).await;
    match sku {
        "lamp-out" => Err(PackError::OutOfStock { sku: sku.to_owned() }),
        "lamp-far" => {
            warn!("no answer, giving up");
            Err(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer after 3 attempts").into())
        }
        _ => {
            debug!("reserved");
            Ok(())
        }
    }
}
