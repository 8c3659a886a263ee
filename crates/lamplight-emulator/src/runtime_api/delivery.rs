//! An event on its way to the function: the response to `/next`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use lamplight_core::clock::Timestamp;

use crate::Invoke;

/// An event on its way to the function.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(super) headers: HeaderMap,
    pub(super) payload: Bytes,
}

// === impl Delivery ===

impl Delivery {
    pub(crate) fn new(
        request_id: &str,
        deadline: Timestamp,
        function_arn: &str,
        trace: Option<&str>,
        invoke: &Invoke,
    ) -> Self {
        let mut headers = HeaderMap::with_capacity(10);
        let mut set = |name: &'static str, value: &str| {
            if let Some(value) = value_of(value) {
                headers.insert(name, value);
            }
        };
        set("lambda-runtime-aws-request-id", request_id);
        // One invocation is handed over once, so its own id will do to tell a stale answer.
        set("lambda-runtime-invocation-id", request_id);
        set("lambda-runtime-deadline-ms", &deadline.as_millis().to_string());
        set("lambda-runtime-invoked-function-arn", function_arn);
        set("lambda-runtime-trace-id", trace.unwrap_or_default());
        set("lambda-runtime-client-context", invoke.client_context.as_deref().unwrap_or_default());
        set("lambda-runtime-cognito-identity", invoke.cognito_identity.as_deref().unwrap_or_default());
        set("lambda-runtime-aws-tenant-id", invoke.tenant_id.as_deref().unwrap_or_default());
        set(header::CONTENT_TYPE.as_str(), "application/json");
        Self { headers, payload: invoke.payload.clone() }
    }
}

/// A header is absent when it would be empty. Line breaks, as in JSON written for people, become spaces;
/// what else cannot stand in a header makes it absent too.
fn value_of(text: &str) -> Option<HeaderValue> {
    if text.is_empty() {
        return None;
    }
    HeaderValue::from_bytes(text.replace(['\r', '\n'], " ").as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(invoke: &Invoke) -> HeaderMap {
        let deadline = Timestamp::from_millis(1_542_409_706_888);
        Delivery::new("8476a536-e9f4-11e8-9739-2dfe598c3fcd", deadline, "arn", None, invoke).headers
    }

    #[test]
    fn what_is_empty_is_absent() {
        let headers = headers(&Invoke::new("{}").tenant_id(""));
        let mut names: Vec<_> = headers.keys().map(http::HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "content-type",
                "lambda-runtime-aws-request-id",
                "lambda-runtime-deadline-ms",
                "lambda-runtime-invocation-id",
                "lambda-runtime-invoked-function-arn",
            ]
        );
        assert_eq!(headers["lambda-runtime-deadline-ms"], "1542409706888");
    }

    #[test]
    fn a_client_context_over_several_lines_fits_into_a_header() {
        let headers = headers(&Invoke::new("{}").client_context("{\n  \"custom\": {}\n}"));
        assert_eq!(headers["lambda-runtime-client-context"], "{   \"custom\": {} }");
    }
}
