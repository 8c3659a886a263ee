//! The layer.

use std::fmt;
use std::marker::PhantomData;

use tower_layer::Layer;

use super::WithStatus;

/// Applies [`WithStatus`]. See the [module's documentation](super).
///
/// `B` is the body and `T` the stream that the runtime makes of the handler's response; both are inferred.
pub struct StatusLayer<B, T>(PhantomData<fn() -> (B, T)>);

// === impl StatusLayer ===

impl<B, T> StatusLayer<B, T> {
    /// Looks at responses.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<B, T> Default for StatusLayer<B, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<B, T> Clone for StatusLayer<B, T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<B, T> fmt::Debug for StatusLayer<B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusLayer")
    }
}

impl<S, B, T> Layer<S> for StatusLayer<B, T> {
    type Service = WithStatus<S, B, T>;

    fn layer(&self, inner: S) -> Self::Service {
        WithStatus::new(inner)
    }
}
