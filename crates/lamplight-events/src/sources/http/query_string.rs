//! Query strings as they are in a URL.

use std::borrow::Cow;

use crate::form_encoding;

/// The parameters of a query string in their order, decoded; one without `=` has an empty value.
#[allow(dead_code, reason = "a load balancer takes the parameters apart")]
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    parameters.map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (decoded(name), decoded(value))
    })
}

/// Undoes the encoding of a name or a value: `+` is a space, `%2F` a byte. What is no such sequence
/// stays, and what is not UTF-8 then becomes U+FFFD.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    let Some(bytes) = form_encoding::decoded(text) else { return Cow::Borrowed(text) };
    Cow::Owned(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// The value of a cookie among those that came as `name=value`.
#[allow(dead_code, reason = "not every source with a query string tells the cookies apart")]
pub(crate) fn cookie<'a>(cookies: &'a [String], name: &str) -> Option<&'a str> {
    let mut pairs = cookies.iter().filter_map(|cookie| cookie.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_order_and_repeat() {
        let found: Vec<_> = pairs("b=2&a=1&b=3&flag&&empty=").collect();
        let expected = [("b", "2"), ("a", "1"), ("b", "3"), ("flag", ""), ("empty", "")];
        assert_eq!(found, expected.map(|(name, value)| (name.into(), value.into())));
    }

    #[test]
    fn encoding_is_undone_and_what_is_none_stays() {
        for (encoded, plain) in [
            ("a+b%20c", "a b c"),
            ("%C3%A4%2f%2F", "ä//"),
            ("100%", "100%"),
            ("%2", "%2"),
            ("%zz%+1", "%zz% 1"),
            ("%FF", "\u{fffd}"),
            ("ä", "ä"),
            ("%ä", "%ä"),
        ] {
            assert_eq!(decoded(encoded), plain, "{encoded}");
        }
    }
}
