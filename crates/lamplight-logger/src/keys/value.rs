//! What a key may be.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use lamplight_core::json::{Number as _, write_formatted, write_string};

use crate::value::as_json;

/// A value of a key: text, a number, a switch, or whatever can be [displayed].
pub trait KeyValue: private::Json {}

/// A value by what it displays. Made by [`displayed`].
#[derive(Debug)]
pub struct Displayed<T>(T);

/// Takes what a value displays as the text of a key.
///
/// ```
/// use lamplight_logger::displayed;
///
/// # let peer = std::net::Ipv4Addr::LOCALHOST;
/// lamplight_logger::append_key("peer", displayed(peer));
/// ```
pub const fn displayed<T: fmt::Display>(value: T) -> Displayed<T> {
    Displayed(value)
}

pub(crate) mod private {
    /// Not for others to implement: what it writes has to be JSON.
    pub trait Json {
        fn write_json(&self, out: &mut Vec<u8>);
    }
}

impl<T: private::Json + ?Sized> KeyValue for T {}

macro_rules! values {
    ($($type:ty => |$value:ident, $out:ident| $write:expr;)*) => {$(
        impl private::Json for $type {
            fn write_json(&self, $out: &mut Vec<u8>) {
                let $value = self;
                $write;
            }
        }
    )*};
}

values! {
    str => |value, out| write_string(out, value);
    String => |value, out| write_string(out, value);
    Cow<'_, str> => |value, out| write_string(out, value);
    bool => |value, out| out.extend_from_slice(if *value { b"true" } else { b"false" });
    u8 => |value, out| value.write(out);
    u16 => |value, out| u32::from(*value).write(out);
    u32 => |value, out| value.write(out);
    u64 => |value, out| value.write(out);
    u128 => |value, out| value.write(out);
    usize => |value, out| value.write(out);
    i8 => |value, out| i32::from(*value).write(out);
    i16 => |value, out| i32::from(*value).write(out);
    i32 => |value, out| value.write(out);
    i64 => |value, out| value.write(out);
    i128 => |value, out| value.write(out);
    f32 => |value, out| f64::from(*value).write(out);
    f64 => |value, out| value.write(out);
}

/// What [`json`](crate::json) makes of a value keeps its structure; other errors are what they display.
impl private::Json for Box<dyn Error + Send + Sync> {
    fn write_json(&self, out: &mut Vec<u8>) {
        match as_json(&**self) {
            Some(json) => out.extend_from_slice(json),
            None => write_formatted(out, format_args!("{self}")),
        }
    }
}

impl<T: private::Json + ?Sized> private::Json for &T {
    fn write_json(&self, out: &mut Vec<u8>) {
        (**self).write_json(out);
    }
}

impl<T: private::Json> private::Json for Option<T> {
    /// `null` where there is none.
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: fmt::Display> private::Json for Displayed<T> {
    fn write_json(&self, out: &mut Vec<u8>) {
        write_formatted(out, format_args!("{}", self.0));
    }
}
