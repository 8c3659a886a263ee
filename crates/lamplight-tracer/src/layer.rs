//! The layer for the handler and the runtime.

use lamplight_invocation::{ByDebug, ObserveLayer, Observed};
use tower_layer::Layer;

/// Makes the root span of each invocation, and exports its spans when it ends.
///
/// The same layer goes around the handler and around the runtime; see
/// [`observed`](lamplight_invocation::observed) for what each position sees. Around the handler alone the
/// export is on the response's path.
#[derive(Clone, Debug)]
pub struct TracerLayer<D = ByDebug> {
    observe: ObserveLayer<D>,
}

// === impl TracerLayer ===

impl TracerLayer {
    pub(crate) fn new(observe: ObserveLayer) -> Self {
        Self { observe }
    }
}

impl<D> TracerLayer<D> {
    /// Describes a handler's error in another way than by its type and its `Debug` form.
    #[must_use]
    pub fn describe_with<N>(self, describe: N) -> TracerLayer<N> {
        TracerLayer { observe: self.observe.describe_with(describe) }
    }
}

impl<S, D: Clone> Layer<S> for TracerLayer<D> {
    type Service = Observed<S, D>;

    fn layer(&self, inner: S) -> Self::Service {
        self.observe.layer(inner)
    }
}
