//! The canonical request: what is signed, in a form that does not depend on who wrote it.

use hmac_sha256::Hash;

use super::{Signed, hex};

pub(super) fn canonical_request(request: Signed<'_>, signed_headers: &[&str]) -> String {
    let hash = match request.headers.get("x-amz-content-sha256").map(http::HeaderValue::as_bytes) {
        Some(b"UNSIGNED-PAYLOAD") => "UNSIGNED-PAYLOAD".to_owned(),
        _ => hex(&Hash::hash(request.body)),
    };
    let headers: String = signed_headers.iter().map(|name| header(request, name)).collect();
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{hash}",
        request.method,
        path(request.uri.path()),
        query(request.uri.query().unwrap_or_default()),
        signed_headers.join(";"),
    )
}

/// Without dots and doubled slashes, and encoded once more than it was sent.
fn path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => _ = segments.pop(),
            other => segments.push(other),
        }
    }
    let mut canonical = String::new();
    for segment in &segments {
        canonical.push('/');
        encode(segment.as_bytes(), &mut canonical);
    }
    if canonical.is_empty() || (path.ends_with('/') && !segments.is_empty()) {
        canonical.push('/');
    }
    canonical
}

/// Sorted by name, then by value, both encoded.
fn query(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encode_again(name), encode_again(value))
    };
    let mut pairs: Vec<(String, String)> = pairs.map(pair).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Decoded and encoded, so that it is encoded in the one way that counts.
fn encode_again(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    let mut encoded = String::new();
    encode(&decoded, &mut encoded);
    encoded
}

fn encode(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(*byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
}

/// `name:value`, with the values of a header that is there twice, and with one space for several.
fn header(request: Signed<'_>, name: &str) -> String {
    let values = request.headers.get_all(name).iter();
    let text = |value: &http::HeaderValue| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    format!("{name}:{}\n", values.map(text).collect::<Vec<_>>().join(","))
}
