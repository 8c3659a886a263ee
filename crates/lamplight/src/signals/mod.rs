//! The signals besides logs, each behind its feature. Where a feature is off, nobody observes.

mod all;
#[cfg(feature = "otlp")]
mod extension;
#[cfg(not(feature = "otlp"))]
#[path = "no_extension.rs"]
mod extension;
mod metrics;
mod traces;

pub(crate) use self::extension::Extension;
pub(crate) use self::metrics::metrics;
pub(crate) use self::traces::subscribe;
