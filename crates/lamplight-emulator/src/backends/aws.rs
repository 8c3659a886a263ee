//! What the endpoints of AWS ask for beside the payload, and the two services that keep secrets.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde_json::{Value, json};

use super::service::check_signature;
use super::{BackendConfig, Signal};

type Reply = Response<Full<Bytes>>;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

// === impl Refusal ===

impl Refusal {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, message: message.into() }
    }

    /// In the form of AWS's JSON protocols: the type of the error is in a header and in the body.
    pub(super) fn reply(&self) -> Reply {
        let Self { status, kind, message } = self;
        let mut reply = reply(*status, &json!({ "__type": kind, "message": message, "Message": message }));
        reply.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(kind));
        reply
    }
}

/// The signature, and for logs the place where they go.
pub(super) fn check(
    config: &BackendConfig,
    signal: Signal,
    head: &Parts,
    body: &Bytes,
) -> Result<(), Refusal> {
    let service = match signal {
        Signal::Traces => "xray",
        Signal::Logs => "logs",
        Signal::Metrics => "monitoring",
    };
    check_signature(config, service, head, body)
        .map_err(|error| Refusal::new(StatusCode::FORBIDDEN, error.kind, error.message))?;
    if signal == Signal::Logs { check_log_stream(config, &head.headers) } else { Ok(()) }
}

fn check_log_stream(config: &BackendConfig, headers: &HeaderMap) -> Result<(), Refusal> {
    let value = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
        let missing = || {
            let message = format!("{name} is missing");
            Refusal::new(StatusCode::BAD_REQUEST, "InvalidParameterException", message)
        };
        value.map(str::to_owned).ok_or_else(missing)
    };
    let place = (value("x-aws-log-group")?, value("x-aws-log-stream")?);
    if config.log_streams.contains(&place) {
        return Ok(());
    }
    let what = if config.log_streams.iter().any(|(group, _)| *group == place.0) { "stream" } else { "group" };
    let message = format!("The specified log {what} does not exist.");
    Err(Refusal::new(StatusCode::BAD_REQUEST, "ResourceNotFoundException", message))
}

/// Answers a request of the JSON protocol: the header `X-Amz-Target` says what is wanted.
pub(super) fn secrets(config: &BackendConfig, head: &Parts, body: &Bytes) -> Reply {
    let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let service = match target.split_once('.') {
        Some(("secretsmanager", _)) => "secretsmanager",
        Some(("AmazonSSM", _)) => "ssm",
        _ => return refusal(StatusCode::BAD_REQUEST, "UnknownOperationException", target),
    };
    if let Err(error) = check_signature(config, service, head, body) {
        return refusal(StatusCode::BAD_REQUEST, error.kind, &error.message);
    }
    let Ok(request) = serde_json::from_slice::<Value>(body) else {
        return refusal(StatusCode::BAD_REQUEST, "SerializationException", "the body is not JSON");
    };
    match target {
        "secretsmanager.GetSecretValue" => secret(config, &request),
        "AmazonSSM.GetParameter" => parameter(config, &request),
        "AmazonSSM.GetParameters" => parameters(config, &request),
        _ => refusal(StatusCode::BAD_REQUEST, "UnknownOperationException", target),
    }
}

/// By its name or its ARN.
fn secret(config: &BackendConfig, request: &Value) -> Reply {
    let id = request["SecretId"].as_str().unwrap_or_default();
    let arn =
        |name: &str| format!("arn:aws:secretsmanager:{}:000000000000:secret:{name}-AbCdEf", config.region);
    match config.secrets.iter().find(|(name, _)| *name == id || arn(name) == id) {
        Some((name, value)) => success(&json!({
            "ARN": arn(name),
            "Name": name,
            "SecretString": value,
            "VersionId": "00000000-0000-4000-8000-000000000000",
            "VersionStages": ["AWSCURRENT"],
            "CreatedDate": config.clock.now().as_millis() / 1000,
        })),
        None => {
            let message = "Secrets Manager can't find the specified secret.";
            refusal(StatusCode::BAD_REQUEST, "ResourceNotFoundException", message)
        }
    }
}

fn parameter(config: &BackendConfig, request: &Value) -> Reply {
    let name = request["Name"].as_str().unwrap_or_default();
    match config.parameters.get(name) {
        Some(value) => success(&json!({ "Parameter": shown(config, name, value) })),
        None => refusal(StatusCode::BAD_REQUEST, "ParameterNotFound", name),
    }
}

fn parameters(config: &BackendConfig, request: &Value) -> Reply {
    let names = request["Names"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        names.partition(|name| config.parameters.contains_key(*name));
    let known = known.iter().map(|name| shown(config, name, &config.parameters[*name]));
    success(&json!({ "Parameters": known.collect::<Vec<_>>(), "InvalidParameters": unknown }))
}

fn shown(config: &BackendConfig, name: &str, value: &str) -> Value {
    json!({
        "Name": name,
        "Type": "SecureString",
        "Value": value,
        "Version": 1,
        "ARN": format!("arn:aws:ssm:{}:000000000000:parameter/{}", config.region, name.trim_start_matches('/')),
        "DataType": "text",
    })
}

fn success(body: &Value) -> Reply {
    reply(StatusCode::OK, body)
}

fn reply(status: StatusCode, body: &Value) -> Reply {
    let mut reply = Response::new(Full::new(body.to_string().into()));
    *reply.status_mut() = status;
    let kind = HeaderValue::from_static("application/x-amz-json-1.1");
    reply.headers_mut().insert(header::CONTENT_TYPE, kind);
    reply
}

fn refusal(status: StatusCode, kind: &'static str, message: &str) -> Reply {
    Refusal::new(status, kind, message).reply()
}
