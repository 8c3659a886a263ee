//! Responses of the Runtime API, worded as Lambda words them.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde::Serialize;

use super::Delivery;
use crate::environment::Refusal;
use crate::http_server::Reply;

/// `202 {"status":"OK"}`
pub(crate) fn accepted() -> Reply {
    json(StatusCode::ACCEPTED, Bytes::from_static(b"{\"status\":\"OK\"}\n"))
}

/// The event.
pub(super) fn event(delivery: Delivery) -> Reply {
    let mut response = Response::new(Full::new(delivery.payload));
    *response.headers_mut() = delivery.headers;
    response
}

pub(super) fn pong() -> Reply {
    Response::new(Full::new(Bytes::from_static(b"pong")))
}

pub(super) fn refused(refusal: Refusal) -> Reply {
    match refusal {
        Refusal::InvalidRequestId => invalid_request_id(),
        Refusal::Expired => error(StatusCode::GONE, "InvokeTimeout", "Invoke timeout"),
        Refusal::InvalidTransition { from, to } => {
            let message = format!(
                "State transition from {from} to {to} failed for runtime. Error: State transition is not allowed"
            );
            error(StatusCode::FORBIDDEN, "InvalidStateTransition", &message)
        }
    }
}

pub(super) fn invalid_request_id() -> Reply {
    error(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID")
}

pub(super) fn invalid_mode() -> Reply {
    error(StatusCode::BAD_REQUEST, "InvalidFunctionResponseMode", "Invalid function response mode")
}

pub(super) fn truncated() -> Reply {
    error(StatusCode::BAD_REQUEST, "TruncatedHTTPRequest", "HTTP request detected as truncated")
}

pub(super) fn too_large(limit: usize) -> Reply {
    let message = format!("Exceeded maximum allowed payload size ({limit} bytes).");
    error(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

pub(crate) fn not_found() -> Reply {
    error(StatusCode::NOT_FOUND, "NotFound", "404 page not found")
}

pub(crate) fn method_not_allowed() -> Reply {
    error(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", "405 method not allowed")
}

pub(crate) fn error(status: StatusCode, error_type: &str, error_message: &str) -> Reply {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        error_message: &'a str,
        error_type: &'a str,
    }
    let body = serde_json::to_vec(&Body { error_message, error_type }).expect("two strings are always JSON");
    json(status, body.into())
}

pub(crate) fn json(status: StatusCode, body: Bytes) -> Reply {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
