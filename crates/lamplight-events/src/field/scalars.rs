//! Fields that are one value.

use serde::de::{Deserializer, MapAccess, SeqAccess};
use serde_json::{Number, Value};

use super::read::{Field, Read};
use super::visitor::{unread_map, unread_sequence};

impl Field for String {
    const EXPECTED: &'static str = "a string";
    const IS_PLAIN: bool = true;

    fn from_text(text: &str) -> Read<Self> {
        Read::Fits(text.to_owned())
    }

    fn plain(self) -> Option<Value> {
        Some(Value::String(self))
    }
}

impl Field for bool {
    const EXPECTED: &'static str = "true or false";
    const IS_PLAIN: bool = true;

    fn from_bool(value: bool) -> Read<Self> {
        Read::Fits(value)
    }

    fn plain(self) -> Option<Value> {
        Some(Value::Bool(self))
    }
}

macro_rules! integers {
    ($($integer:ty = $expected:literal,)*) => {$(
        impl Field for $integer {
            const EXPECTED: &'static str = $expected;
            const IS_PLAIN: bool = true;

            fn from_number(number: Number) -> Read<Self> {
                let signed = number.as_i64().and_then(|number| number.try_into().ok());
                let unsigned = || number.as_u64().and_then(|number| number.try_into().ok());
                signed.or_else(unsigned).map_or(Read::Misfit(Value::Number(number)), Read::Fits)
            }

            fn plain(self) -> Option<Value> {
                Some(Value::from(self))
            }
        }
    )*};
}

integers! {
    i64 = "an integer",
    u64 = "an integer that is not negative",
    i32 = "an integer of 32 bits",
    u32 = "an integer of 32 bits that is not negative",
    u16 = "an integer of 16 bits that is not negative",
}

/// Any value as it is; where it is not known what comes.
impl Field for Value {
    const EXPECTED: &'static str = "any value";
    const IS_PLAIN: bool = true;

    fn from_text(text: &str) -> Read<Self> {
        Read::Fits(Self::from(text))
    }

    fn from_number(number: Number) -> Read<Self> {
        Read::Fits(Self::Number(number))
    }

    fn from_bool(value: bool) -> Read<Self> {
        Read::Fits(Self::Bool(value))
    }

    fn from_sequence<'de, A: SeqAccess<'de>>(sequence: A) -> Result<Read<Self>, A::Error> {
        unread_sequence(sequence).map(Read::Fits)
    }

    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Read<Self>, A::Error> {
        unread_map(map).map(Read::Fits)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }

    fn plain(self) -> Option<Value> {
        Some(self)
    }

    fn is_written(&self) -> bool {
        !self.is_null()
    }
}

impl<T: Field> Field for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const IS_PLAIN: bool = T::IS_PLAIN;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Read<Self>, D::Error> {
        T::read(deserializer).map(|read| read.map(Some))
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn plain(self) -> Option<Value> {
        self.map_or(Some(Value::Null), T::plain)
    }

    fn is_written(&self) -> bool {
        self.is_some()
    }
}

impl<T: Field> Field for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Read<Self>, D::Error> {
        T::read(deserializer).map(|read| read.map(Self::new))
    }

    fn is_written(&self) -> bool {
        (**self).is_written()
    }
}

/// A number of whatever kind and size, as it came.
impl Field for Number {
    const EXPECTED: &'static str = "a number";

    fn from_number(number: Number) -> Read<Self> {
        Read::Fits(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_fifteen_digits_keeps_its_last_digit() {
        for text in ["0.1", "1545084650.987", "-0.0", "-179.999999999999", "1e21", "12345.6789012345"] {
            let value: Value = serde_json::from_str(text).expect("a number");
            let again: Value = serde_json::from_str(&value.to_string()).expect("a number");
            assert_eq!(value.as_f64().map(f64::to_bits), text.parse().ok().map(f64::to_bits), "{text}");
            assert_eq!(value, again);
        }
    }

    #[test]
    #[cfg(feature = "exact-numbers")]
    fn a_number_keeps_its_last_digit() {
        for text in ["1.7177138198673467e+72", "0.1", "1545084650.987", "2.225073858507201e-308", "-0.0"] {
            let value: Value = serde_json::from_str(text).expect("a number");
            assert_eq!(value.to_string(), text);
        }
    }
}
