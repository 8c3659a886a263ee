//! Trace context: ids in X-Ray's and in W3C's notation, and the trace headers of both.

mod header;
mod id;
mod parent;

pub use self::header::{Sampling, TraceHeader};
#[cfg(any(feature = "redaction", feature = "sigv4"))]
pub(crate) use self::id::write_hex;
pub use self::id::{Hex, SpanId, TraceId};
pub use self::parent::TraceParent;
