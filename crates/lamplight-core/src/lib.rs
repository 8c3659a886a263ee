//! Vocabulary of Lamplight: clock, settings, trace ids, JSON lines, sinks, event source facts.
//!
//! Everything else in Lamplight stands on this crate, and it stands on nothing of ours: no async
//! runtime, no `lambda_runtime`, no global but the facts of the process.

#![forbid(unsafe_code)]

pub mod base64;
pub mod clock;
pub mod cold_start;
pub mod date;
pub mod environment;
pub mod json;
pub mod json_path;
pub mod level;
pub mod link;
pub mod lookup;
pub mod loss;
pub mod metric_manifest;
pub mod notice;
pub mod pairs;
#[cfg(feature = "redaction")]
pub mod redaction;
pub mod settings;
#[cfg(feature = "sigv4")]
pub mod sigv4;
pub mod sink;
pub mod source;

#[cfg(feature = "test-util")]
pub mod testing;
pub mod trace;
pub mod variable;
