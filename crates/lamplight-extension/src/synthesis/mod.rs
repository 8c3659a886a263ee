//! What the extension says itself, as OTLP: spans and metrics that are made of platform events.

mod emf;
pub(crate) mod init_span;
pub(crate) mod metrics;
pub(crate) mod missing_root;
mod resource;
pub(crate) mod trace;

pub use self::resource::Resource;
