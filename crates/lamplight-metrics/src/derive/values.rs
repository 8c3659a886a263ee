//! What fields of a record can be.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use crate::unit::Unit;
use crate::value::{PropertyValue, Value};

/// What a field can be that is a metric: every integer and float, a [`Duration`] in a unit of time, several of these,
/// and an `Option` of them, of which nothing is recorded where it is `None`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a metric",
    label = "not a number, a `Duration`, or several of these"
)]
pub trait MetricValue {
    /// Whether these are durations, which have a unit of time.
    const IS_TIME: bool = false;

    /// Records each value, in this unit.
    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64));
}

/// What a field can be that is a dimension: text, an integer, a `bool`, and an `Option` of these, which is no dimension
/// where it is `None`. For a type of your own:
///
/// ```
/// use std::borrow::Cow;
///
/// use lamplight_metrics::derive::DimensionValue;
///
/// enum Plan {
///     Free,
///     Pro,
/// }
///
/// impl DimensionValue for Plan {
///     fn text(&self) -> Option<Cow<'_, str>> {
///         Some(match self {
///             Self::Free => "free".into(),
///             Self::Pro => "pro".into(),
///         })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a dimension",
    label = "not text, an integer or a `bool`",
    note = "implement `DimensionValue` for it, if it has few values"
)]
pub trait DimensionValue {
    /// Its value, if it has one.
    fn text(&self) -> Option<Cow<'_, str>>;
}

/// What a field can be that is a property: text, a number, a `bool`, a [`PropertyValue`] and several of them, and an
/// `Option` of these, which is `null` where it is `None`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no property",
    label = "not text, a number, a `bool` or a `PropertyValue`",
    note = "implement `PropertyField` for it"
)]
pub trait PropertyField {
    /// Its value.
    fn property(&self) -> PropertyValue<'_>;
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<T: MetricValue + ?Sized> MetricValue for $pointer {
            const IS_TIME: bool = T::IS_TIME;

            fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
                (**self).each(unit, record);
            }
        }

        impl<T: DimensionValue + ?Sized> DimensionValue for $pointer {
            fn text(&self) -> Option<Cow<'_, str>> {
                (**self).text()
            }
        }

        impl<T: PropertyField + ?Sized> PropertyField for $pointer {
            fn property(&self) -> PropertyValue<'_> {
                (**self).property()
            }
        }
    )*};
}
pointers!(&T &mut T Box<T> Rc<T> Arc<T>);

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl MetricValue for $number {
            fn each(&self, _: Unit, record: &mut dyn FnMut(f64)) {
                record(self.into_f64());
            }
        }

        impl PropertyField for $number {
            fn property(&self) -> PropertyValue<'_> {
                (*self).into()
            }
        }
    )*};
}
numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);

// === impl MetricValue ===

impl MetricValue for Duration {
    const IS_TIME: bool = true;

    /// In whole microseconds, as a timer has it.
    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
        let micros = self.as_micros() as f64;
        record(match unit {
            Unit::Seconds => micros / 1e6,
            Unit::Milliseconds => micros / 1e3,
            Unit::Microseconds => micros,
            // No value of time, and refused as none.
            _ => f64::NAN,
        });
    }
}

impl<T: MetricValue> MetricValue for Option<T> {
    const IS_TIME: bool = T::IS_TIME;

    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
        self.iter().for_each(|value| value.each(unit, record));
    }
}

impl<T: MetricValue> MetricValue for [T] {
    const IS_TIME: bool = T::IS_TIME;

    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
        self.iter().for_each(|value| value.each(unit, record));
    }
}

impl<T: MetricValue> MetricValue for Vec<T> {
    const IS_TIME: bool = T::IS_TIME;

    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
        self.as_slice().each(unit, record);
    }
}

impl<T: MetricValue, const N: usize> MetricValue for [T; N] {
    const IS_TIME: bool = T::IS_TIME;

    fn each(&self, unit: Unit, record: &mut dyn FnMut(f64)) {
        self.as_slice().each(unit, record);
    }
}

// === impl DimensionValue ===

macro_rules! written {
    ($($shown:ty)*) => {$(
        impl DimensionValue for $shown {
            fn text(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        }
    )*};
}
written!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl DimensionValue for str {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl DimensionValue for String {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl DimensionValue for Cow<'_, str> {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl DimensionValue for bool {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(if *self { "true" } else { "false" }))
    }
}

impl<T: DimensionValue> DimensionValue for Option<T> {
    fn text(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(DimensionValue::text)
    }
}

// === impl PropertyField ===

impl PropertyField for str {
    fn property(&self) -> PropertyValue<'_> {
        self.into()
    }
}

impl PropertyField for String {
    fn property(&self) -> PropertyValue<'_> {
        self.into()
    }
}

impl PropertyField for Cow<'_, str> {
    fn property(&self) -> PropertyValue<'_> {
        (&**self).into()
    }
}

impl PropertyField for bool {
    fn property(&self) -> PropertyValue<'_> {
        (*self).into()
    }
}

impl<T: PropertyField> PropertyField for Option<T> {
    fn property(&self) -> PropertyValue<'_> {
        self.as_ref().map_or(PropertyValue::Null, PropertyField::property)
    }
}

impl PropertyField for PropertyValue<'_> {
    fn property(&self) -> PropertyValue<'_> {
        *self
    }
}

impl PropertyField for Vec<PropertyValue<'_>> {
    fn property(&self) -> PropertyValue<'_> {
        self.as_slice().into()
    }
}
