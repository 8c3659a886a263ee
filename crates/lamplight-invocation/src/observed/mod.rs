//! The one middleware.
//!
//! [`ObserveLayer`] wraps a service in [`Observed`], which opens the scope of each invocation, or joins
//! the one that a layer further out has opened, and tells the [observers](crate::Observe).
//!
//! # Positions
//!
//! The same layer fits two positions, and a full stack has one in each:
//!
//! ```no_run
//! # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
//! # use lamplight_invocation::{ObserveLayer, Stack};
//! # async fn handler(event: LambdaEvent<u8>) -> Result<u8, Error> { Ok(event.payload) }
//! # async fn run(stack: Stack) -> Result<(), Error> {
//! let observe = ObserveLayer::new(stack);
//! let inside = ServiceBuilder::new().layer(observe.clone()).service(service_fn(handler));
//! Runtime::new(inside).layer(observe).run().await
//! # }
//! ```
//!
//! | | inside, around the handler | outside, around the runtime |
//! |---|---|---|
//! | sees | the handler's `Ok` or `Err`, its panic | the raw event; `Ok(())` whatever happened |
//! | is called for an event that cannot be read | no | yes |
//! | ends | before the response is posted | after it was posted, before the next event is asked for |
//!
//! So the inside one reports the outcome, and the outside one finishes and flushes. With the inside one
//! alone the invocation is finished and flushed before the response is posted, and events that cannot be
//! read are not seen.
//!
//! # Cancellation
//!
//! A future that is dropped before it is done ends its invocation as
//! [`Cancelled`](crate::Outcome::Cancelled); there is no flush then.
//!
//! # Limits
//!
//! A flush ends after the stack's flush timeout, and never later than the function's deadline less the
//! stack's margin, or less half of what is left until then if that is less. What did not end by then is dropped
//! and counted as [`FlushTimeout`](lamplight_core::loss::Loss::FlushTimeout).

mod deadline;
mod flush;
mod future;
mod layer;
mod service;

pub(crate) use self::deadline::SpareTimer;
pub use self::future::ResponseFuture;
pub use self::layer::ObserveLayer;
pub use self::service::Observed;
