//! From a request to subscribe to an [`ExtensionCall`], and from its outcome to a response.

use http::{Method, StatusCode};
use hyper::body::Incoming;

use super::{Api, Request};
use crate::extensions_api::{ExtensionCall, identifier, refused};
use crate::http_server::Reply;
use crate::runtime_api::Call;
use crate::runtime_api::respond::{error, json, method_not_allowed};
use crate::runtime_api::route::{Body, Calls, Closed, ask, read};

/// What Lambda takes.
const MAX_BODY: usize = 1024 * 1024;

/// Answers `/2022-07-01/telemetry` and `/2020-08-15/logs`.
pub(crate) async fn handle(
    api: Api,
    request: http::Request<Incoming>,
    calls: &Calls,
) -> Result<Reply, Closed> {
    if request.method() != Method::PUT {
        return Ok(method_not_allowed());
    }
    let id = match identifier(request.headers()) {
        Ok(id) => id,
        Err(reply) => return Ok(*reply),
    };
    let invalid = |message: &str| Ok(error(StatusCode::BAD_REQUEST, "ValidationError", message));
    let Body::Whole(body, _) = read(request.into_body(), MAX_BODY).await else {
        return invalid("the body is longer than 1 MiB or was cut short");
    };
    let request = match Request::parse(api, &body) {
        Ok(request) => request,
        Err(message) => return invalid(&message),
    };
    let call = |reply| Call::Extension(ExtensionCall::Subscribe { id, request, reply });
    Ok(match ask(calls, call).await? {
        Ok(()) => json(StatusCode::OK, bytes::Bytes::from_static(b"\"OK\"")),
        Err(refusal) => refused(&refusal),
    })
}
