//! OpenTelemetry spans over OTLP/HTTP with a lean client.
//!
//! [`OtlpExporter`] is a [`SpanExporter`](opentelemetry_sdk::trace::SpanExporter) that writes each batch straight into
//! one reused buffer, as protobuf, and posts it to a collector on one connection that is kept.
//!
//! ```
//! use lamplight_otlp::{OtlpExporter, Settings};
//!
//! let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")];
//! let (settings, problems) = Settings::from_lookup(&environment).expect("an endpoint that can be used");
//! assert!(problems.is_empty());
//! let exporter = OtlpExporter::new(settings);
//! # let _ = exporter;
//! ```
//!
//! # Concurrency
//!
//! There is no thread and no task: the connection is driven by the export itself, so nothing runs between
//! invocations. An export must be polled by a tokio runtime with I/O and time, and always by the same one, since
//! the connection belongs to it. The exceptions are collectors named by a host name other than `localhost`: tokio
//! looks those up on a thread of its own.
//!
//! # Cancellation
//!
//! An export that is dropped counts its spans as lost and closes its connection; the next one opens another.
//!
//! # Limits
//!
//! A request has at most 4 MiB and 10,000 spans, unless one span is larger alone; a batch is as many as it takes. Of
//! an answer at most 64 KiB are read.
//!
//! # Features
//!
//! None is on by default, and none costs anything before its setting asks for it: `gzip` compresses bodies, `json`
//! writes them as JSON, `tls` sends to `https://` endpoints, `sigv4` signs requests to AWS's own.

#![forbid(unsafe_code)]

mod exporter;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "metrics")]
pub mod metrics;
mod protobuf;
mod request;
mod sending;

pub use self::exporter::OtlpExporter;
pub use self::request::Requests;
#[cfg(feature = "sigv4")]
pub use lamplight_otlp_client::Credentials;
pub use lamplight_otlp_client::{
    DEFAULT_ENDPOINT, DEFAULT_TIMEOUT, Destination, ENDPOINT, Encoding, HEADERS, PROFILE, Problem, Settings,
    Signal, TIMEOUT, TRACES_ENDPOINT, TRACES_HEADERS, TRACES_TIMEOUT,
};

#[cfg(doctest)]
#[doc = include_str!("../../../docs/manual/otlp.md")]
mod manual {}
