//! What holds for any bytes, one function a target. The tests of the crates call the same functions.

pub mod detect;
pub mod envelopes;
pub mod log_line;
pub mod xray_documents;
