//! Which spans a body has.

use lamplight_core::trace::SpanId;
use serde_json::Value;

use super::json;
use crate::signal::{Encoding, Signal};

/// A body of spans, read as far as that takes.
#[derive(Debug)]
pub(crate) enum Spans<'a> {
    Protobuf(&'a [u8]),
    Json(Value),
}

// === impl Spans ===

impl<'a> Spans<'a> {
    pub(crate) fn of(encoding: Encoding, body: &'a [u8]) -> Self {
        match encoding {
            Encoding::Protobuf => Self::Protobuf(body),
            // What is no JSON has no spans.
            Encoding::Json => Self::Json(serde_json::from_slice(body).unwrap_or_default()),
        }
    }

    /// Whether there is one of this id. In protobuf that is field 2 of a span, of 8 bytes: a link to it would look the
    /// same, but spans do not link to their own root. In JSON it is in hexadecimal digits of either case (OTLP
    /// specification, "JSON Protobuf Encoding").
    pub(crate) fn has(&self, id: SpanId) -> bool {
        match self {
            Self::Protobuf(body) => {
                let mut field = [0x12, 0x08, 0, 0, 0, 0, 0, 0, 0, 0];
                field[2..].copy_from_slice(&id.to_bytes());
                memchr::memmem::find(body, &field).is_some()
            }
            Self::Json(request) => {
                let id = id.to_string();
                let mut ids =
                    json::items(Signal::Traces, request).filter_map(|span| span.get("spanId")?.as_str());
                ids.any(|of_span| of_span.eq_ignore_ascii_case(&id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_json_a_span_is_found_by_its_own_id_in_any_case_and_not_by_who_names_it() {
        let id = SpanId::from_bytes([0xab; 8]).expect("not zero");
        let has = |span: &str| {
            let body = format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{}},{{"spans":[{{}},{span}]}}]}}]}}"#);
            Spans::of(Encoding::Json, body.as_bytes()).has(id)
        };
        for own in [
            r#"{"spanId":"abababababababab"}"#,
            r#"{"parentSpanId":"","spanId":"ABABABABABABABAB"}"#,
            r#"{"spanId":"\u0061bababababababab"}"#,
        ] {
            assert!(has(own), "{own}");
        }
        for others in [
            r#"{"spanId":"0102030405060708","parentSpanId":"abababababababab"}"#,
            r#"{"spanId":"0102030405060708","links":[{"spanId":"abababababababab"}]}"#,
            r#"{"spanId":171}"#,
        ] {
            assert!(!has(others), "{others}");
        }
        assert!(!Spans::of(Encoding::Json, b"{").has(id));
    }
}
