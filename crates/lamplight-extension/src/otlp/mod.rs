//! OTLP bodies, as far as they have to be looked at: counted, split, and written for what the extension itself says.

pub(crate) mod count;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod spans;
pub(crate) mod split;
pub(crate) mod wire;
pub(crate) mod writer;
