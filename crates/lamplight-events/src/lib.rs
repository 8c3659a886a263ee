//! Typed events of every source that invokes a Lambda function, parsed without loss.

#![forbid(unsafe_code)]

pub mod field;
#[cfg(feature = "schemars")]
mod schema;
pub mod sources;
mod values;

pub use self::values::{
    Binary, Headers, Map, Micros, Millis, NotBase64, OneOrMany, Quoted, RawJson, Seconds, Timestamp, Unit,
};

/// What came in an object and is not among its fields.
pub type Extra = serde_json::Map<String, serde_json::Value>;
