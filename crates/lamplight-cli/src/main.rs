//! crates/lamplight-cli
fn main() {}
