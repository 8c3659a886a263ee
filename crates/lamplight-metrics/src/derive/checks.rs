//! What the compiler checks of a record, in constants.

use super::values::MetricValue;
use crate::limits;
use crate::name;
use crate::unit::Unit;

/// # Panics
///
/// When CloudWatch takes no dimension of this name.
pub const fn check_dimension(name: &str) {
    let bytes = name.as_bytes();
    let (mut at, mut printable, mut blank) = (0, true, true);
    while at < bytes.len() {
        printable = printable && (bytes[at] == b' ' || bytes[at].is_ascii_graphic());
        blank = blank && bytes[at] == b' ';
        at += 1;
    }
    assert!(
        printable && !blank && bytes.len() <= limits::DIMENSION_NAME_CHARACTERS && bytes[0] != b':',
        "a dimension's name has 1 to 250 characters of printable ASCII, not only spaces, the first not a colon"
    );
    check_reserved(name);
}

/// # Panics
///
/// When there is no property of this name.
pub const fn check_property(name: &str) {
    let bytes = name.as_bytes();
    let (mut at, mut characters) = (0, 0);
    while at < bytes.len() {
        // Every byte of a character but the first is 0b10xx_xxxx.
        if bytes[at] & 0xc0 != 0x80 {
            characters += 1;
        }
        at += 1;
    }
    assert!(
        characters > 0 && characters <= limits::PROPERTY_NAME_CHARACTERS,
        "a property's name has 1 to 250 characters"
    );
    check_reserved(name);
}

/// # Panics
///
/// When a set has no room for so many dimensions.
pub const fn check_dimensions(count: usize) {
    assert!(count <= limits::DIMENSIONS, "a record has 30 dimensions at most");
}

/// # Panics
///
/// When a document has no room for so many properties.
pub const fn check_properties(count: usize) {
    assert!(count <= limits::PROPERTIES, "a record has 100 properties at most");
}

/// # Panics
///
/// When values of this type are not in this unit.
pub const fn check_unit<T: MetricValue + ?Sized>(unit: Unit) {
    assert!(
        !T::IS_TIME || matches!(unit, Unit::Seconds | Unit::Milliseconds | Unit::Microseconds),
        "a duration is recorded in Seconds, Milliseconds or Microseconds"
    );
}

const fn check_reserved(name: &str) {
    assert!(!name::is_reserved_const(name), "this name is that of a member of every document");
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;
    use std::time::Duration;

    use super::*;

    fn says(check: fn(&str), name: &str) -> Option<String> {
        let name = name.to_owned();
        let panic = catch_unwind(move || check(&name)).err()?;
        panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).or(Some(String::new()))
    }

    #[test]
    fn names_are_checked_as_they_are_at_run_time() {
        let long = |length: usize| "n".repeat(length);
        let names = ["", " ", "a b", ":a", "a:", "é", "a\nb", &long(249), &long(250), &long(251)];
        for name in names {
            assert_eq!(
                says(check_dimension, name).is_none(),
                name::check_dimension(name).is_ok(),
                "{name:?}"
            );
            assert_eq!(says(check_property, name).is_none(), name::check_property(name).is_ok(), "{name:?}");
        }
        for name in ["é".repeat(250), "é".repeat(251)] {
            assert_eq!(says(check_property, &name).is_none(), name::check_property(&name).is_ok());
        }
        let reserved = "this name is that of a member of every document";
        assert_eq!(says(check_dimension, "_aws").as_deref(), Some(reserved));
        assert_eq!(says(check_property, "timestamp").as_deref(), Some(reserved));
    }

    #[test]
    fn there_is_room_for_as_many_as_the_limits_say() {
        for (count, fits) in [(29, true), (30, true), (31, false)] {
            assert_eq!(catch_unwind(|| check_dimensions(count)).is_ok(), fits, "{count}");
        }
        for (count, fits) in [(99, true), (100, true), (101, false)] {
            assert_eq!(catch_unwind(|| check_properties(count)).is_ok(), fits, "{count}");
        }
    }

    #[test]
    fn a_duration_is_in_a_unit_of_time_and_numbers_are_in_any() {
        for unit in Unit::ALL {
            let is_time = ["Seconds", "Milliseconds", "Microseconds"].contains(&unit.as_str());
            assert_eq!(catch_unwind(|| check_unit::<Option<Duration>>(*unit)).is_ok(), is_time, "{unit}");
            check_unit::<Vec<u8>>(*unit);
        }
    }
}
