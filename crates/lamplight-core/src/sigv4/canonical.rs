//! The one form of a request that both sides sign.

/// Appends a path: bytes that are not unreserved are percent-encoded, also the percent signs of those that were encoded
/// before, as all services but S3 ask for.
pub(super) fn path(out: &mut String, path: &str) {
    let path = if path.is_empty() { "/" } else { path };
    path.bytes().for_each(|byte| encode(out, byte, b"/"));
}

/// Appends a query, encoded before, in the order of its names.
pub(super) fn query(out: &mut String, query: &str) {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (encoded(name), encoded(value))
        })
        .collect();
    pairs.sort();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
}

/// Names and values as they are signed: names in lower case and in order, values of the same name behind each other,
/// and no more than one space in a row.
pub(super) fn headers(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut signed: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| {
            let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
            (name.to_ascii_lowercase(), words.join(" "))
        })
        .collect();
    signed.sort_by(|(one, _), (other, _)| one.cmp(other));
    signed.dedup_by(|(name, value), (kept, values)| {
        let is_same = name == kept;
        if is_same {
            values.push(',');
            values.push_str(value);
        }
        is_same
    });
    signed
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.bytes().for_each(|byte| encode(&mut out, byte, b"%"));
    out
}

/// Appends a byte, percent-encoded unless it is unreserved (RFC 3986, section 2.3) or kept.
fn encode(out: &mut String, byte: u8, kept: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
        out.push(byte.into());
    } else {
        out.push('%');
        out.push(DIGITS[usize::from(byte >> 4)].into());
        out.push(DIGITS[usize::from(byte & 15)].into());
    }
}
