//! What is ordered.

use serde::{Deserialize, Serialize};

/// An order, as customers send it.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) customer: String,
    pub(crate) items: Vec<Item>,
}

/// One line of an order.
#[derive(Debug, Deserialize)]
pub(crate) struct Item {
    pub(crate) sku: String,
    pub(crate) quantity: u32,
    /// How many pieces go into a box.
    pub(crate) per_box: u32,
}

/// What a customer gets back.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    pub(crate) order_id: String,
    pub(crate) boxes: u32,
}

impl Item {
    /// How many boxes the item takes.
    pub(crate) fn boxes(&self) -> u32 {
        // A box that holds nothing is a mistake in the catalogue; the division panics, and the log says so.
        self.quantity.div_ceil(self.per_box)
    }
}
