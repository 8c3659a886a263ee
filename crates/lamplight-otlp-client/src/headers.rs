//! Headers that a collector asks for, such as keys: `name=value,name=value`, with values percent-encoded.

use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};
use lamplight_core::pairs;

/// Headers, each name once. There are a few at most, so a list does.
pub(crate) type Headers = Vec<(HeaderName, HeaderValue)>;

/// What an item may be.
pub(crate) const ALLOWED: &str = "name=value,name=value, each name that of a header which is not of HTTP itself, each \
                                  value percent-encoded";

/// Adds the headers of a list. Returns the names of those that are not allowed: their values may be secret.
pub(crate) fn read(list: &str, headers: &mut Headers) -> Vec<String> {
    let mut wrong = Vec::new();
    for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, value) = item.split_once('=').unwrap_or((item, ""));
        let decoded = pairs::percent_decoded(value.trim());
        if !decoded.is_some_and(|value| add(headers, name.trim(), &value)) {
            wrong.push(name.trim().to_owned());
        }
    }
    wrong
}

/// Adds a header, instead of another of that name. Returns whether it is allowed.
pub(crate) fn add(headers: &mut Headers, name: &str, value: &[u8]) -> bool {
    let (Ok(name), Ok(mut value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value))
    else {
        return false;
    };
    if [CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING].contains(&name)
        || value.is_empty()
    {
        return false;
    }
    value.set_sensitive(true);
    headers.retain(|(other, _)| *other != name);
    headers.push((name, value));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(headers: &Headers) -> Vec<String> {
        headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().expect("text"))).collect()
    }

    #[test]
    fn reads_a_list() {
        let mut headers = Headers::new();
        let list = "x-key=before,x-key=a%20b=, Authorization = Basic%20eA==,,";
        assert_eq!(read(list, &mut headers), Vec::<String>::new());
        assert_eq!(shown(&headers), ["x-key: a b=", "authorization: Basic eA=="]);
        assert!(!format!("{headers:?}").contains("Basic"));
    }

    #[test]
    fn names_what_is_not_allowed_and_reads_the_rest() {
        let mut headers = Headers::new();
        let list = "x-key=%zz,novalue,a b=c,host=x,content-type=y,x-line=%0a,good=z,half=%a";
        let wrong = ["x-key", "novalue", "a b", "host", "content-type", "x-line", "half"];
        assert_eq!(read(list, &mut headers), wrong);
        assert_eq!(shown(&headers), ["good: z"]);
    }
}
