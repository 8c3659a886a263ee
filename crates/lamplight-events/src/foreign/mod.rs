//! The types of the crate `aws_lambda_events`, for functions that are written for them.
//!
//! With the feature `aws_lambda_events`, whatever takes an event of ours takes theirs: envelopes and batch
//! processing by [`BatchSource`](crate::BatchSource), requests by [`RequestSource`](crate::RequestSource),
//! and [`Source::facts`](crate::Source::facts). A source is there when its own feature is on as well.
//!
//! ```
//! # #[cfg(feature = "sqs")] {
//! use aws_lambda_events::sqs::SqsEvent;
//! use lamplight_events::envelope::{Json, Records};
//!
//! let event = r#"{"Records":[{"messageId":"a","body":"{\"items\":3}"}]}"#;
//! let event: Records<SqsEvent, Json<serde_json::Value>> = serde_json::from_str(event).expect("an SQS event");
//! assert_eq!(event.records[0].message_id.as_deref(), Some("a"));
//! assert_eq!(event.records[0].content.as_ref().expect("is JSON")["items"], 3);
//! # }
//! ```
//!
//! # Conversions
//!
//! `TryFrom` goes both ways between a type of theirs and the one of ours for the same event, by JSON: what
//! the one writes is read as the other. So it costs as much as writing and reading an event.
//!
//! - To ours, all is there that theirs has. What theirs leaves out or changes while it reads an event is
//!   gone; read the event as ours instead.
//! - To theirs, what it has no field for is left out, and an event that it does not take is a
//!   [`ConversionError`], with the path to what it does not take.

mod brokers;
mod conversion;
mod kinds;
#[cfg(feature = "cloudwatch-logs")]
mod logs;
mod messages;
#[cfg(feature = "batch")]
mod records;
mod requests;
mod streams;

pub use self::conversion::ConversionError;
