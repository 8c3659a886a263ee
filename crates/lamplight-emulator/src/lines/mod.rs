//! From the bytes of a pipe to lines, and from a line to the invocation it belongs to.

mod attribution;
mod splitter;

pub(crate) use attribution::named_request_ids;
pub(crate) use splitter::{Piece, Splitter};
