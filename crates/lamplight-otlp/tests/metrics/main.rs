//! Metrics as they arrive at a collector.

#![cfg(feature = "metrics")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod any_calls;
mod collector;
mod delivery;
mod golden;
mod received;
mod shapes;
mod time;
