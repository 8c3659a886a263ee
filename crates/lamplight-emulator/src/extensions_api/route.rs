//! From a request of an extension to an [`ExtensionCall`], and from its outcome to a response.

use http::{HeaderMap, Method, Request};
use hyper::body::Incoming;
use serde::Deserialize;
use uuid::Uuid;

use super::{ExtensionCall, Metadata, respond};
use crate::environment::AgentState;
use crate::http_server::Reply;
use crate::runtime_api::Call;
use crate::runtime_api::respond::{accepted, method_not_allowed, not_found};
use crate::runtime_api::route::{Body, Calls, Closed, ask, header, read};

/// More than any list of events.
const MAX_BODY: usize = 1024 * 1024;

const NAME: &str = "lambda-extension-name";
const IDENTIFIER: &str = "lambda-extension-identifier";
const ERROR_TYPE: &str = "lambda-extension-function-error-type";
const FEATURES: &str = "lambda-extension-accept-feature";

/// Answers what comes after `/2020-01-01/extension/`.
pub(crate) async fn handle(
    path: &str,
    request: Request<Incoming>,
    metadata: &Metadata,
    calls: &Calls,
) -> Result<Reply, Closed> {
    let expected = match path {
        "event/next" => Method::GET,
        "register" | "init/error" | "exit/error" => Method::POST,
        _ => return Ok(not_found()),
    };
    if request.method() != expected {
        return Ok(method_not_allowed());
    }
    match path {
        "register" => register(request, metadata, calls).await,
        "event/next" => next(request.headers(), calls).await,
        "init/error" => fail(request, AgentState::InitError, calls).await,
        _ => fail(request, AgentState::ExitError, calls).await,
    }
}

async fn register(request: Request<Incoming>, metadata: &Metadata, calls: &Calls) -> Result<Reply, Closed> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Registration {
        #[serde(default)]
        events: Vec<String>,
        #[serde(default)]
        configuration_keys: Vec<String>,
    }
    let name = header(request.headers(), NAME).to_owned();
    if name.is_empty() {
        return Ok(respond::forbidden("Extension.InvalidExtensionName", "Empty extension name"));
    }
    let mut features = header(request.headers(), FEATURES).split(',');
    let with_account = features.any(|feature| feature.trim() == "accountId");
    let malformed = |message: &str| Ok(respond::forbidden("InvalidRequestFormat", message));
    let Body::Whole(body, _) = read(request.into_body(), MAX_BODY).await else {
        return malformed("the body is too long or was cut short");
    };
    let events = match serde_json::from_slice::<Registration>(&body) {
        Ok(Registration { events, configuration_keys }) if configuration_keys.is_empty() => events,
        Ok(_) => {
            return malformed("configurationKeys are deprecated; use environment variables instead");
        }
        Err(error) => return malformed(&error.to_string()),
    };
    let call = |reply| Call::Extension(ExtensionCall::Register { name, events, reply });
    Ok(match ask(calls, call).await? {
        Ok(id) => respond::registered(id, metadata, with_account),
        Err(refusal) => respond::refused(&refusal),
    })
}

async fn next(headers: &HeaderMap, calls: &Calls) -> Result<Reply, Closed> {
    let id = match identifier(headers) {
        Ok(id) => id,
        Err(reply) => return Ok(*reply),
    };
    Ok(match ask(calls, |reply| Call::Extension(ExtensionCall::Next { id, reply })).await? {
        Ok(event) => respond::event(event),
        Err(refusal) => respond::refused(&refusal),
    })
}

async fn fail(request: Request<Incoming>, to: AgentState, calls: &Calls) -> Result<Reply, Closed> {
    let id = match identifier(request.headers()) {
        Ok(id) => id,
        Err(reply) => return Ok(*reply),
    };
    let error_type = header(request.headers(), ERROR_TYPE).to_owned();
    if error_type.is_empty() {
        let message = "Lambda-Extension-Function-Error-Type not found";
        return Ok(respond::forbidden("Extension.MissingHeader", message));
    }
    // What is in the body is for people; Lambda does not look at it either.
    _ = read(request.into_body(), MAX_BODY).await;
    let call = |reply| Call::Extension(ExtensionCall::Fail { id, to, error_type, reply });
    Ok(match ask(calls, call).await? {
        Ok(()) => accepted(),
        Err(refusal) => respond::refused(&refusal),
    })
}

/// Who asks.
pub(crate) fn identifier(headers: &HeaderMap) -> Result<Uuid, Box<Reply>> {
    let text = header(headers, IDENTIFIER);
    if text.is_empty() {
        let message = "Missing Lambda-Extension-Identifier header";
        return Err(respond::forbidden("Extension.MissingExtensionIdentifier", message).into());
    }
    Uuid::try_parse(text).map_err(|_| {
        let message = "Invalid Lambda-Extension-Identifier";
        respond::forbidden("Extension.InvalidExtensionIdentifier", message).into()
    })
}
