//! Answers, in the encoding of the request.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode, header};
use http_body_util::Full;
use prost::Message as _;
use serde_json::json;

use super::Signal;
use super::messages::{PartialSuccess, Response as Taken, RpcStatus};

/// How a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backends) enum Encoding {
    Protobuf,
    Json,
}

// === impl Encoding ===

impl Encoding {
    /// None when the content type is neither of the two.
    pub(in crate::backends) fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        match kind.split(';').next()?.trim() {
            "application/x-protobuf" => Some(Self::Protobuf),
            "application/json" => Some(Self::Json),
            _ => None,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }
}

/// All of it was taken, or all but some of it.
pub(in crate::backends) fn taken(
    signal: Signal,
    encoding: Encoding,
    rejected: Option<(u64, &str)>,
) -> Response<Full<Bytes>> {
    let field = match signal {
        Signal::Traces => "rejectedSpans",
        Signal::Logs => "rejectedLogRecords",
        Signal::Metrics => "rejectedDataPoints",
    };
    let body: Bytes = match (encoding, rejected) {
        (Encoding::Protobuf, rejected) => {
            let partial = |(rejected, message): (u64, &str)| PartialSuccess {
                rejected: i64::try_from(rejected).unwrap_or(i64::MAX),
                message: message.to_owned(),
            };
            Taken { partial_success: rejected.map(partial) }.encode_to_vec().into()
        }
        (Encoding::Json, None) => Bytes::from_static(b"{}"),
        (Encoding::Json, Some((rejected, message))) => {
            // A 64-bit number is a string in JSON.
            let partial = json!({ field: rejected.to_string(), "errorMessage": message });
            json!({ "partialSuccess": partial }).to_string().into()
        }
    };
    response(StatusCode::OK, encoding, body)
}

/// None of it was taken: `google.rpc.Status` says why.
pub(in crate::backends) fn failed(
    status: StatusCode,
    encoding: Encoding,
    message: &str,
) -> Response<Full<Bytes>> {
    // The codes of gRPC: invalid argument, unavailable.
    let code = if status.is_client_error() { 3 } else { 14 };
    let body: Bytes = match encoding {
        Encoding::Protobuf => RpcStatus { code, message: message.to_owned() }.encode_to_vec().into(),
        Encoding::Json => json!({ "code": code, "message": message }).to_string().into(),
    };
    response(status, encoding, body)
}

fn response(status: StatusCode, encoding: Encoding, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let kind = http::HeaderValue::from_static(encoding.content_type());
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
