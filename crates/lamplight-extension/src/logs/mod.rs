//! What a function writes on stdout and stderr, as OTLP log records.

mod emf;
mod json;
mod keys;
mod line;
mod panic;
mod record;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use self::line::{Content, Line};

pub(crate) use self::emf::{is_emf, metrics};
pub(crate) use self::panic::Panic;
pub(crate) use self::record::Record;
