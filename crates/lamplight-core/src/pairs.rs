//! Lists of pairs in variables of OpenTelemetry: `key=value,key=value`, percent-encoded.

/// What a list may be, for whoever is told that it is none.
pub const ALLOWED: &str = "`key=value` pairs, separated by commas, percent-encoded";

/// The pairs of a list of attributes; `None` if one of them is none, as then nothing of it counts (OpenTelemetry
/// specification, "Resource SDK").
#[must_use]
pub fn read(list: &str) -> Option<Vec<(String, String)>> {
    let decoded = |text: &str| String::from_utf8(percent_decoded(text.trim())?).ok();
    let pairs = list.split(',').filter(|pair| !pair.trim().is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let (key, value) = (decoded(key)?, decoded(value)?);
            (!key.is_empty()).then_some((key, value))
        })
        .collect()
}

/// The bytes that a text stands for; `None` where a percent sign is not followed by two hexadecimal digits.
#[must_use]
pub fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? << 4 | digit()?).ok()?
            }
            _ => byte,
        });
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_a_whole_or_not_at_all() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(read("a=1, b%20c = x%2Cy=z ,,"), Some(vec![pair("a", "1"), pair("b c", "x,y=z")]));
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("a=b=c"), Some(vec![pair("a", "b=c")]));
        assert_eq!(read(" , "), Some(Vec::new()));
        for list in ["a", "=b", "a=%", "a=%4", "a=%zz", "a=%+1", "a=%ff", "a=%\u{e9}", "a=1,b"] {
            assert_eq!(read(list), None, "{list}");
        }
    }
}
