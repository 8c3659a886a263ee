//! Lambda's side: registering, subscribing to telemetry, and the next event.

use std::fmt;
use std::io;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use lamplight_core::clock::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::event::{Event, Invoke, ShutdownReason};

const EXTENSION: &str = "/2020-01-01/extension";
/// Newest first: what one does not know, an older one may.
const SCHEMAS: [&str; 3] = ["2025-01-29", "2022-12-13", "2022-07-01"];
/// An answer has no more bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// One connection to Lambda's interface. Lambda has no timeouts here: an answer takes as long as the environment is
/// frozen.
#[derive(Debug)]
pub(crate) struct Lambda {
    api: String,
    identifier: String,
    requests: SendRequest<Full<Bytes>>,
}

/// Lambda did not do as it was asked.
#[derive(Debug)]
pub(crate) enum LambdaError {
    Connect(io::Error),
    Http(hyper::Error),
    Answer { path: &'static str, status: StatusCode, body: String },
    Malformed(&'static str),
}

/// Whether telemetry will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subscription {
    Subscribed,
    /// What is there is no Lambda, and says so.
    NotSupported,
}

// === impl Lambda ===

impl Lambda {
    /// Connects to `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) async fn connect(api: &str) -> Result<Self, LambdaError> {
        let stream = TcpStream::connect(api).await.map_err(LambdaError::Connect)?;
        stream.set_nodelay(true).map_err(LambdaError::Connect)?;
        let (requests, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(LambdaError::Http)?;
        // Its end shows in the requests.
        tokio::spawn(connection);
        Ok(Self { api: api.to_owned(), identifier: String::new(), requests })
    }

    /// Registers under this name, which has to be that of the executable.
    pub(crate) async fn register(&mut self, name: &str, events: &[&str]) -> Result<(), LambdaError> {
        let body = json!({ "events": events }).to_string();
        let request =
            self.request("POST", &format!("{EXTENSION}/register")).header("Lambda-Extension-Name", name);
        let response = self.ask(request, body.into()).await?;
        let identifier = response.headers().get("Lambda-Extension-Identifier");
        let identifier = identifier.and_then(|id| id.to_str().ok()).map(str::to_owned);
        expect("register", StatusCode::OK, response).await?;
        self.identifier =
            identifier.ok_or(LambdaError::Malformed("the answer to `register` has no identifier"))?;
        Ok(())
    }

    /// Whether the connection has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }

    /// As the same extension, on another connection.
    pub(crate) async fn again(&self) -> Result<Self, LambdaError> {
        Ok(Self { identifier: self.identifier.clone(), ..Self::connect(&self.api).await? })
    }

    /// Has platform events posted to this port, and the function's lines if these are wanted.
    pub(crate) async fn subscribe(
        &mut self,
        port: u16,
        with_lines: bool,
    ) -> Result<Subscription, LambdaError> {
        let types: &[&str] = if with_lines { &["platform", "function"] } else { &["platform"] };
        let mut refused = None;
        for schema in SCHEMAS {
            let body = json!({
                "schemaVersion": schema,
                "types": types,
                "buffering": { "maxItems": 1000, "maxBytes": 262_144, "timeoutMs": 25 },
                "destination": { "protocol": "HTTP", "URI": format!("http://sandbox.localdomain:{port}/") },
            });
            let request = self.request("PUT", "/2022-07-01/telemetry");
            let response = self.ask(request, body.to_string().into()).await?;
            match response.status() {
                StatusCode::OK => {
                    read(response).await?;
                    return Ok(Subscription::Subscribed);
                }
                StatusCode::ACCEPTED | StatusCode::NOT_FOUND => {
                    read(response).await?;
                    return Ok(Subscription::NotSupported);
                }
                _ => refused = Some(expect("telemetry", StatusCode::OK, response).await),
            }
        }
        match refused {
            Some(Err(error)) => Err(error),
            _ => Ok(Subscription::NotSupported),
        }
    }

    /// The next event; waits for it, however long that is.
    pub(crate) async fn next(&mut self) -> Result<Event, LambdaError> {
        let request = self.request("GET", &format!("{EXTENSION}/event/next"));
        let response = self.ask(request, Bytes::new()).await?;
        let body = expect("event/next", StatusCode::OK, response).await?;
        let event: Value =
            serde_json::from_slice(&body).map_err(|_| LambdaError::Malformed("an event is no JSON"))?;
        event_of(&event).ok_or(LambdaError::Malformed("an event is neither INVOKE nor SHUTDOWN"))
    }

    fn request(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        let builder = Request::builder().method(method).uri(path).header("Host", &self.api);
        let builder = builder.header("Content-Type", "application/json");
        if self.identifier.is_empty() {
            builder
        } else {
            builder.header("Lambda-Extension-Identifier", &self.identifier)
        }
    }

    async fn ask(
        &mut self,
        request: hyper::http::request::Builder,
        body: Bytes,
    ) -> Result<Response<Incoming>, LambdaError> {
        let request =
            request.body(Full::new(body)).map_err(|_| LambdaError::Malformed("a request cannot be made"))?;
        self.requests.ready().await.map_err(LambdaError::Http)?;
        self.requests.send_request(request).await.map_err(LambdaError::Http)
    }
}

async fn read(response: Response<Incoming>) -> Result<Bytes, LambdaError> {
    let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
    body.map(http_body_util::Collected::to_bytes).map_err(|_| LambdaError::Malformed("an answer breaks off"))
}

async fn expect(
    path: &'static str,
    expected: StatusCode,
    response: Response<Incoming>,
) -> Result<Bytes, LambdaError> {
    let status = response.status();
    let body = read(response).await?;
    if status == expected {
        return Ok(body);
    }
    Err(LambdaError::Answer { path, status, body: String::from_utf8_lossy(&body).into_owned() })
}

/// `SHUTDOWN` comes without most headers, so that the body alone counts.
fn event_of(event: &Value) -> Option<Event> {
    let text = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let deadline =
        Timestamp::from_millis(event.get("deadlineMs").and_then(Value::as_u64).unwrap_or_default());
    match event.get("eventType")?.as_str()? {
        "INVOKE" => Some(Event::Invoke(Invoke {
            request_id: text("requestId")?,
            deadline,
            arn: text("invokedFunctionArn"),
            trace_header: event.pointer("/tracing/value").and_then(Value::as_str).map(str::to_owned),
        })),
        "SHUTDOWN" => {
            let reason = ShutdownReason::parse(&text("shutdownReason").unwrap_or_default());
            Some(Event::Shutdown { reason, deadline })
        }
        _ => None,
    }
}

// === impl LambdaError ===

impl fmt::Display for LambdaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(error) => write!(f, "Lambda's interface cannot be reached: {error}"),
            Self::Http(error) => write!(f, "Lambda's interface does not answer: {error}"),
            Self::Answer { path, status, body } => write!(f, "Lambda answers `{path}` with {status}: {body}"),
            Self::Malformed(what) => f.write_str(what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_by_their_bodies() {
        let invoke = json!({ "eventType": "INVOKE", "deadlineMs": 5, "requestId": "r", "invokedFunctionArn": "arn",
            "tracing": { "type": "X-Amzn-Trace-Id", "value": "Root=1" } });
        let Some(Event::Invoke(invoke)) = event_of(&invoke) else { panic!("an invocation") };
        assert_eq!(
            (invoke.deadline, invoke.trace_header.as_deref()),
            (Timestamp::from_millis(5), Some("Root=1"))
        );
        for (word, reason) in [
            ("spindown", ShutdownReason::Spindown),
            ("TIMEOUT", ShutdownReason::Timeout),
            ("failure", ShutdownReason::Failure),
            ("SandboxTerminated", ShutdownReason::Failure),
        ] {
            let shutdown = json!({ "eventType": "SHUTDOWN", "deadlineMs": 7, "shutdownReason": word });
            let Some(Event::Shutdown { reason: read, .. }) = event_of(&shutdown) else {
                panic!("a shutdown")
            };
            assert_eq!(read, reason, "{word}");
        }
        assert!(event_of(&json!({ "eventType": "NEW" })).is_none());
    }
}
