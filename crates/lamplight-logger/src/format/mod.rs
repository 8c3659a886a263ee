//! How a line looks.
//!
//! [`Format`] is the contract. [`JsonFormat`] is ours and the default; [`DatadogFormat`] and [`EcsFormat`] are
//! for those who send their logs there; [`TextFormat`] and [`PrettyFormat`] are for people. A format is chosen
//! by its type, with [`LoggerBuilder::format`](crate::LoggerBuilder::format); those that no code names are not
//! in the binary.
//!
//! To make a line costs one dynamic call. What is the same on all lines of an invocation is asked for once, by
//! [`Format::keys`].

mod datadog;
mod ecs;
mod error;
mod json;
mod keys;
mod pretty;
mod record;
mod reserved;
mod text;

pub use self::datadog::DatadogFormat;
pub use self::ecs::EcsFormat;
pub use self::error::ErrorRecord;
pub use self::json::{JsonFormat, Part};
pub use self::keys::Keys;
pub use self::pretty::PrettyFormat;
pub use self::record::{Location, Record};
pub(crate) use self::reserved::{Reserved, SAMPLING_RATE, TRUNCATED};
pub use self::text::TextFormat;

use std::fmt::Debug;

/// Decides how a line looks: which keys are on it, in which order, and where the fields are.
///
/// ```
/// use lamplight_core::json::{Object, write_string};
/// use lamplight_logger::format::{Format, Keys, Record};
///
/// /// `{"severity":"INFO","text":"order received","request":"8476a536-…","order_id":"A-17"}`
/// #[derive(Debug)]
/// struct Severity;
///
/// impl Format for Severity {
///     fn reserved(&self) -> &'static [&'static str] {
///         &["severity", "text", "request"]
///     }
///
///     fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>) {
///         out.extend_from_slice(b"\"request\":");
///         write_string(out, keys.request_id().unwrap_or_default());
///     }
///
///     fn line(&self, record: &Record<'_>, out: &mut Vec<u8>) {
///         let mut line = Object::begin(out);
///         line.string("severity", record.level().as_str());
///         line.raw("text", record.message().unwrap_or(b"null"));
///         line.members(record.keys());
///         line.members(record.fields());
///         line.end();
///     }
/// }
/// ```
pub trait Format: Debug + Send + Sync + 'static {
    /// The keys that the format writes itself. A field of such a name gets an underscore at its end, so that no
    /// key is on a line twice; so does one that is named `truncated` or `sampling_rate`, which the logger adds to the
    /// fields of any format. Asked once.
    fn reserved(&self) -> &'static [&'static str];

    /// Writes what is the same on all lines of an invocation, or on all lines of the process that belong to none:
    /// [`Record::keys`] of those lines. Called once for each.
    fn keys(&self, keys: &Keys<'_>, out: &mut Vec<u8>);

    /// Writes a line to the end of `out`, without a line feed.
    ///
    /// It must contain none, and a format that is to be read by machines should see to it that the line is one
    /// JSON object. Must not panic and must not log.
    fn line(&self, record: &Record<'_>, out: &mut Vec<u8>);

    /// Writes an error as the value of a field, as JSON: unless said otherwise as
    /// `{"type":…,"message":…,"chain":[…],"backtrace":…}` without what is not known.
    fn error(&self, error: &ErrorRecord<'_>, out: &mut Vec<u8>) {
        error.write(["type", "message", "chain", "backtrace"], out);
    }
}
