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
    metrics::count("BoxesPacked", boxes);
    info!(boxes, "order packed");
    Ok(Receipt { order_id: order.id, boxes })
}

/// Asks the warehouse, which takes longer for large lamps: they stand far back.
#[instrument(skip_all, err, fields(otel.kind = "client", server.address = NAME))]
async fn look_up(sku: &str) -> Result<(), std::io::Error> {
    let way = if sku == "lamp-floor" { 20 } else { 3 };
    tokio::time::sleep(Duration::from_millis(way)).await;
    if sku == "lamp-far" {
        return Err(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer after 3 attempts"));
    }
    Ok(())
}

#[instrument]
async fn reserve(sku: &str, quantity: u32) -> Result<(), PackError> {
    let _timer = metrics::timer("Reservation");
    look_up(sku).await?;
    if sku == "lamp-out" {
        return Err(PackError::OutOfStock { sku: sku.to_owned() });
    }
    debug!("reserved");
    Ok(())
}
