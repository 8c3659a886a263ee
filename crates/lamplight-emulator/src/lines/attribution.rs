//! Which invocation a line says it belongs to.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

/// The request ids that a JSON line names, in the places where loggers for Lambda put them.
///
/// There may be several: a line about a call to some service can hold that call's own `requestId`.
pub(crate) fn named_request_ids(line: &str) -> impl Iterator<Item = Uuid> {
    let ids: Option<Ids> = line.starts_with('{').then(|| serde_json::from_str(line).ok()).flatten();
    let ids = ids.unwrap_or_default();
    [ids.function_request_id, ids.request_id, ids.aws_request_id, ids.span.0]
        .into_iter()
        .filter_map(|Id(id)| id)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Ids {
    /// Ours, and of the toolkits whose keys we keep.
    function_request_id: Id,
    /// Lambda's own JSON log format.
    #[serde(rename = "requestId")]
    request_id: Id,
    /// Lambda's own JSON log format for Java and .NET.
    #[serde(rename = "AWSRequestId")]
    aws_request_id: Id,
    /// `tracing-subscriber`'s JSON, inside the span of `lambda_runtime`.
    span: Span,
}

/// A request id; of any other text or type nobody knows whose it is, and it is taken as absent.
#[derive(Clone, Copy, Default)]
struct Id(Option<Uuid>);

/// The id in an object's `requestId`.
#[derive(Default)]
struct Span(Id);

/// Takes any value: every line of a function is read here, so nothing is built of what is not looked for.
struct Anything {
    is_span: bool,
}

// === impl Id ===

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything { is_span: false })
    }
}

// === impl Span ===

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything { is_span: true }).map(Self)
    }
}

// === impl Anything ===

impl<'de> Visitor<'de> for Anything {
    type Value = Id;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Id, E> {
        Ok(Id(if self.is_span { None } else { Uuid::try_parse(text).ok() }))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Id, A::Error> {
        let mut found = Id::default();
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::RequestId if self.is_span => found = map.next_value()?,
                Key::RequestId | Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Id, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Id::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Id, E> {
        Ok(Id::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Id, E> {
        Ok(Id::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Id, E> {
        Ok(Id::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Id, E> {
        Ok(Id::default())
    }

    fn visit_unit<E>(self) -> Result<Id, E> {
        Ok(Id::default())
    }
}

/// The keys of a span.
#[derive(Deserialize)]
enum Key {
    #[serde(rename = "requestId")]
    RequestId,
    #[serde(other)]
    Other,
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
