//! Backends that are not there: what a function or an extension sends its telemetry to, on this machine.
//!
//! A [`Backend`] takes OTLP over HTTP as a collector does, or as the endpoints of AWS do: those verify signatures
//! and enforce the [limits](Limits). It reads what it takes, item by item, and behaves as it is told: slow,
//! throttling, broken, silent. [`XrayDaemon`] is the daemon that takes segment documents over UDP.
//!
//! ```
//! use std::time::Duration;
//! use lamplight_emulator::backends::{Backend, Behaviour};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let collector = Backend::otlp().start().await?;
//! collector.plan([Behaviour::throttle(Duration::from_secs(1))]);
//! // Give `collector.url()` to who sends; then look at what came.
//! assert!(collector.signals().spans.is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! # Limits
//!
//! Bodies are kept in memory until the backend is dropped. All addresses are of the loopback interface.

mod aws;
mod backend;
mod behaviour;
mod config;
mod connection;
mod limits;
mod otlp;
mod received;
mod service;
mod sigv4;
#[cfg(feature = "tls-backends")]
mod tls;
mod wire;
mod xray_daemon;

pub use self::backend::Backend;
pub use self::behaviour::{Behaviour, Idle, IdleEnd, spread};
pub use self::config::BackendConfig;
pub use self::limits::Limits;
pub use self::otlp::{DataPoint, LogRecord, Signal, Signals, Span};
pub use self::received::Received;
pub use self::sigv4::{Credentials, MAX_SKEW, SignatureError};
#[cfg(feature = "tls-backends")]
pub use self::tls::Authority;
pub use self::xray_daemon::{XrayDaemon, XrayDatagram};
