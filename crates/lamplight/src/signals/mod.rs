//! The signals besides logs, each behind its feature. Where a feature is off, nobody observes.

mod all;
mod metrics;
mod traces;

pub(crate) use self::metrics::metrics;
pub(crate) use self::traces::subscribe;
