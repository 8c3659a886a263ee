//! Trace context: ids in X-Ray's and in W3C's notation, and X-Ray's trace header.

mod header;
mod id;

pub use self::header::{Sampling, TraceHeader};
pub use self::id::{Hex, SpanId, TraceId};
