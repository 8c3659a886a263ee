//! The backends: what they take, what they refuse, and how they behave.

mod aws;
mod behaviours;
mod client;
mod daemon;
mod otlp;
mod sample;
#[cfg(feature = "tls-backends")]
mod tls;
