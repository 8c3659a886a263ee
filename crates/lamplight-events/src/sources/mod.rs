//! The events, one module a source.

#[cfg(feature = "sqs")]
pub mod sqs;
