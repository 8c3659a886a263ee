//! Typed events of every source that invokes a Lambda function, parsed without loss.
//!
//! - [`sources`] has a type for every kind of event, each behind a feature of its own.
//! - [`envelope`] goes through them to the user's own type: `Sqs<Sns<Json<Order>>>`.
//! - [`Event::detect`] reads an event of which it is not known what it is.

#![forbid(unsafe_code)]

#[cfg(feature = "batch")]
pub mod batch;
mod detect;
pub mod envelope;
mod excerpt;
pub mod field;
#[cfg(feature = "aws_lambda_events")]
pub mod foreign;
#[cfg(any(
    feature = "alb",
    feature = "apigw-authorizer-httpapi-v2",
    feature = "apigw-http-v2",
    feature = "cloudfront-lambda-edge",
    feature = "lambda-url",
    feature = "s3",
    feature = "s3-batch",
))]
mod form_encoding;
#[cfg(feature = "schemars")]
mod schema;
mod source;
pub mod sources;
mod values;

pub use self::detect::{DetectError, Detected, Event};
pub use self::source::{BatchSource, List, RequestSource, Source};
pub use self::values::{
    Binary, Headers, Map, Micros, Millis, NotBase64, OneOrMany, Quoted, RawJson, Seconds, Secret, StatusCode,
    Timestamp, Unit,
};

/// What came in an object and is not among its fields.
pub type Extra = serde_json::Map<String, serde_json::Value>;
