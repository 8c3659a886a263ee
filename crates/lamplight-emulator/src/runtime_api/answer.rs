//! What a function makes of an event: a response, an error, or something that is neither.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderMap;

use crate::{FunctionError, Status};

/// The most that a buffered response, or an error, may hold: 6 MiB and 100 bytes.
/// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
pub(super) const MAX_BUFFERED: usize = 6 * 1024 * 1024 + 100;
/// The most that a streamed response may hold.
pub(super) const MAX_STREAMED: usize = 200 * 1024 * 1024;

/// What a function makes of an event, as its caller will see it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) payload: Bytes,
    pub(crate) streamed: bool,
    pub(crate) error: Option<FunctionError>,
}

// === impl Answer ===

impl Answer {
    /// A response. An error in the trailers of a streamed one makes it an error.
    pub(super) fn response(payload: Bytes, streamed: bool, trailers: Option<&HeaderMap>) -> Self {
        match trailers.filter(|_| streamed).and_then(error_in_trailers) {
            Some(error) => Self { status: Status::HandlerError, payload, streamed, error: Some(error) },
            None => Self { status: Status::Success, payload, streamed, error: None },
        }
    }

    /// An error that the function posts for an event.
    pub(super) fn error(payload: Bytes, error_type: &str) -> Self {
        let error = FunctionError::posted(&payload, error_type);
        Self { status: Status::HandlerError, payload, streamed: false, error: Some(error) }
    }

    /// An error that the function posts because it cannot start.
    pub(super) fn init_error(payload: Bytes, error_type: &str) -> Self {
        Self { status: Status::InitError, ..Self::error(payload, error_type) }
    }

    /// A response of which the end never came; `payload` is what did.
    pub(crate) fn truncated(payload: Bytes, streamed: bool) -> Self {
        let error = FunctionError::platform("Runtime.TruncatedResponse", "The response was cut short");
        if streamed {
            return Self { status: Status::BadResponse, payload, streamed, error: Some(error) };
        }
        Self::platform(Status::BadResponse, error)
    }

    /// A response that is larger than Lambda takes.
    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("Response payload size exceeded maximum allowed payload size ({limit} bytes).");
        let error = FunctionError::platform("Function.ResponseSizeTooLarge", message);
        Self::platform(Status::BadResponse, error)
    }

    /// A response in a mode that there is not.
    pub(super) fn invalid_mode(mode: &str) -> Self {
        let message = format!("The response mode {mode:?} does not exist; \"streaming\" does");
        let error = FunctionError::platform("Runtime.InvalidResponseModeHeader", message);
        Self::platform(Status::BadResponse, error)
    }

    /// What Lambda answers in the function's place.
    pub(crate) fn platform(status: Status, error: FunctionError) -> Self {
        Self { status, payload: error.to_payload(), streamed: false, error: Some(error) }
    }
}

/// The error that a function adds to a stream it had begun: a type, and a body in base64.
fn error_in_trailers(trailers: &HeaderMap) -> Option<FunctionError> {
    let text = |name| trailers.get(name).and_then(|value| value.to_str().ok());
    let error_type = text("lambda-runtime-function-error-type")?;
    let body = text("lambda-runtime-function-error-body").unwrap_or_default();
    let body = BASE64_STANDARD.decode(body).unwrap_or_else(|_| body.into());
    Some(FunctionError::posted(&body, error_type))
}
