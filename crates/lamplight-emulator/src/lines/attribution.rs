//! Which invocation a line says it belongs to.

use std::borrow::Cow;

use serde::Deserialize;
use uuid::Uuid;

/// The request ids that a JSON line names, in the places where loggers for Lambda put them.
///
/// There may be several: a line about a call to some service can hold that call's own `requestId`.
pub(crate) fn named_request_ids(line: &str) -> impl Iterator<Item = Uuid> {
    let ids: Option<Ids<'_>> = line.starts_with('{').then(|| serde_json::from_str(line).ok()).flatten();
    let ids = ids.unwrap_or_default();
    [ids.function_request_id, ids.request_id, ids.aws_request_id, ids.span.and_then(Span::request_id)]
        .into_iter()
        .flatten()
        .filter_map(|Text(id)| Uuid::try_parse(&id?).ok())
}

#[derive(Default, Deserialize)]
struct Ids<'a> {
    /// Ours, and of the toolkits whose keys we keep.
    #[serde(borrow)]
    function_request_id: Option<Text<'a>>,
    /// Lambda's own JSON log format.
    #[serde(borrow, rename = "requestId")]
    request_id: Option<Text<'a>>,
    /// Lambda's own JSON log format for Java and .NET.
    #[serde(borrow, rename = "AWSRequestId")]
    aws_request_id: Option<Text<'a>>,
    /// `tracing-subscriber`'s JSON, inside the span of `lambda_runtime`.
    #[serde(borrow)]
    span: Option<Span<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Span<'a> {
    Object {
        #[serde(borrow, rename = "requestId")]
        request_id: Option<Text<'a>>,
    },
    Other(serde::de::IgnoredAny),
}

/// A string; any other type is taken as absent, because whose key this is nobody knows.
struct Text<'a>(Option<Cow<'a, str>>);

// === impl Span ===

impl<'a> Span<'a> {
    fn request_id(self) -> Option<Text<'a>> {
        match self {
            Self::Object { request_id } => request_id,
            Self::Other(_) => None,
        }
    }
}

// === impl Text ===

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any<'a> {
            #[serde(borrow)]
            Text(Cow<'a, str>),
            Other(serde::de::IgnoredAny),
        }
        Ok(Self(match Any::deserialize(deserializer)? {
            Any::Text(text) => Some(text),
            Any::Other(_) => None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "8e9e2a3c-6f0b-4c1e-9a77-0d9ec3d5a1b2";

    fn ids(line: &str) -> Vec<String> {
        named_request_ids(line).map(|id| id.to_string()).collect()
    }

    #[test]
    fn finds_the_id_under_each_of_its_names() {
        for line in [
            format!(r#"{{"level":"INFO","function_request_id":"{ID}","n":[1,{{"a":2}}]}}"#),
            format!(r#"{{"requestId":"{ID}"}}"#),
            format!(r#"{{"AWSRequestId":"{ID}"}}"#),
            format!(r#"{{"span":{{"requestId":"{ID}","name":"Lambda runtime invoke"}}}}"#),
        ] {
            assert_eq!(ids(&line), [ID], "{line}");
        }
    }

    #[test]
    fn a_line_that_is_not_json_or_names_no_uuid_says_nothing() {
        for line in [
            "",
            "requestId",
            "{",
            "{}",
            r#"{"requestId":7}"#,
            r#"{"requestId":"abc"}"#,
            r#"{"span":"text"}"#,
            r#"[{"requestId":"8e9e2a3c-6f0b-4c1e-9a77-0d9ec3d5a1b2"}]"#,
        ] {
            assert_eq!(ids(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn another_type_in_one_place_does_not_hide_the_others() {
        let line = format!(r#"{{"requestId":{{"a":1}},"span":"text","function_request_id":"{ID}"}}"#);
        assert_eq!(ids(&line), [ID]);
    }
}
