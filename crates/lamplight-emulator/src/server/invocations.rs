//! `POST /2015-03-31/functions/{name}/invocations`.
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use uuid::Uuid;

use super::Functions;
use super::respond::{Reply, ServiceError, reply};
use super::route::decode;
use crate::arn::{Arn, FunctionReference};
use crate::{Function, FunctionConfig, Invoke, InvokeError, Response};

/// How a function is to be invoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InvocationType {
    /// Wait for the result.
    RequestResponse,
    /// Do not wait.
    Event,
    /// Do not even run it.
    DryRun,
}

pub(super) async fn handle(
    name: &str,
    request: Request<Incoming>,
    functions: &Functions,
) -> Result<Reply, ServiceError> {
    let reference = FunctionReference::parse(name);
    let qualifier =
        reference.qualifier.map(str::to_owned).or_else(|| query(request.uri().query(), "Qualifier"));
    let function = find(reference.name, functions)
        .ok_or_else(|| not_found(reference.name, qualifier.as_deref(), functions))?;
    let kind = InvocationType::of(request.headers())?;
    let with_log = with_log(request.headers())?;
    let invoke = invoke(request.headers(), qualifier)?;
    let declared = declared_size(request.headers());
    let payload = payload(request.into_body(), declared, kind).await?;
    let id = Uuid::new_v4();
    let invoke = Invoke { payload, ..invoke };
    let mut response = match kind {
        // The end of the log is known when the extensions are done too; else nobody waits for them.
        InvocationType::RequestResponse if with_log => {
            let invocation = function.invoke_as(id, invoke).await.map_err(|error| not_run(&error))?;
            let tail = BASE64_STANDARD.encode(invocation.log_tail());
            let mut response = respond(Response::from(invocation));
            set(response.headers_mut(), "x-amz-log-result", &tail);
            response
        }
        InvocationType::RequestResponse => {
            respond(function.call_as(id, invoke).await.map_err(|error| not_run(&error))?)
        }
        InvocationType::Event => {
            // Lambda queues events, so one is never turned down; here it comes to nothing when there is no room.
            // Whatever comes of it, nobody waits for it; it shows in the function's log.
            _ = function.begin(id, invoke);
            reply(StatusCode::ACCEPTED, "application/json", Bytes::new())
        }
        InvocationType::DryRun => reply(StatusCode::NO_CONTENT, "application/json", Bytes::new()),
    };
    set(response.headers_mut(), "x-amzn-requestid", &id.to_string());
    Ok(response)
}

/// The function of that name. `function` is the only one there is, as in Lambda's container images.
fn find<'a>(name: &str, functions: &'a Functions) -> Option<&'a Function> {
    let only = || functions.values().next().filter(|_| name == "function" && functions.len() == 1);
    functions.get(name).or_else(only)
}

fn not_found(name: &str, qualifier: Option<&str>, functions: &Functions) -> ServiceError {
    let config = functions.values().next().map(Function::config);
    let region = config.map_or(FunctionConfig::DEFAULT_REGION, |config| &config.region);
    let account_id = config.map_or(FunctionConfig::DEFAULT_ACCOUNT_ID, |config| &config.account_id);
    ServiceError::function_not_found(&Arn { region, account_id, name, qualifier }.to_string())
}

/// What the caller sends besides the payload.
fn invoke(headers: &HeaderMap, qualifier: Option<String>) -> Result<Invoke, ServiceError> {
    const CLIENT_CONTEXT: &str = "x-amz-client-context";
    let text = |name| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let client_context = match text(CLIENT_CONTEXT) {
        None => None,
        Some(encoded) => {
            let json = BASE64_STANDARD.decode(&encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            Some(json.ok_or_else(|| {
                ServiceError::invalid_parameter("X-Amz-Client-Context", &encoded, "JSON in base64")
            })?)
        }
    };
    Ok(Invoke {
        payload: Bytes::new(),
        trace_header: text("x-amzn-trace-id"),
        tenant_id: text("x-amz-tenant-id"),
        client_context,
        cognito_identity: None,
        qualifier,
    })
}

fn with_log(headers: &HeaderMap) -> Result<bool, ServiceError> {
    match headers.get("x-amz-log-type").map(HeaderValue::as_bytes) {
        None | Some(b"None") => Ok(false),
        Some(b"Tail") => Ok(true),
        Some(other) => {
            let other = String::from_utf8_lossy(other);
            Err(ServiceError::invalid_parameter("X-Amz-Log-Type", &other, "None or Tail"))
        }
    }
}

fn declared_size(headers: &HeaderMap) -> Option<usize> {
    headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The payload: JSON; an absent one is an empty object, as functions on Lambda find it.
async fn payload(
    body: Incoming,
    declared: Option<usize>,
    kind: InvocationType,
) -> Result<Bytes, ServiceError> {
    let limit = kind.payload_limit();
    let payload = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(ServiceError::payload_too_large(declared, kind.name(), limit));
        }
        Err(_) => return Err(ServiceError::unreadable_body()),
    };
    if payload.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(&payload)
        .map_err(|error| ServiceError::not_json(&error))?;
    Ok(payload)
}

fn respond(done: Response) -> Reply {
    let mut response = reply(StatusCode::OK, "application/json", done.payload);
    let headers = response.headers_mut();
    set(headers, "x-amz-executed-version", &done.executed_version);
    if let Some(error) = done.status.function_error() {
        set(headers, "x-amz-function-error", error);
    }
    if let Some(trace) = &done.trace_header {
        set(headers, "x-amzn-trace-id", trace);
    }
    response
}

fn not_run(error: &InvokeError) -> ServiceError {
    match error {
        InvokeError::Throttled { .. } => ServiceError::throttled(),
        InvokeError::ShutDown { .. } => ServiceError::service(error.to_string()),
    }
}

/// A value that cannot stand in a header is left out; only a caller's own trace header can be one.
fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn query(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| decode(value))
}

// === impl InvocationType ===

impl InvocationType {
    fn of(headers: &HeaderMap) -> Result<Self, ServiceError> {
        match headers.get("x-amz-invocation-type").map(HeaderValue::as_bytes) {
            None | Some(b"RequestResponse") => Ok(Self::RequestResponse),
            Some(b"Event") => Ok(Self::Event),
            Some(b"DryRun") => Ok(Self::DryRun),
            Some(other) => {
                let other = String::from_utf8_lossy(other);
                let allowed = "RequestResponse, Event or DryRun";
                Err(ServiceError::invalid_parameter("X-Amz-Invocation-Type", &other, allowed))
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::RequestResponse => "RequestResponse",
            Self::Event => "Event",
            Self::DryRun => "DryRun",
        }
    }

    /// The most a payload may hold: 6 MiB, or 1 MiB for what is queued.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
    fn payload_limit(self) -> usize {
        match self {
            Self::RequestResponse | Self::DryRun => 6 * 1024 * 1024,
            Self::Event => 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_searched_by_name() {
        assert_eq!(query(Some("a=b&Qualifier=%24LATEST"), "Qualifier").as_deref(), Some("$LATEST"));
        assert_eq!(query(Some("Qualifier"), "Qualifier"), None);
        assert_eq!(query(None, "Qualifier"), None);
    }
}
