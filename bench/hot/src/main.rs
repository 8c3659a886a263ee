//! Hot paths by themselves: nanoseconds and allocations per operation, alternating, and `ratio` lines.
//!
//! ```text
//! cargo run --release --package hot
//! ```

mod bridge;
mod counting;
mod measure;

fn main() {
    bridge::compare();
}
