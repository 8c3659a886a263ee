//! The layer.

use tower_layer::Layer;

use super::TraceClient;

/// Applies [`TraceClient`]. See the [module's documentation](super).
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceClientLayer {
    _private: (),
}

// === impl TraceClientLayer ===

impl TraceClientLayer {
    /// A span for each request.
    #[must_use]
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl<S> Layer<S> for TraceClientLayer {
    type Service = TraceClient<S>;

    fn layer(&self, inner: S) -> TraceClient<S> {
        TraceClient::new(inner)
    }
}
