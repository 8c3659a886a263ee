//! Measuring operations against each other: nanoseconds and allocations.

mod counting;
mod measure;

pub use self::measure::{Cost, alternate, alternate_batches, print};
