//! Pure readers of what a Lambda function and its platform write: logs, REPORT lines, metrics and spans.
//!
//! Bytes in, records out: no I/O, no clock, no async runtime. Every reader takes whatever it is given,
//! says `None` to what is not its own, and never panics. What it recognises by name but cannot make sense
//! of it leaves where it was, so that nothing an author wrote is lost.
//!
//! | feature | reads | into |
//! |---|---|---|
//! | `json-log` | one structured log line | [`LogLine`](log_line::LogLine) |
//! | `report` | START, END, REPORT, INIT_START lines and `platform.*` events | [`Record`](platform::Record) |
//! | `emf` | one line of metrics in Embedded Metric Format | [`Document`](emf::Document) |
//! | `xray` | one X-Ray segment document or the datagram that it comes in | [`Span`](span::Span)s |
//! | `otlp` | one OTLP trace request, Protocol Buffers or JSON | [`Span`](span::Span)s |
//!
//! ```
//! # #[cfg(all(feature = "json-log", feature = "report"))] {
//! use lamplight_records::{log_line::LogLine, platform::Record};
//!
//! let line = LogLine::parse(br#"{"level":"warning","message":"low stock","sku":"A-17","left":2}"#);
//! assert_eq!(line.expect("a JSON object").fields["left"], 2);
//!
//! let Some(Record::Report(report)) = Record::parse_text(
//!     "REPORT RequestId: 3f2c\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 29 MB\t",
//! ) else {
//!     panic!("a REPORT line");
//! };
//! assert_eq!(report.duration, Some(std::time::Duration::from_micros(12_340)));
//! # }
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "emf")]
pub mod emf;
#[cfg(feature = "json-log")]
pub mod log_line;
#[cfg(feature = "otlp")]
pub mod otlp;
#[cfg(feature = "report")]
pub mod platform;
#[cfg(any(feature = "otlp", feature = "xray"))]
pub mod span;
#[cfg(feature = "xray")]
pub mod xray;
