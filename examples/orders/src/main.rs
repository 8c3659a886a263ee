//! examples/orders
fn main() {}
