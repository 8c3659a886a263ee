//! Hot paths by themselves: nanoseconds and allocations per operation, alternating, and `ratio` lines.
//!
//! ```text
//! cargo run --release --package hot
//! ```

mod bridge;
mod logger;
mod metrics;

fn main() {
    logger::compare();
    bridge::compare();
    metrics::compare();
}
