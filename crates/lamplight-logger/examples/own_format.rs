//! A format of one's own: Google Cloud's names for level and time, the fields in an object of their own.
//!
//! ```text
//! cargo run --package lamplight-logger --example own_format
//! ```

#![forbid(unsafe_code)]

use lamplight_core::json::{Object, write_string};
use lamplight_logger::Logger;
use lamplight_logger::format::{Format, Keys, Record};
use tracing_subscriber::layer::SubscriberExt;

/// `{"severity":"INFO","time":"2026-01-31T23:59:59.999Z","message":"order received","data":{"order_id":"A-17"}}`
#[derive(Debug)]
pub(crate) struct Severity;

impl Format for Severity {
    fn reserved(&self) -> &'static [&'static str] {
        // Fields are in an object of their own, where no name is taken.
        &[]
    }

    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
        if let Some(request_id) = keys.request_id() {
            out.extend_from_slice(b"\"request\":");
            write_string(out, request_id);
        }
    }

    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
        let mut line = Object::begin(out);
        line.string("severity", record.level().as_str());
        line.string("time", record.timestamp().rfc3339().as_str());
        line.raw("message", record.message().unwrap_or(b"null"));
        line.members(record.keys());
        line.object("data", |data| data.members(record.fields()));
        line.end();
    }
}

fn main() -> std::io::Result<()> {
    let logger = Logger::builder().format(Severity).build()?;
    let subscriber = tracing_subscriber::registry().with(logger.event_layer());
    tracing::subscriber::with_default(subscriber, || tracing::info!(order_id = "A-17", "order received"));
    Ok(())
}
