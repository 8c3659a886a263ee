//! Metrics over OTLP/HTTP, as a provider for `lamplight-metrics`.
//!
//! ```
//! use lamplight_core::environment::FunctionEnvironment;
//! use lamplight_core::lookup::ProcessEnvironment;
//! use lamplight_core::settings::Settings;
//! use lamplight_metrics::Metrics;
//! use lamplight_otlp::metrics::{OtlpMetrics, resource};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let lookup = &ProcessEnvironment;
//! let (resource, problem) = resource(&Settings::default(), &FunctionEnvironment::read(lookup), lookup);
//! let (provider, problems) = OtlpMetrics::from_lookup(lookup, &resource)?;
//! # assert!(problem.is_none() && problems.is_empty());
//! let metrics = Metrics::builder().provider(provider).build()?;
//! # let _ = metrics;
//! # Ok(())
//! # }
//! ```
//!
//! # What becomes of what is recorded
//!
//! Values of the same metric with the same dimensions are put together until they are sent:
//!
//! - what is recorded in [`Unit::Count`](lamplight_metrics::Unit::Count) becomes a sum, monotonic unless a value is
//!   negative;
//! - everything else, and what is recorded as a [distribution](lamplight_metrics::distribution()), becomes a
//!   [histogram](Histograms), with the least and the greatest value.
//!
//! The namespace is the name of the instrumentation scope, the dimensions are attributes, and each set of dimensions
//! has points of its own. Units are those of the Unified Code for Units of Measure. Properties and resolutions have
//! no place there. Temporality is delta, always.
//!
//! # Time
//!
//! A point begins when the first invocation began whose values it has, or when the request before it ended, if that
//! is later; it ends when the last of its values was written. So points of one metric do not overlap, and the time
//! for which the process was frozen is not in them. Metrics with a
//! [time of their own](lamplight_metrics::timestamp) have points of their own, which end at that time.
//!
//! # Sending
//!
//! Recording sends nothing and waits for nothing. Everything is sent after the response, and when the function's
//! timeout is near, in requests of up to 4 MiB; retries, and the runtime that is needed, are as for
//! [spans](crate#concurrency). What does not arrive is counted as [lost](OtlpMetrics::lost) and said once. Up to
//! 8 MiB are kept until they can be sent.

mod attributes;
mod environment;
mod exponential;
mod histograms;
#[cfg(feature = "json")]
mod json;
mod lost;
mod pending;
mod point;
mod provider;
mod request;
mod resource;
mod unit;

pub use self::environment::TEMPORALITY_PREFERENCE;
pub use self::histograms::{DEFAULT_BOUNDS, HISTOGRAM_AGGREGATION, Histograms};
pub use self::lost::LostPoints;
pub use self::provider::OtlpMetrics;
pub use self::resource::{RESOURCE_ATTRIBUTES, resource};
