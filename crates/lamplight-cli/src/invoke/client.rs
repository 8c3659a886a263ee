//! The invoke API of AWS Lambda, as a client of it sees it.

use std::io;

use bytes::Bytes;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use lamplight_core::base64;
use tokio::net::TcpStream;

use super::reply::Reply;
use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// Where a session listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    host: String,
    port: u16,
}

// === impl Endpoint ===

impl Endpoint {
    /// Reads `http://host:port`.
    ///
    /// # Errors
    ///
    /// That it is anything else; a session speaks neither https nor serves below a path.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let uri: Option<Uri> = text.parse().ok();
        let endpoint = uri.as_ref().and_then(|uri| {
            let plain = uri.scheme_str() == Some("http") && uri.path() == "/" && uri.query().is_none();
            let host = uri.host().filter(|host| plain && !host.is_empty())?;
            Some(Self { host: host.to_owned(), port: uri.port_u16().unwrap_or(80) })
        });
        endpoint.ok_or_else(|| {
            Failure::new(Exit::Usage, format!("--endpoint {text} is not an endpoint of a session"))
                .because("allowed is http://HOST:PORT")
        })
    }

    fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Invokes a function and waits for what comes of it, however long that takes.
    ///
    /// # Errors
    ///
    /// That nothing listens, that it is no session, or that it refuses the request.
    pub(super) async fn invoke(&self, function: &str, event: Vec<u8>) -> Result<Reply> {
        if !is_function_name(function) {
            return Err(Failure::new(Exit::Usage, format!("{function:?} is not the name of a function"))
                .because("allowed are letters, digits, hyphens and underscores"));
        }
        let request = Request::post(format!("/2015-03-31/functions/{function}/invocations"))
            .header("host", self.authority())
            .header("content-type", "application/json")
            .header("x-amz-log-type", "Tail")
            .body(Full::new(Bytes::from(event)))
            .expect("a path and headers of a function's name and an authority");
        let (head, body) = self.send(request).await?;
        self.read(function, &head, body)
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<(http::response::Parts, Bytes)> {
        // IPv6 addresses stand in brackets in a URL, and without them here.
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let stream =
            TcpStream::connect((host, self.port)).await.map_err(|error| self.nothing_listens(&error))?;
        let broke_off = |error: hyper::Error| {
            Failure::new(Exit::Environment, format!("the connection to {} broke off", self.authority()))
                .because_of(&error)
                .help("what listens there may not be `lamplight dev`, or its session has just ended")
        };
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broke_off)?;
        // Ends when the sender is dropped; its errors come out of the request as well.
        let _connection = tokio::spawn(connection);
        let response = sender.send_request(request).await.map_err(broke_off)?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(broke_off)?;
        Ok((head, body.to_bytes()))
    }

    fn read(&self, function: &str, head: &http::response::Parts, body: Bytes) -> Result<Reply> {
        let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
        let message = || message(&body).unwrap_or_else(|| format!("it answers {}", head.status));
        match head.status {
            StatusCode::OK => Ok(Reply {
                failed: header("x-amz-function-error").is_some(),
                request_id: header("x-amzn-requestid").map(str::to_owned),
                version: header("x-amz-executed-version").map(str::to_owned),
                log: header("x-amz-log-result")
                    .and_then(|log| base64::decode(log.as_bytes()))
                    .map(|log| String::from_utf8_lossy(&log).into_owned())
                    .unwrap_or_default(),
                payload: body,
            }),
            StatusCode::NOT_FOUND => Err(Failure::new(
                Exit::NotFound,
                format!("the session serves no function named {function:?}"),
            )
            .because(message())
            .help("the session names its function when it starts: run `lamplight dev` with this one")),
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Failure::new(Exit::Input, format!("the session refuses the event for {function}"))
                    .because(message()))
            }
            _ => {
                Err(Failure::new(Exit::Environment, format!("{} cannot invoke {function}", self.authority()))
                    .because(message())
                    .help("what listens there may not be `lamplight dev`, or its session is ending"))
            }
        }
    }

    fn nothing_listens(&self, error: &io::Error) -> Failure {
        let failure =
            Failure::new(Exit::Environment, format!("cannot reach a session at {}", self.authority()));
        match error.kind() {
            io::ErrorKind::ConnectionRefused => failure.because("nothing listens there"),
            _ => failure.because_of(error),
        }
        .help("start one with `lamplight dev`, or name another with --endpoint URL")
    }
}

/// As AWS Lambda allows them.
fn is_function_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// Errors of the API are objects with a message.
fn message(body: &[u8]) -> Option<String> {
    let object: serde_json::Value = serde_json::from_slice(body).ok()?;
    ["Message", "message"].into_iter().find_map(|key| object.get(key)?.as_str().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_host_and_a_port() {
        let parsed = |text| Endpoint::parse(text).map(|endpoint| (endpoint.host, endpoint.port));
        assert_eq!(parsed("http://127.0.0.1:9000"), Ok(("127.0.0.1".into(), 9000)));
        assert_eq!(parsed("http://localhost/"), Ok(("localhost".into(), 80)));
        assert_eq!(parsed("http://[::1]:9001"), Ok(("[::1]".into(), 9001)));
        for text in ["", "127.0.0.1:9000", "https://127.0.0.1:9000", "http://h:1/path", "http://h:1?q"] {
            assert_eq!(parsed(text).expect_err(text).exit, Exit::Usage);
        }
    }

    #[test]
    fn only_names_that_lambda_allows_are_sent() {
        assert!(is_function_name("orders-2_b"));
        for name in ["", "a/b", "../x", "a b", "é"] {
            assert!(!is_function_name(name), "{name}");
        }
    }
}
