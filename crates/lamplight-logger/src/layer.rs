//! The layer for the handler and the runtime.

use lamplight_invocation::{ByDebug, ObserveLayer, Observed};
use tower_layer::Layer;

/// Gives each invocation its keys, and writes the one `ERROR` line of an invocation that failed, panicked
/// or could not be read.
///
/// The same layer goes around the handler and around the runtime; see
/// [`observed`](lamplight_invocation::observed) for what each position sees.
///
/// ```no_run
/// # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
/// # use lamplight_logger::Logger;
/// # async fn handler(event: LambdaEvent<u8>) -> Result<u8, Error> { Ok(event.payload) }
/// # async fn run(logger: Logger) -> Result<(), Error> {
/// let handler = ServiceBuilder::new().layer(logger.layer()).service(service_fn(handler));
/// Runtime::new(handler).layer(logger.layer()).run().await
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct LoggerLayer<D = ByDebug> {
    observe: ObserveLayer<D>,
}

// === impl LoggerLayer ===

impl LoggerLayer {
    pub(crate) fn new(observe: ObserveLayer) -> Self {
        Self { observe }
    }
}

impl<D> LoggerLayer<D> {
    /// Describes a handler's error in another way than by its type and its `Debug` form.
    #[must_use]
    pub fn describe_with<N>(self, describe: N) -> LoggerLayer<N> {
        LoggerLayer { observe: self.observe.describe_with(describe) }
    }
}

impl<S, D: Clone> Layer<S> for LoggerLayer<D> {
    type Service = Observed<S, D>;

    fn layer(&self, inner: S) -> Self::Service {
        self.observe.layer(inner)
    }
}
