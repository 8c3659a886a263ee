//! Hot paths by themselves: nanoseconds and allocations per operation, alternating, and `ratio` lines.
//!
//! ```text
//! cargo run --profile subject --package hot
//! ```
//!
//! That is the profile that users build their functions with: code of several crates as one.
//!
//! Of several paths, those that are named: `logger`, `bridge`, `metrics`.

mod bridge;
mod logger;
mod metrics;

fn main() {
    let mut names = std::env::args().skip(1);
    match names.next().as_deref() {
        None => {
            logger::compare(None, 0);
            bridge::compare();
            metrics::compare();
        }
        Some("logger") => {
            let only = names.next();
            let times = names.next().map_or(20, |times| times.parse().expect("a number"));
            logger::compare(only.as_deref(), times);
        }
        Some("bridge") => bridge::compare(),
        Some("metrics") => metrics::compare(),
        Some(other) => panic!("no path is called {other:?}"),
    }
}
