//! The layer: observers, and how a handler's error is described.

use std::sync::Arc;

use tower_layer::Layer;

use super::Observed;
use crate::describe::ByDebug;
use crate::observe::Stack;
use crate::scope;

/// Applies [`Observed`]. See the [module's documentation](super).
#[derive(Clone, Debug)]
pub struct ObserveLayer<D = ByDebug> {
    stack: Option<Arc<Stack>>,
    describe: D,
}

// === impl ObserveLayer ===

impl ObserveLayer {
    /// Tells these observers; a handler's error is described by its type and its `Debug` form.
    #[must_use]
    pub fn new(stack: Stack) -> Self {
        Self { stack: Some(Arc::new(stack)), describe: ByDebug }
    }

    /// Tells nobody: services are called as if they were not wrapped.
    #[must_use]
    pub const fn disabled() -> Self {
        Self { stack: None, describe: ByDebug }
    }
}

impl<D> ObserveLayer<D> {
    /// Describes a handler's error in another way.
    #[must_use]
    pub fn describe_with<N>(self, describe: N) -> ObserveLayer<N> {
        ObserveLayer { stack: self.stack, describe }
    }

    /// Says that this process has a layer around its handler, before that layer is first called: then the
    /// very first event counts as one that could not be read, if the handler never hears of it.
    #[must_use]
    pub fn with_inside(self) -> Self {
        scope::announce_inside();
        self
    }
}

impl<S, D: Clone> Layer<S> for ObserveLayer<D> {
    type Service = Observed<S, D>;

    fn layer(&self, inner: S) -> Self::Service {
        Observed::new(inner, self.stack.clone(), self.describe.clone())
    }
}
