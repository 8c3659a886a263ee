//! The status of responses that are HTTP's.
//!
//! [`StatusLayer`], right around the handler, looks at what the handler returned and tells the
//! [scope](crate::Scope::http_status) which status it has; the tracer puts it on the invocation's span. It looks
//! for the member `statusCode` of what is going to be serialised, and writes none of it: with the responses for
//! API Gateway, function URLs and load balancers that is the first thing there is. Streams have it in their
//! prelude.
//!
//! ```no_run
//! # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
//! # use lamplight_invocation::{ObserveLayer, Stack};
//! use lamplight_invocation::status::StatusLayer;
//! # async fn handler(event: LambdaEvent<u8>) -> Result<u8, Error> { Ok(event.payload) }
//! # async fn run(stack: Stack) -> Result<(), Error> {
//! let observe = ObserveLayer::new(stack);
//! let inside = ServiceBuilder::new().layer(observe.clone()).layer(StatusLayer::new()).service(service_fn(handler));
//! Runtime::new(inside).layer(observe).run().await
//! # }
//! ```

mod layer;
mod probe;
mod service;

pub use self::layer::StatusLayer;
pub use self::probe::status_of;
pub use self::service::{StatusFuture, WithStatus};
