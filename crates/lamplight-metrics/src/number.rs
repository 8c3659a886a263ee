//! Writing the numbers that metrics are: most are whole, or have a few decimals.

use lamplight_core::json::Number;

/// Whole numbers up to here are exact.
const EXACT: f64 = (1_u64 << 53) as f64;
/// The digits of a thousandth of a number below this, its sign and its point are sixteen characters at most.
const SIXTEEN_CHARACTERS: f64 = 1e11;

/// Appends a finite number: a whole one without a fraction, any other with the fewest digits that are this number.
#[inline]
pub(crate) fn write(out: &mut Vec<u8>, value: f64) {
    let magnitude = value.abs();
    if magnitude < SIXTEEN_CHARACTERS {
        let (whole, digits) = rounded(magnitude);
        if whole == magnitude {
            return write_digits(out, value < 0.0, digits, 0);
        }
        // The nearest float to so many thousandths is that of no other number of so few digits: each has its own
        // up to fifteen.
        let (thousandths, digits) = rounded(magnitude * 1000.0);
        if thousandths / 1000.0 == magnitude {
            let (digits, decimals) = match digits {
                tenths if tenths % 100 == 0 => (tenths / 100, 1),
                hundredths if hundredths % 10 == 0 => (hundredths / 10, 2),
                thousandths => (thousandths, 3),
            };
            return write_digits(out, value < 0.0, digits, decimals);
        }
    }
    write_long(out, value);
}

/// The nearest whole number to one from zero to 2^51, as a float and as an integer: quicker than to convert them.
#[inline]
fn rounded(value: f64) -> (f64, u64) {
    // From here on floats are whole, and their lower 52 bits say how much is added to it.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    let sum = value + WHOLE;
    (sum - WHOLE, sum.to_bits() & ((1 << 52) - 1))
}

/// Appends digits, of which the last ones are decimals. They fit into sixteen characters.
#[inline]
fn write_digits(out: &mut Vec<u8>, negative: bool, mut digits: u64, decimals: u32) {
    // In a register from the last character to the first, which is then its lowest byte.
    let (mut text, mut characters) = (0_u128, 0);
    let mut put = |character: u8| {
        text = text << 8 | u128::from(character);
        characters += 1;
    };
    for _ in 0..decimals {
        put(b'0' + (digits % 10) as u8);
        digits /= 10;
    }
    if decimals > 0 {
        put(b'.');
    }
    loop {
        put(b'0' + (digits % 10) as u8);
        digits /= 10;
        if digits == 0 {
            break;
        }
    }
    if negative {
        put(b'-');
    }
    // All sixteen are appended, which is quicker than to append as many as there are.
    let end = out.len() + characters;
    out.extend_from_slice(&text.to_le_bytes());
    out.truncate(end);
}

fn write_long(out: &mut Vec<u8>, value: f64) {
    // Beyond an `i64` it becomes the nearest one, which is not the value either.
    let whole = value as i64;
    if whole as f64 == value && value.abs() <= EXACT { whole.write(out) } else { value.write(out) }
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
            (-99_999_999_999.999, "-99999999999.999"),
            (99_999_999_999.0, "99999999999"),
            (100_000_000_000.5, "100000000000.5"),
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
