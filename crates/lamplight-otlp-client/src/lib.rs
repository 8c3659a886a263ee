//! The client that posts OTLP over HTTP, for whoever has bodies: it knows nothing of OpenTelemetry's SDK.
//!
//! [`Settings`] say where a signal goes, as `OTEL_EXPORTER_OTLP_*` and the names of backends do, and a [`Client`] posts
//! bodies there on one connection that is kept. `lamplight-otlp` exports spans and metrics with it, out of the function;
//! `lamplight-extension` sends what it has gathered.
//!
//! ```
//! use lamplight_otlp_client::{Client, Settings, Signal};
//!
//! let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")];
//! let (settings, problems) = Settings::for_signal(Signal::Metrics, &environment).expect("an endpoint");
//! assert!(problems.is_empty());
//! let client = Client::new(settings, concat!("example/", env!("CARGO_PKG_VERSION")));
//! assert_eq!(client.endpoint().to_string(), "http://127.0.0.1:4318/v1/metrics");
//! ```
//!
//! # Concurrency
//!
//! There is no thread and no task: a connection is driven by whoever waits for the answer, so nothing runs between
//! invocations of a function. That has to be within a tokio runtime with I/O and time, and always the same one.
//!
//! # Limits
//!
//! Of an answer at most 64 KiB are read.
//!
//! # Features
//!
//! None is on by default, and none costs anything before its setting asks for it: `gzip` compresses bodies, `json`
//! has them in JSON, `tls` sends to `https://` endpoints, `sigv4` signs requests to AWS's own, `proxy` has others
//! forward requests.

#![forbid(unsafe_code)]

mod answer;
#[cfg(feature = "tls")]
mod aws;
#[cfg(any(feature = "proxy", feature = "tls"))]
mod basic;
mod client;
mod connection;
mod connections;
mod connector;
mod destination;
mod encoding;
mod endpoint;
#[cfg(feature = "gzip")]
mod gzip;
mod head;
mod headers;
mod problem;
#[cfg(feature = "tls")]
mod profile;
#[cfg(feature = "proxy")]
mod proxy;
mod request_head;
mod response;
mod retry;
mod settings;
mod signal;
#[cfg(feature = "sigv4")]
mod signing;
mod stream;
#[cfg(feature = "tls")]
mod tls;

pub use self::answer::Answer;
pub use self::client::{Client, Deadline, NoAnswer, Undelivered};
pub use self::destination::Destination;
pub use self::encoding::Encoding;
pub use self::endpoint::Endpoint;
pub use self::problem::Problem;
pub use self::response::PartialSuccess;
pub use self::settings::{
    DEFAULT_ENDPOINT, DEFAULT_TIMEOUT, ENDPOINT, HEADERS, PROFILE, SIGV4, Settings, TIMEOUT, TRACES_ENDPOINT,
    TRACES_HEADERS, TRACES_TIMEOUT,
};
pub use self::signal::Signal;
#[cfg(feature = "sigv4")]
pub use lamplight_core::sigv4::Credentials;
