//! DynamoDB's numbers, which have up to 38 digits, without rounding.

/// An integer that is one exactly, of up to 128 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Integer {
    Signed(i128),
    /// Larger than a signed one can be.
    Unsigned(u128),
}

/// A number taken apart: `digits * 10^exponent`, without zeros at either end.
#[derive(Debug, PartialEq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// The integer that a text stands for, also `5.0` and `1E3`.
pub(super) fn integer(text: &str) -> Option<Integer> {
    let parse = |text: &str| {
        let unsigned = || text.parse().ok().map(Integer::Unsigned);
        text.parse().ok().map(Integer::Signed).or_else(unsigned)
    };
    parse(text).or_else(|| parse(&Decimal::parse(text)?.to_integer()?))
}

/// The double that stands for the same number: printed, it has the same digits.
pub(super) fn exact_double(text: &str) -> Option<f64> {
    let double: f64 = text.parse().ok()?;
    let printed = Decimal::parse(&double.to_string())?;
    (Decimal::parse(text)? == printed).then_some(double)
}

// === impl Decimal ===

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let exponent = i64::from(exponent) - i64::try_from(fraction.len()).ok()? + zeros;
        let digits = digits.trim_start_matches('0').to_owned();
        Some(match digits.as_str() {
            "" => Self { negative: false, digits, exponent: 0 },
            _ => Self { negative, digits, exponent },
        })
    }

    /// Written out, where it is one and no longer than an integer can be.
    fn to_integer(&self) -> Option<String> {
        const LONGEST: usize = 39;
        let zeros = usize::try_from(self.exponent).ok().filter(|zeros| *zeros <= LONGEST)?;
        let sign = if self.negative { "-" } else { "" };
        Some(format!("{sign}0{}{}", self.digits, "0".repeat(zeros)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_one_exactly_or_none() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("5.0", 5),
            ("1E3", 1_000),
            ("1.5e+1", 15),
            ("-1200e-2", -12),
            ("99999999999999999999999999999999999999", 99_999_999_999_999_999_999_999_999_999_999_999_999),
        ] {
            assert_eq!(integer(text), Some(Integer::Signed(value)), "{text}");
        }
        let largest = Integer::Unsigned(u128::MAX);
        assert_eq!(integer("340282366920938463463374607431768211455"), Some(largest));
        for text in ["1.5", "1e-1", "1E125", "", ".", "-", "x", "1e", "1e9999999999", "NaN", "inf", "1_0"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    fn a_double_has_the_same_digits_or_there_is_none() {
        for (text, value) in [
            ("0.1", 0.1),
            ("2.125", 2.125),
            ("-2.50", -2.5),
            ("0.30000000000000004", 0.1 + 0.2),
            ("1E100", 1e100),
            ("1e-130", 1e-130),
        ] {
            assert_eq!(exact_double(text), Some(value), "{text}");
        }
        for text in ["0.1234567890123456789", "123456789012345678901234567890.5", "1e999", "NaN", "", "x"] {
            assert_eq!(exact_double(text), None, "{text}");
        }
    }
}
