//! Writing the numbers that metrics are: most are whole, or have a few decimals.

use lamplight_core::json::Number;

/// Whole numbers up to here are exact.
const EXACT: f64 = (1_u64 << 53) as f64;
/// A thousandth of a number below this has fifteen digits at most.
const FIFTEEN_DIGITS: f64 = 1e12;
/// A sign, fifteen digits and a point, and some to spare.
const TEXT: usize = 24;

/// Appends a finite number: a whole one without a fraction, any other with the fewest digits that are this number.
#[inline]
pub(crate) fn write(out: &mut Vec<u8>, value: f64) {
    // Beyond an `i64` it becomes the nearest one, which is not the value either.
    let whole = value as i64;
    if whole as f64 == value && value.abs() <= EXACT {
        whole.write(out);
    } else if let Some(thousandths) = thousandths(value) {
        write_thousandths(out, value < 0.0, thousandths);
    } else {
        value.write(out);
    }
}

/// How many thousandths the absolute value has, if it is the float next to so many. As these are fifteen digits at
/// most, and each number of so few digits has a float of its own, no others stand for it.
#[inline]
fn thousandths(value: f64) -> Option<u64> {
    let value = value.abs();
    if value >= FIFTEEN_DIGITS {
        return None;
    }
    let thousandths = (value * 1000.0 + 0.5) as u64;
    (thousandths as f64 / 1000.0 == value).then_some(thousandths)
}

/// Appends thousandths as a number with decimals, of which there are some.
#[inline]
fn write_thousandths(out: &mut Vec<u8>, negative: bool, thousandths: u64) {
    let (mut rest, mut decimals) = (thousandths, 3);
    while rest % 10 == 0 && decimals > 1 {
        rest /= 10;
        decimals -= 1;
    }
    let mut text = [b'.'; TEXT];
    let mut at = TEXT;
    for _ in 0..decimals {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    at -= 1;
    loop {
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if negative {
        at -= 1;
        text[at] = b'-';
    }
    out.extend_from_slice(&text[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: f64) -> String {
        let mut out = Vec::new();
        write(&mut out, value);
        String::from_utf8(out).expect("digits")
    }

    #[test]
    fn numbers_are_as_short_as_can_be() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (-7.0, "-7"),
            (0.5, "0.5"),
            (-0.25, "-0.25"),
            (12.125, "12.125"),
            (0.001, "0.001"),
            (1000.1, "1000.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (999_999_999_999.999, "999999999999.999"),
            (9_007_199_254_740_991.0, "9007199254740991"),
        ] {
            assert_eq!(written(value), text);
        }
    }

    proptest! {
        #[test]
        fn decimals_are_those_that_were_meant(thousandths in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            let value = thousandths as f64 / 1000.0;
            let mut digits = format!("{}{}.{:03}", if thousandths < 0 { "-" } else { "" },
                thousandths.abs() / 1000, thousandths.abs() % 1000);
            while digits.ends_with('0') {
                digits.pop();
            }
            let digits = digits.strip_suffix('.').unwrap_or(&digits);
            prop_assert_eq!(written(value), if thousandths == 0 { "0" } else { digits });
        }

        #[test]
        fn every_number_is_read_back_as_itself(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            prop_assert_eq!(written(value).parse::<f64>(), Ok(value));
        }
    }
}
