//! Spans of requests that the function makes over HTTP.
//!
//! [`TraceClientLayer`] goes around any client that is a [`Service`](tower_service::Service) of
//! [`http::Request`]: each request is a span, and its headers make the one who answers go on with the trace.
//!
//! ```
//! use lamplight_tracer::client::TraceClientLayer;
//! use tower::{ServiceBuilder, service_fn};
//!
//! # async fn send(_: http::Request<()>) -> Result<http::Response<()>, std::io::Error> { Ok(http::Response::default()) }
//! let client = ServiceBuilder::new().layer(TraceClientLayer::new()).service(service_fn(send));
//! ```
//!
//! # What a span says
//!
//! OpenTelemetry's conventions for clients (1.44, `http`) name it by its method, and X-Ray shows the host: kind
//! `client`, `http.request.method`, `url.full` without user, password, query and fragment, `server.address`, `server.port`,
//! `http.response.status_code`, and `error.type`. A status from 400 on is an error, and so is no response.
//!
//! # Limits
//!
//! The span ends with the head of the response; what it takes to read the body is not in it. In a request that is
//! not sampled there is no span, and callees are told so.

mod future;
mod layer;
mod service;
mod span;

pub use self::future::ClientFuture;
pub use self::layer::TraceClientLayer;
pub use self::service::TraceClient;
