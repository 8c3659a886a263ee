//! The value of a field, written as JSON.

use std::error::Error;
use std::fmt;

use lamplight_core::json::{Number, write_formatted, write_string};

use super::LineFormat;
use crate::format::ErrorRecord;
use crate::value;

/// The value of a field, in one piece of code for all visitors: with one for each kind it would be 20 KiB of a
/// function.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Bool(bool),
    Integer(i64),
    Unsigned(u64),
    Long(&'a i128),
    LongUnsigned(&'a u128),
    Float(f64),
    Bytes(&'a [u8]),
    Error(&'a (dyn Error + 'static)),
    Shown(&'a dyn fmt::Debug),
}

// === impl Value ===

impl Value<'_> {
    /// Writes it as JSON.
    #[inline]
    pub(super) fn write(self, format: &LineFormat, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => write_string(out, text),
            Self::Integer(number) => number.write(out),
            _ => self.write_other(format, out),
        }
    }

    /// Apart from the most common ones, which need little of the stack.
    fn write_other(self, format: &LineFormat, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => write_string(out, text),
            Self::Bool(bool) => out.extend_from_slice(if bool { b"true" } else { b"false" }),
            Self::Integer(number) => number.write(out),
            Self::Unsigned(number) => number.write(out),
            Self::Float(number) => number.write(out),
            Self::Shown(value) => write_formatted(out, format_args!("{value:?}")),
            Self::Long(number) => number.write(out),
            Self::LongUnsigned(number) => number.write(out),
            Self::Bytes(bytes) => write_string(out, &String::from_utf8_lossy(bytes)),
            Self::Error(error) => match value::as_json(error) {
                Some(json) => out.extend_from_slice(json),
                None => format.error(&ErrorRecord::of_field(error), out),
            },
        }
    }
}
