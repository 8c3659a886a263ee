//! Hot paths by themselves: nanoseconds and allocations per operation, alternating, and `ratio` lines.
//!
//! ```text
//! cargo run --release --package hot
//! ```

mod bridge;
mod counting;
mod logger;
mod measure;

fn main() {
    logger::compare();
    bridge::compare();
}
