//! Observability for Rust functions on AWS Lambda, in one line.
//!
//! ```no_run
//! use lamplight::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize)]
//! struct Order {
//!     id: String,
//!     items: u32,
//! }
//!
//! #[derive(Serialize)]
//! struct Receipt {
//!     id: String,
//! }
//!
//! async fn handler(event: LambdaEvent<Order>) -> Result<Receipt, Error> {
//!     let order = event.payload;
//!     info!(order_id = order.id, items = order.items, "order received");
//!     Ok(Receipt { id: order.id })
//! }
//!
//! fn main() -> lamplight::Result {
//!     lamplight::start(async { Ok(service_fn(handler)) })
//! }
//! ```
//!
//! - [`start`] is for `main`: it builds the tokio runtime that the function's CPU share calls for, and runs.
//! - [`run`] is the async form, for those who build their own. Both need a handler that can be cloned and sent, since
//!   with the feature `concurrency` they run as many invocations at once as Lambda gives, as managed instances do;
//! - [`run_sequential`] does not.
//! - [`with`] takes settings that are made in code, and what else code has to say to logger, metrics and tracer.
//!
//! What is around the handler then, and why in this order, is described in [`stack`]. Every piece can be
//! put together by hand as well; see the crates [`invocation`] and [`logger`].
//!
//! # What goes wrong
//!
//! A handler's error, a panic, and an event that cannot be read are answered by Lambda's usual error
//! response, with a readable type and the path to the part of the event that did not fit; and each is one
//! `ERROR` line. Settings that make no sense fail the start, with all of them named; see
//! [`StartError`].

#![forbid(unsafe_code)]

mod builders;
mod failure;
mod init_error;
mod install;
mod launch;
mod parse;
pub mod prelude;
mod runtime;
mod signals;
pub mod stack;
mod start_error;
mod streamed;

pub use lamplight_core as core;
pub use lamplight_core::level::Level;
pub use lamplight_core::settings::SettingsBuilder as Settings;
pub use lamplight_invocation as invocation;
pub use lamplight_invocation::{Outcome, Scope};
pub use lamplight_logger as logger;
#[cfg(feature = "metrics")]
pub use lamplight_metrics as metrics;
#[cfg(feature = "otlp")]
pub use lamplight_otlp as otlp;
#[cfg(feature = "tracer")]
pub use lamplight_tracer as tracer;
#[cfg(feature = "xray")]
pub use lamplight_xray as xray;

pub use self::failure::HandlerError;
pub use self::launch::{Launch, run, run_sequential, start, with};
pub use self::start_error::StartError;
pub use self::streamed::{Streamed, stream};

/// What `main` returns.
pub type Result<T = ()> = std::result::Result<T, StartError>;
