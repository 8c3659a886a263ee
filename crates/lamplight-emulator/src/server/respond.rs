//! Responses of the invoke endpoint, worded as the service words them.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde::Serialize;

pub(super) type Reply = Response<Full<Bytes>>;

/// An error that the service itself answers with, before any function has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServiceError {
    status: StatusCode,
    /// The header `x-amzn-ErrorType`, from which SDKs make their exceptions.
    kind: &'static str,
    message: String,
    /// Why the service turns a request down although there is nothing wrong with it.
    reason: Option<&'static str>,
}

/// A response with this status and body.
pub(super) fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

// === impl ServiceError ===

impl ServiceError {
    pub(super) fn function_not_found(arn: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ResourceNotFoundException", format!("Function not found: {arn}"))
    }

    pub(super) fn no_such_path(method: &http::Method, path: &str) -> Self {
        let message = format!(
            "{method} {path} is not served here; POST /2015-03-31/functions/{{name}}/invocations and GET / are"
        );
        Self::new(StatusCode::NOT_FOUND, "UnknownOperationException", message)
    }

    pub(super) fn web_page(origin: &str) -> Self {
        let message = format!("Requests of web pages are not served, this one is of {origin}");
        Self::new(StatusCode::FORBIDDEN, "AccessDeniedException", message)
    }

    pub(super) fn payload_too_large(size: Option<usize>, kind: &str, limit: usize) -> Self {
        let size = size.map_or_else(|| "The".to_owned(), |size| format!("{size} byte"));
        let message =
            format!("{size} payload is too large for the {kind} invocation type (limit {limit} bytes)");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLargeException", message)
    }

    pub(super) fn not_json(error: &serde_json::Error) -> Self {
        let message = format!("Could not parse request body into json: {error}");
        Self::new(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message)
    }

    pub(super) fn unreadable_body() -> Self {
        let message = "The request body ended before it was complete".to_owned();
        Self::new(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message)
    }

    pub(super) fn invalid_parameter(header: &str, value: &str, allowed: &str) -> Self {
        let message = format!("{header} is {value:?}, allowed is {allowed}");
        Self::new(StatusCode::BAD_REQUEST, "InvalidParameterValueException", message)
    }

    pub(super) fn service(message: String) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "ServiceException", message)
    }

    pub(super) fn throttled() -> Self {
        let message = "Rate Exceeded.".to_owned();
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", message);
        Self { reason: Some("ReservedFunctionConcurrentInvocationLimitExceeded"), ..error }
    }

    fn new(status: StatusCode, kind: &'static str, message: String) -> Self {
        Self { status, kind, message, reason: None }
    }

    pub(super) fn into_reply(self) -> Reply {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Body<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            reason: Option<&'a str>,
            r#type: &'a str,
            message: &'a str,
        }
        let kind = if self.status.is_server_error() { "Service" } else { "User" };
        let body = Body { reason: self.reason, r#type: kind, message: &self.message };
        let body = serde_json::to_vec(&body).expect("two strings are always JSON");
        let mut response = reply(self.status, "application/json", body);
        response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(self.kind));
        response
    }
}
