//! What most functions use.
//!
//! `#[instrument]` expands to paths of the `tracing` crate, which has to be a dependency of its own then.

pub use std::result::Result;

pub use lambda_runtime::{Context, Error, LambdaEvent, service_fn};
pub use lamplight_invocation::Scope;
#[cfg(feature = "metrics")]
pub use lamplight_metrics as metrics;
#[cfg(feature = "tracer")]
pub use lamplight_tracer::{TraceContext, annotate, metadata, record_error};
pub use tracing::{Instrument, debug, error, info, info_span, instrument, trace, warn};
