//! Which names and dimension values CloudWatch takes. See [`limits`](crate::limits) for the sources.

use std::borrow::Cow;

use crate::limits;
use crate::refusal::Refusal;

/// The members that Lamplight itself writes to a document, besides `service`.
const RESERVED: [&str; 5] = ["_aws", "function_request_id", "xray_trace_id", "level", "timestamp"];

pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// As [`is_reserved`], as a `const` for metrics that are declared.
pub(crate) const fn is_reserved_const(name: &str) -> bool {
    let mut at = 0;
    while at < RESERVED.len() {
        if equal(RESERVED[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// As [`check_metric`], of UTF-8, as a `const`. White space other than ASCII's alone is not noticed here.
pub(crate) const fn is_metric(name: &[u8]) -> bool {
    let (mut at, mut characters, mut blank) = (0, 0, true);
    while at < name.len() {
        let next = if at + 1 < name.len() { name[at + 1] } else { 0 };
        let after = if at + 2 < name.len() { name[at + 2] } else { 0 };
        let control = name[at] < 0x20
            || name[at] == 0x7f
            || (name[at] == 0xc2 && next < 0xa0)
            // U+2028 and U+2029
            || (name[at] == 0xe2 && next == 0x80 && (after == 0xa8 || after == 0xa9));
        if control {
            return false;
        }
        // Every byte of a character but the first is 0b10xx_xxxx.
        if name[at] & 0xc0 != 0x80 {
            characters += 1;
        }
        blank = blank && name[at] == b' ';
        at += 1;
    }
    !blank && characters <= limits::METRIC_NAME_CHARACTERS
}

pub(crate) fn check_metric(name: &str) -> Result<(), Refusal> {
    if is_plain(name) && name.len() <= limits::METRIC_NAME_CHARACTERS {
        return Ok(());
    }
    // The format's schema lets no line break into a name, and U+2028 and U+2029 are two.
    let allowed = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}');
    let fits = fits(name, limits::METRIC_NAME_CHARACTERS) && !name.trim().is_empty();
    if fits && name.chars().all(allowed) { Ok(()) } else { Err(Refusal::MetricName) }
}

pub(crate) fn check_dimension(name: &str) -> Result<(), Refusal> {
    let fits = is_printable(name, limits::DIMENSION_NAME_CHARACTERS) && !name.starts_with(':');
    if fits { Ok(()) } else { Err(Refusal::DimensionName) }
}

pub(crate) fn check_dimension_value(value: &str) -> Result<(), Refusal> {
    let fits = is_printable(value, limits::DIMENSION_VALUE_CHARACTERS);
    if fits { Ok(()) } else { Err(Refusal::DimensionValue) }
}

pub(crate) fn check_property(name: &str) -> Result<(), Refusal> {
    let fits = !name.is_empty() && fits(name, limits::PROPERTY_NAME_CHARACTERS);
    if fits { Ok(()) } else { Err(Refusal::PropertyName) }
}

/// The name of a service as a namespace or a dimension may have it: what does not fit becomes `_`. None if
/// nothing is left but spaces.
pub(crate) fn fitted(service: &str) -> Option<String> {
    let printable = |(at, c): (usize, char)| {
        let allowed = (c == ' ' || c.is_ascii_graphic()) && !(at == 0 && c == ':');
        if allowed { c } else { '_' }
    };
    let fitted: String = service.chars().take(255).enumerate().map(printable).collect();
    (!fitted.trim().is_empty()).then_some(fitted)
}

/// A name that was not taken, as a message shows it: not all of a long one.
pub(crate) fn shown(name: &str) -> Cow<'_, str> {
    const SHOWN: usize = 64;
    match name.char_indices().nth(SHOWN) {
        None => Cow::Borrowed(name),
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
    }
}

/// Whether a name needs no second look, as nearly all do not.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_printable(text: &str, most: usize) -> bool {
    // Without a way out of the middle, which makes it several bytes at a time.
    let (printable, blank) = text.bytes().fold((true, true), |(printable, blank), byte| {
        (printable & matches!(byte, b' '..=b'~'), blank & (byte == b' '))
    });
    printable && !blank && text.len() <= most
}

fn fits(name: &str, most: usize) -> bool {
    // A character has a byte at least, so most names need not be counted.
    name.len() <= most || name.chars().count() <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character less than allowed, as many, and one more: only the last is refused.
    fn assert_limit(most: usize, character: &str, check: fn(&str) -> Result<(), Refusal>) {
        for (length, allowed) in [(0, false), (1, true), (most - 1, true), (most, true), (most + 1, false)] {
            assert_eq!(check(&character.repeat(length)).is_ok(), allowed, "{length} of {character}");
        }
    }

    #[test]
    fn lengths_are_counted_in_characters_and_end_where_cloudwatch_says() {
        assert_limit(1024, "m", check_metric);
        assert_limit(1024, "é", check_metric);
        assert_limit(250, "d", check_dimension);
        assert_limit(1024, "v", check_dimension_value);
        assert_limit(250, "é", check_property);
    }

    #[test]
    fn a_dimension_is_printable_ascii() {
        for (text, name, value) in [
            ("a b", true, true),
            (":a", false, true),
            ("a:", true, true),
            (" ", false, false),
            ("é", false, false),
            ("a\nb", false, false),
            ("\u{7f}", false, false),
        ] {
            assert_eq!(check_dimension(text).is_ok(), name, "{text:?}");
            assert_eq!(check_dimension_value(text).is_ok(), value, "{text:?}");
        }
    }

    #[test]
    fn a_metric_has_any_name_without_control_characters() {
        assert!(check_metric("größe \"x\"").is_ok());
        for name in [" ", "a\nb", "a\u{85}b", "a\u{2028}b"] {
            assert_eq!(check_metric(name), Err(Refusal::MetricName), "{name:?}");
        }
    }

    #[test]
    fn what_is_checked_at_compile_time_is_what_is_checked_at_run_time() {
        for name in [
            "",
            " ",
            "A",
            "größe \"x\"",
            "a\nb",
            "a\u{85}b",
            "\u{9f}",
            "\u{a0}b",
            "a\u{2028}b",
            "\u{2027}",
            "\u{7f}",
        ] {
            assert_eq!(is_metric(name.as_bytes()), check_metric(name).is_ok(), "{name:?}");
        }
        for (length, allowed) in [(1023, true), (1024, true), (1025, false)] {
            assert_eq!(is_metric("é".repeat(length).as_bytes()), allowed);
        }
        assert!(["_aws", "level", "timestamp", "xray_trace_id"].into_iter().all(is_reserved_const));
        assert!(!["", "_aw", "_awss", "levels", "service"].into_iter().any(is_reserved_const));
    }

    #[test]
    fn any_service_is_a_namespace_with_what_does_not_fit_replaced() {
        assert_eq!(fitted("Shop/Orders 2").as_deref(), Some("Shop/Orders 2"));
        assert_eq!(fitted(":café\u{7}").as_deref(), Some("_caf__"));
        assert_eq!(fitted(" "), None);
    }

    #[test]
    fn a_long_name_is_shown_by_its_beginning() {
        assert_eq!(shown("short"), "short");
        assert_eq!(shown(&"é".repeat(65)), format!("{}…", "é".repeat(64)));
    }
}
