//! CloudWatch metrics in Embedded Metric Format, once per invocation.
//!
//! [`Metrics`] is made once, at the start. Its [`MetricsLayer`] goes around the handler and the runtime.
//! Below the handler, [`count`], [`gauge`], [`record`] and [`timer`](timer()) record values, and
//! [`dimension`] and [`property`] say what they belong to. At the end of the invocation, whether it
//! succeeded, failed, panicked or was dropped, all of it is one line on stdout that CloudWatch turns into
//! metrics.
//!
//! ```
//! use lambda_runtime::{Error, LambdaEvent, service_fn, tower::ServiceBuilder};
//! use lamplight_metrics::{Metrics, Unit, count, dimension, property, record, timer};
//!
//! async fn handler(event: LambdaEvent<String>) -> Result<(), Error> {
//!     dimension("Source", "http");
//!     property("order_id", event.payload.as_str());
//!     let _timer = timer("Checkout");
//!     record("Payload", Unit::Bytes, event.payload.len());
//!     count("OrdersPlaced", 1);
//!     Ok(())
//! }
//!
//! # fn main() -> std::io::Result<()> {
//! let metrics = Metrics::builder().build()?;
//! let handler = ServiceBuilder::new().layer(metrics.layer()).service(service_fn(handler));
//! # let _ = handler;
//! # Ok(())
//! # }
//! ```
//!
//! # Which invocation
//!
//! A value belongs to the invocation whose code records it, found by
//! [`Scope::current`](lamplight_invocation::Scope::current); concurrent invocations do not mix. A task that
//! is spawned takes its scope along with [`Scope::spawn`](lamplight_invocation::Scope::spawn). Outside all
//! invocations values are kept for the process, if metrics are [installed](Metrics::install).
//!
//! # Without metrics
//!
//! In a scope that no [`Metrics`] watch, and with settings that turn Lamplight off, nothing is kept and
//! nothing is counted: a call costs the search for the scope.
//!
//! # Limits
//!
//! Those of CloudWatch and ours are in [`limits`]. What does not fit into one document is split into several;
//! what CloudWatch would not take is refused, counted as a [`Loss`](lamplight_core::loss::Loss) and said once
//! on stderr. No call fails or panics.
//!
//! When the function's timeout is near, what was recorded until then is written; what comes later is in a
//! second document. What a task records after the end of its invocation is written when it ends.

#![forbid(unsafe_code)]

mod cardinality;
mod complaints;
mod datadog;
mod declared;
#[cfg(feature = "derive")]
pub mod derive;
mod dimensions;
mod emf;
mod head;
mod in_scope;
mod layer;
pub mod limits;
mod lines;
mod mark;
mod members;
mod metric_set;
mod metric_table;
mod metrics;
#[cfg(feature = "metrics-crate")]
pub mod metrics_crate;
mod name;
mod number;
mod observer;
mod provider;
mod record;
mod recorded;
mod recorder;
mod refusal;
mod resolution;
mod shared;
mod single;
mod timer;
mod unit;
mod value;
mod writing;

pub use self::datadog::Datadog;
pub use self::declared::{Metric, declare, declared};
#[cfg(feature = "derive")]
pub use self::derive::MetricsRecord;
pub use self::emf::Emf;
pub use self::layer::MetricsLayer;
pub use self::lines::Lines;
pub use self::metrics::{AlreadyInstalled, Metrics, MetricsBuilder};
pub use self::provider::{Batch, BatchMetric, DimensionSet, MetricsProvider};
pub use self::record::{
    count, dimension, dimension_set, distribution, gauge, property, record, record_high_resolution, timer,
    timestamp,
};
pub use self::resolution::Resolution;
pub use self::shared::DEFAULT_NAMESPACE;
pub use self::single::{Single, single};
pub use self::timer::Timer;
pub use self::unit::Unit;
pub use self::value::{PropertyValue, Value};

#[cfg(feature = "derive")]
#[doc(inline)]
pub use lamplight_metrics_derive::MetricsRecord;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/manual/metrics.md")]
mod manual {}
