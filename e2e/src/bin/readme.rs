//! The function of the README.

#![forbid(unsafe_code)]

use lamplight::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Order {
    id: String,
    items: u32,
}

#[derive(Serialize)]
struct Receipt {
    order_id: String,
}

async fn handler(event: LambdaEvent<Order>) -> Result<Receipt, Error> {
    let order = event.payload;
    info!(order_id = order.id, items = order.items, "order received");
    if order.items == 0 {
        return Err("an order needs items".into());
    }
    Ok(Receipt { order_id: order.id })
}

fn main() -> lamplight::Result {
    lamplight::start(async { Ok(service_fn(handler)) })
}
