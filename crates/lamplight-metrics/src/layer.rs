//! The layer for the handler and the runtime.

use lamplight_invocation::{ByDebug, ObserveLayer, Observed};
use tower_layer::Layer;

/// Keeps the metrics of each invocation apart, and writes them at its end, however it ends.
///
/// The same layer goes around the handler and around the runtime; see
/// [`observed`](lamplight_invocation::observed) for what each position sees.
///
/// ```no_run
/// # use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn, tower::ServiceBuilder};
/// # use lamplight_metrics::Metrics;
/// # async fn handler(event: LambdaEvent<u8>) -> Result<u8, Error> { Ok(event.payload) }
/// # async fn run(metrics: Metrics) -> Result<(), Error> {
/// let handler = ServiceBuilder::new().layer(metrics.layer()).service(service_fn(handler));
/// Runtime::new(handler).layer(metrics.layer()).run().await
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct MetricsLayer<D = ByDebug> {
    observe: ObserveLayer<D>,
}

// === impl MetricsLayer ===

impl MetricsLayer {
    pub(crate) fn new(observe: ObserveLayer) -> Self {
        Self { observe }
    }
}

impl<D> MetricsLayer<D> {
    /// Describes a handler's error in another way than by its type and its `Debug` form.
    #[must_use]
    pub fn describe_with<N>(self, describe: N) -> MetricsLayer<N> {
        MetricsLayer { observe: self.observe.describe_with(describe) }
    }
}

impl<S, D: Clone> Layer<S> for MetricsLayer<D> {
    type Service = Observed<S, D>;

    fn layer(&self, inner: S) -> Self::Service {
        self.observe.layer(inner)
    }
}
