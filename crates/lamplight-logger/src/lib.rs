//! `tracing` events as one JSON line each, with the keys of the invocation they belong to.
//!
//! - [`Logger`] is made once, at the start. It gives two layers:
//! - [`EventLayer`], for the `tracing` subscriber, turns events into lines;
//! - [`LoggerLayer`], for the handler and the runtime, gives each invocation its keys and writes the one
//!   `ERROR` line of an invocation that failed, panicked or could not be read.
//!
//! ```
//! use lamplight_logger::Logger;
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let logger = Logger::builder().build().expect("stdout can be duplicated");
//! let subscriber = tracing_subscriber::registry()
//!     .with(lamplight_invocation::ScopeLayer::filtered())
//!     .with(logger.event_layer());
//! tracing::subscriber::with_default(subscriber, || {
//!     let span = tracing::info_span!("checkout", customer = 7);
//!     span.in_scope(|| tracing::info!(order_id = "A-17", "order received"));
//! });
//! ```
//!
//! prints, on one line,
//!
//! ```text
//! {"level":"INFO","location":"shop::orders:42","message":"order received","timestamp":"2026-01-31T23:59:59.999Z","service":"shop","order_id":"A-17","customer":7}
//! ```
//!
//! # Keys
//!
//! Standard keys come first and in this order: `level`, `location`, `message`, `timestamp`, `service`,
//! then those of the invocation: `cold_start`, `function_name`, `function_memory_size`, `function_arn`,
//! `function_request_id`, `correlation_id`, `tenant_id`, `xray_trace_id`, `trace_id`, `span_id`; what is
//! not known is left out. The fields of the event follow, and then those of the spans around it, from the
//! innermost outwards. No key is on a line twice: the first one holds, so an event's field hides a span's
//! of the same name. A field that is named like a standard key gets an underscore at its end, `level_`; so does
//! one that is named like what the logger adds to any format's lines, `sampling_rate` and `truncated`. Fields for a
//! tracer, `otel.kind` and its like, are left out.
//!
//! Code puts more keys on the lines of an invocation: [`append_keys`], [`with_keys`], [`set_correlation_id`]; and on
//! all lines of the process: [`Logger::append_process_keys`]. They stand behind the fields, and a field hides a key
//! of its name.
//!
//! Records of the `log` crate become such lines as well: with the feature `log`, once `Logger::install_log` was called.
//!
//! # Which lines are written
//!
//! A level holds for all code, others for parts of it: see
//! [`Directives`](lamplight_core::settings::Directives). One invocation may have more lines than others, by a
//! rate (see [`SettingsBuilder::log_sample_rate`](lamplight_core::settings::SettingsBuilder::log_sample_rate)) or by
//! what code says ([`LoggerBuilder::level_when`]), and never fewer.
//!
//! With a buffer ([`SettingsBuilder::log_buffer`](lamplight_core::settings::SettingsBuilder::log_buffer)), `DEBUG`
//! lines of an invocation are made and held back. They are written before its next `ERROR` line, when it fails,
//! panics or is cancelled, when its timeout is near, and by [`flush_buffer`]; otherwise they are dropped. Lines that
//! belong to no invocation are never held back. The oldest make room for new ones, and how many did is said in one
//! `WARN` line when the rest is written.
//!
//! # Events and secrets
//!
//! With [`SettingsBuilder::log_event`](lamplight_core::settings::SettingsBuilder::log_event) each event is a line,
//! under the key `event` and without what is a secret nearly everywhere; see `LoggerBuilder::event_redaction`. Fields
//! are written as they are, unless `LoggerBuilder::redact_fields` says what is kept out of them. Both are behind the
//! feature `redaction`, which is on by default.
//!
//! # Limits
//!
//! Up to 64 different fields are kept on a line, and a line longer than CloudWatch takes, 1 MiB less 26 bytes, is cut
//! inside its longest value and marked with `"truncated":true`. Both are
//! [counted](lamplight_core::loss::Loss), and so is a field that got an underscore; see [`LineSink`](lamplight_core::sink::LineSink) for what
//! happens when the line cannot be written.

#![forbid(unsafe_code)]

mod buffer;
mod builder;
mod choice;
mod event_layer;
mod filter;
pub mod format;
mod invocation_log;
mod keys;
mod layer;
mod levels;
mod line;
#[cfg(feature = "redaction")]
mod log_event;
#[cfg(feature = "log")]
mod log_records;
mod logger;
#[cfg(feature = "redaction")]
mod masked;
mod observer;
mod own_line;
mod sampling;
mod shared;
mod value;
mod write;

pub use self::builder::LoggerBuilder;
pub use self::event_layer::EventLayer;
pub use self::filter::LineFilter;
pub use self::keys::{
    Displayed, KeyValue, KeysGuard, append_key, append_keys, clear_keys, displayed, flush_buffer,
    remove_keys, set_correlation_id, with_keys,
};
pub use self::layer::LoggerLayer;
#[cfg(feature = "log")]
pub use self::log_records::LogInstalled;
pub use self::logger::{Logger, SubscriberInstalled};
#[cfg(feature = "json")]
pub use self::value::json;
