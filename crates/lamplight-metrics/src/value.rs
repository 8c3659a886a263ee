//! Numbers that metrics take, and values that properties take.

/// A number that a metric takes: every integer and float of Rust.
///
/// CloudWatch counts in double precision, so integers beyond ±2^53 are rounded to the nearest `f64`.
pub trait Value {
    /// As CloudWatch counts.
    fn into_f64(self) -> f64;
}

/// What a property may be.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PropertyValue<'a> {
    /// Text.
    Text(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i128),
    /// A float; one that is not finite is refused.
    Float(f64),
}

macro_rules! numbers {
    ($($integer:ty)*) => {$(
        impl Value for $integer {
            fn into_f64(self) -> f64 {
                self as f64
            }
        }

        impl From<$integer> for PropertyValue<'_> {
            fn from(value: $integer) -> Self {
                Self::Integer(value as i128)
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Value for f32 {
    fn into_f64(self) -> f64 {
        self.into()
    }
}

impl Value for f64 {
    fn into_f64(self) -> f64 {
        self
    }
}

impl From<f32> for PropertyValue<'_> {
    fn from(value: f32) -> Self {
        Self::Float(value.into())
    }
}

impl From<f64> for PropertyValue<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<bool> for PropertyValue<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl<'a> From<&'a str> for PropertyValue<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for PropertyValue<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}
